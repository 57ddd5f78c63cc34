//! Column types of a case.

use alembic_core::DialectName;
use alembic_core::schema::{self, ColumnType, EnumType, StringType, WithVariant, mysql, postgresql, sqlite};
use serde_json::Value as Json;

use crate::expressions::{condition, name, server_default};
use crate::json::Obj;

/// Positional arguments and keywords of a type.
struct Args {
    positional: std::vec::IntoIter<Json>,
    keywords: Obj,
}

impl Args {
    fn number(&mut self, keyword: &str) -> Option<u32> {
        let json = self.positional.next().or_else(|| self.keywords.take(keyword))?;
        json.as_u64().map(|number| u32::try_from(number).unwrap())
    }

    fn keyword(&mut self, keyword: &str) -> Option<u32> {
        self.keywords
            .number(keyword)
            .map(|number| u32::try_from(number).unwrap())
    }

    fn flag(&mut self, keyword: &str) -> bool {
        self.keywords.bool(keyword).unwrap_or(false)
    }

    fn strings(&mut self) -> Vec<String> {
        self.positional
            .by_ref()
            .map(|json| json.as_str().unwrap().to_owned())
            .collect()
    }
}

pub(crate) fn column_type(json: Json) -> ColumnType {
    let mut parts = match json {
        Json::String(name) => vec![Json::String(name)],
        Json::Array(parts) => parts,
        other => panic!("no type: {other}"),
    };
    let keywords = match parts.last() {
        Some(Json::Object(_)) if parts[0] != "Variant" => Obj::new(parts.pop().unwrap()),
        _ => Obj::new(Json::Object(serde_json::Map::new())),
    };
    let mut positional = parts.into_iter();
    let type_name = positional.next().unwrap().as_str().unwrap().to_owned();
    let mut args = Args { positional, keywords };
    let built = match type_name.split_once('.') {
        None => standard(&type_name, &mut args),
        Some(("pg", name)) => postgresql_type(name, &mut args),
        Some(("mysql", name)) => mysql_type(name, &mut args),
        Some(("sqlite", name)) => sqlite_type(name, &mut args),
        Some(_) => panic!("unknown type {type_name}"),
    };
    assert!(args.positional.next().is_none(), "too many arguments of {type_name}");
    args.keywords.finish();
    built
}

fn standard(type_name: &str, args: &mut Args) -> ColumnType {
    match type_name {
        "String" => string(schema::string(args.number("length")), args),
        "Unicode" => string(schema::unicode(args.number("length")), args),
        "VARCHAR" => string(schema::VARCHAR(args.number("length")), args),
        "NVARCHAR" => string(schema::NVARCHAR(args.number("length")), args),
        "CHAR" => string(schema::CHAR(args.number("length")), args),
        "NCHAR" => string(schema::NCHAR(args.number("length")), args),
        "Text" => with_length(schema::text_type(), args),
        "UnicodeText" => with_length(schema::unicode_text(), args),
        "TEXT" => with_length(schema::TEXT(), args),
        "CLOB" => with_length(schema::CLOB(), args),
        "Integer" => schema::integer().into(),
        "BigInteger" => schema::big_integer().into(),
        "SmallInteger" => schema::small_integer().into(),
        "INTEGER" => schema::INTEGER().into(),
        "INT" => schema::INT().into(),
        "BIGINT" => schema::BIGINT().into(),
        "SMALLINT" => schema::SMALLINT().into(),
        "Numeric" => schema::numeric(args.number("precision"), args.number("scale")).into(),
        "NUMERIC" => schema::NUMERIC(args.number("precision"), args.number("scale")).into(),
        "DECIMAL" => schema::DECIMAL(args.number("precision"), args.number("scale")).into(),
        "Float" => float(schema::float(), args),
        "Double" => float(schema::double(), args),
        "FLOAT" => float(schema::FLOAT(), args),
        "REAL" => float(schema::REAL(), args),
        "DOUBLE" => float(schema::DOUBLE(), args),
        "DOUBLE_PRECISION" => float(schema::DOUBLE_PRECISION(), args),
        "Boolean" => boolean(schema::boolean(), args),
        "BOOLEAN" => boolean(schema::BOOLEAN(), args),
        "Date" => schema::date().into(),
        "DateTime" => schema::date_time().timezone(args.flag("timezone")).into(),
        "Time" => schema::time().timezone(args.flag("timezone")).into(),
        "DATE" => schema::DATE().into(),
        "DATETIME" => schema::DATETIME().timezone(args.flag("timezone")).into(),
        "TIME" => schema::TIME().timezone(args.flag("timezone")).into(),
        "TIMESTAMP" => schema::TIMESTAMP().timezone(args.flag("timezone")).into(),
        "Interval" => {
            let mut built = schema::interval();
            built.native = args.keywords.bool("native");
            built.second_precision = args.keyword("second_precision");
            ignored(args, &["day_precision"]);
            built.into()
        }
        "LargeBinary" => schema::large_binary(args.number("length")).into(),
        "PickleType" => schema::pickle_type().into(),
        "BLOB" => schema::BLOB(args.number("length")).into(),
        "BINARY" => schema::BINARY(args.number("length")).into(),
        "VARBINARY" => schema::VARBINARY(args.number("length")).into(),
        "Enum" => enumeration(schema::enum_(args.strings()), args).into(),
        "JSON" => schema::json().none_as_null(args.flag("none_as_null")).into(),
        "Uuid" => {
            args.keywords.take("as_uuid");
            schema::uuid()
                .native_uuid(args.keywords.bool("native_uuid").unwrap_or(true))
                .into()
        }
        "UUID" => {
            args.keywords.take("as_uuid");
            schema::UUID().into()
        }
        "ARRAY" => array(args),
        "SQL" => schema::sql_type(args.strings().remove(0)),
        "NullType" => schema::null_type(),
        "Variant" => variant(args),
        other => panic!("unknown type {other}"),
    }
}

