//! What only PostgreSQL has: options of tables and indexes, exclude constraints, and its own types.

mod constraint;
mod ddl;
mod domain;
mod options;
mod types;

pub use constraint::{ExcludeConstraint, ExcludeElement, exclude};
pub use ddl::{
    AddEnumValue, CreateDomainType, CreateEnumType, DropDomainType, DropEnumType, Neighbour, RenameEnumValue,
    add_enum_value, create_domain_type, create_enum_type, drop_domain_type, drop_enum_type, rename_enum_value,
};
pub use domain::{DomainType, domain};
pub use options::{IndexOptions, TableOptions, WithOption, index, table};
pub use types::{
    BitType, PgEnumType, PgIntervalType, PgTimeType, PostgresqlType, SimpleType, array, bit, bit_varying, bytea, cidr,
    citext, datemultirange, daterange, enum_, hstore, inet, int4multirange, int4range, int8multirange, int8range,
    interval, json, jsonb, jsonpath, macaddr, macaddr8, money, nummultirange, numrange, oid, regclass, regconfig, time,
    timestamp, tsmultirange, tsquery, tsrange, tstzmultirange, tstzrange, tsvector, uuid,
};
