//! What only MySQL and MariaDB have: options of tables and indexes, and their own types.

mod builders;
mod options;
mod types;

pub use builders::{
    bigint, bit, char, datetime, decimal, double, enum_, float, inet4, inet6, integer, longblob, longtext, mediumblob,
    mediumint, mediumtext, nchar, numeric, nvarchar, real, set, smallint, text, time, timestamp, tinyblob, tinyint,
    tinytext, varchar, year,
};
pub use options::{IndexLength, IndexOptions, TableOption, TableOptions, index, table};
pub use types::{
    CharacterSet, MysqlEnumType, MysqlIntegerKind, MysqlIntegerType, MysqlNumericKind, MysqlNumericType,
    MysqlStringKind, MysqlStringType, MysqlTimeKind, MysqlTimeType, MysqlType,
};