fn string(built: StringType, args: &mut Args) -> ColumnType {
    let mut built = built;
    built.collation = args.keywords.string("collation");
    built.collation_schema = args.keywords.string("collation_schema");
    built.into()
}

/// Arguments that SQLAlchemy takes and no dialect writes.
fn ignored(args: &mut Args, names: &[&str]) {
    for name in names {
        args.keywords.take(name);
    }
}

fn with_length(built: StringType, args: &mut Args) -> ColumnType {
    let built = match args.number("length") {
        Some(length) => built.length(length),
        None => built,
    };
    string(built, args)
}

fn boolean(built: schema::BooleanType, args: &mut Args) -> ColumnType {
    let built = built.create_constraint(args.flag("create_constraint"));
    match args.keywords.string("name") {
        Some(name) => built.name(name).into(),
        None => built.into(),
    }
}

fn float(built: schema::FloatType, args: &mut Args) -> ColumnType {
    match args.number("precision") {
        Some(precision) => built.precision(precision).into(),
        None => built.into(),
    }
}

fn array(args: &mut Args) -> ColumnType {
    let built = schema::array(column_type(args.positional.next().unwrap()));
    match args.keyword("dimensions") {
        Some(dimensions) => built.dimensions(dimensions).into(),
        None => built.into(),
    }
}

fn enumeration(mut built: EnumType, args: &mut Args) -> EnumType {
    built.name = args.keywords.take("name").map(name);
    if let (Some(name), Some(quote)) = (&mut built.name, args.keywords.bool("quote")) {
        name.quote = Some(quote);
    }
    ignored(args, &["collation", "collation_schema"]);
    built.schema = args.keywords.take("schema").map(name);
    built.length = args.keyword("length");
    built = built
        .create_constraint(args.flag("create_constraint"))
        .inherit_schema(args.flag("inherit_schema"));
    built = built.native_enum(args.keywords.bool("native_enum").unwrap_or(true));
    built.create_type(args.keywords.bool("create_type").unwrap_or(true))
}

fn variant(args: &mut Args) -> ColumnType {
    let mut built = column_type(args.positional.next().unwrap());
    for (dialect, json) in Obj::new(args.positional.next().unwrap()).entries() {
        let dialect = match dialect.as_str() {
            "sqlite" => DialectName::Sqlite,
            "postgresql" => DialectName::Postgresql,
            "mysql" => DialectName::Mysql,
            "mariadb" => DialectName::Mariadb,
            other => panic!("unknown dialect {other}"),
        };
        built = built.with_variant(column_type(json), [dialect]);
    }
    built
}

fn postgresql_type(type_name: &str, args: &mut Args) -> ColumnType {
    match type_name {
        "JSONB" => {
            let none_as_null = args.flag("none_as_null");
            postgresql::PostgresqlType::Jsonb(schema::json().none_as_null(none_as_null)).into()
        }
        "JSON" => postgresql::json().none_as_null(args.flag("none_as_null")).into(),
        "UUID" => {
            args.keywords.take("as_uuid");
            postgresql::uuid().into()
        }
        "ARRAY" => array(args),
        "TIMESTAMP" => postgresql::timestamp(args.flag("timezone"), args.keyword("precision")).into(),
        "TIME" => postgresql::time(args.flag("timezone"), args.keyword("precision")).into(),
        "INTERVAL" => {
            let mut built = postgresql::interval();
            built.precision = args.keyword("precision");
            built.fields = args.keywords.string("fields");
            built.into()
        }
        "BIT" if args.flag("varying") => postgresql::bit_varying(args.number("length")).into(),
        "BIT" => postgresql::bit(args.number("length")).into(),
        "ENUM" => {
            let built = enumeration(schema::enum_(args.strings()), args);
            ColumnType::Postgresql(postgresql::PostgresqlType::Enum(built))
        }
        "DOMAIN" => {
            let domain_name = args.positional.next().unwrap().as_str().unwrap().to_owned();
            let mut built = postgresql::domain(domain_name, column_type(args.positional.next().unwrap()));
            built.name.quote = args.keywords.bool("quote");
            ignored(args, &["inherit_schema"]);
            built.collation = args.keywords.string("collation");
            built.collation_schema = args.keywords.string("collation_schema");
            built.constraint_name = args.keywords.take("constraint_name").map(name);
            built.check = args.keywords.take("check").map(|json| condition(json).0);
            built.default = args.keywords.take("default").map(server_default);
            built.not_null = args.flag("not_null");
            built.schema = args.keywords.take("schema").map(name);
            built.create_type = args.keywords.bool("create_type").unwrap_or(true);
            built.into()
        }
        simple => {
            // neither is written, as SQLAlchemy has it
            if matches!(simple, "BYTEA" | "CITEXT") {
                args.number("length");
                ignored(args, &["collation", "collation_schema"]);
            }
            simple_postgresql(simple).into()
        }
    }
}

fn simple_postgresql(type_name: &str) -> postgresql::PostgresqlType {
    let builders: [fn() -> postgresql::PostgresqlType; 26] = [
        postgresql::bytea,
        postgresql::cidr,
        postgresql::citext,
        postgresql::daterange,
        postgresql::datemultirange,
        postgresql::hstore,
        postgresql::inet,
        postgresql::int4range,
        postgresql::int4multirange,
        postgresql::int8range,
        postgresql::int8multirange,
        postgresql::jsonpath,
        postgresql::macaddr,
        postgresql::macaddr8,
        postgresql::money,
        postgresql::numrange,
        postgresql::nummultirange,
        postgresql::oid,
        postgresql::regclass,
        postgresql::regconfig,
        postgresql::tsquery,
        postgresql::tsrange,
        postgresql::tsmultirange,
        postgresql::tstzrange,
        postgresql::tstzmultirange,
        postgresql::tsvector,
    ];
    builders
        .iter()
        .map(|builder| builder())
        .find(|type_| matches!(type_, postgresql::PostgresqlType::Simple(simple) if simple.as_str() == type_name))
        .unwrap_or_else(|| panic!("unknown type pg.{type_name}"))
}

fn mysql_type(type_name: &str, args: &mut Args) -> ColumnType {
    match type_name {
        "INTEGER" => mysql_integer(mysql::integer(), args),
        "BIGINT" => mysql_integer(mysql::bigint(), args),
        "MEDIUMINT" => mysql_integer(mysql::mediumint(), args),
        "SMALLINT" => mysql_integer(mysql::smallint(), args),
        "TINYINT" => mysql_integer(mysql::tinyint(), args),
        "NUMERIC" => mysql_number(mysql::numeric(), args),
        "DECIMAL" => mysql_number(mysql::decimal(), args),
        "FLOAT" => mysql_number(mysql::float(), args),
        "DOUBLE" => mysql_number(mysql::double(), args),
        "REAL" => mysql_number(mysql::real(), args),
        "VARCHAR" => mysql_string(mysql::varchar(args.number("length")), args),
        "CHAR" => mysql_string(mysql::char(args.number("length")), args),
        "NVARCHAR" => mysql_string(mysql::nvarchar(args.number("length")), args),
        "NCHAR" => mysql_string(mysql::nchar(args.number("length")), args),
        "TEXT" => mysql_string(mysql::text(args.number("length")), args),
        "TINYTEXT" => mysql_text(mysql::tinytext(), args),
        "MEDIUMTEXT" => mysql_text(mysql::mediumtext(), args),
        "LONGTEXT" => mysql_text(mysql::longtext(), args),
        "ENUM" => mysql_enum(mysql::enum_(args.strings()), args),
        "SET" => mysql_enum(mysql::set(args.strings()), args),
        "DATETIME" => mysql_time(mysql::datetime, args),
        "TIME" => mysql_time(mysql::time, args),
        "TIMESTAMP" => mysql_time(mysql::timestamp, args),
        "BIT" => mysql::bit(args.number("length")).into(),
        "YEAR" => mysql::year(args.number("display_width")).into(),
        "TINYBLOB" => mysql_blob(mysql::tinyblob(), args),
        "MEDIUMBLOB" => mysql_blob(mysql::mediumblob(), args),
        "LONGBLOB" => mysql_blob(mysql::longblob(), args),
        "INET4" => mysql::inet4().into(),
        "INET6" => mysql::inet6().into(),
        "JSON" => schema::json().none_as_null(args.flag("none_as_null")).into(),
        other => panic!("unknown type mysql.{other}"),
    }
}

fn mysql_integer(built: mysql::MysqlIntegerType, args: &mut Args) -> ColumnType {
    let mut built = built.unsigned(args.flag("unsigned")).zerofill(args.flag("zerofill"));
    built.display_width = args.number("display_width");
    built.into()
}

fn mysql_number(built: mysql::MysqlNumericType, args: &mut Args) -> ColumnType {
    let mut built = built.unsigned(args.flag("unsigned")).zerofill(args.flag("zerofill"));
    args.keywords.take("asdecimal");
    built.precision = args.number("precision");
    built.scale = args.number("scale");
    built.into()
}

/// SQLAlchemy takes a length and does not write it.
fn mysql_blob(built: mysql::MysqlType, args: &mut Args) -> ColumnType {
    args.number("length");
    built.into()
}

/// As for [`mysql_blob`].
fn mysql_text(built: mysql::MysqlStringType, args: &mut Args) -> ColumnType {
    args.number("length");
    mysql_string(built, args)
}

fn mysql_time(builder: fn(Option<u32>) -> mysql::MysqlTimeType, args: &mut Args) -> ColumnType {
    builder(args.keyword("fsp")).timezone(args.flag("timezone")).into()
}

fn charset(charset: &mut mysql::CharacterSet, args: &mut Args) {
    charset.charset = args.keywords.string("charset");
    charset.collation = args.keywords.string("collation");
    charset.ascii = args.flag("ascii");
    charset.unicode = args.flag("unicode");
    charset.binary = args.flag("binary");
    charset.national = args.flag("national");
    charset.collation_schema = args.keywords.string("collation_schema");
}

fn mysql_string(mut built: mysql::MysqlStringType, args: &mut Args) -> ColumnType {
    charset(&mut built.charset, args);
    built.into()
}

fn mysql_enum(mut built: mysql::MysqlEnumType, args: &mut Args) -> ColumnType {
    charset(&mut built.charset, args);
    ignored(args, &["retrieve_as_bitwise"]);
    built.values = enumeration(built.values, args);
    built.into()
}

fn sqlite_type(type_name: &str, args: &mut Args) -> ColumnType {
    ignored(args, &["regexp"]);
    // formats of digits only have types of their own; whatever is in the others, the type is the generic one
    let digits = args
        .keywords
        .string("storage_format")
        .is_some_and(|format| !format.contains(['/', '-', ':']));
    let timezone = args.flag("timezone");
    match type_name {
        "DATETIME" if digits => sqlite::datetime_char().into(),
        "DATE" if digits => sqlite::date_char().into(),
        "TIME" if digits => sqlite::time_char().into(),
        "DATETIME" => schema::date_time().timezone(timezone).into(),
        "DATE" => schema::date().into(),
        "TIME" => schema::time().timezone(timezone).into(),
        "JSON" if args.flag("none_as_null") => schema::json().none_as_null(true).into(),
        "JSON" => sqlite::json().into(),
        "JSONB" => sqlite::jsonb().into(),
        other => panic!("unknown type sqlite.{other}"),
    }
}
