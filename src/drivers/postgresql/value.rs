//! Values on the wire: parameters as psycopg types them, results as the server prints them.

use std::error::Error;

use alembic_core::Value;
use bytes::{BufMut, BytesMut};
use postgres::types::{Format, FromSql, IsNull, Kind, ToSql, Type};

type Result<T> = std::result::Result<T, Box<dyn Error + Sync + Send>>;

/// A bound value.
///
/// Numbers, booleans and bytes have a type, as literals would; text and `NULL` have none, and the server
/// gives them the type that the place asks for (`timestamp`, `jsonb`, `int[]`…).
#[derive(Debug)]
pub(super) struct Parameter<'v>(pub(super) &'v Value);

impl Parameter<'_> {
    /// The type to declare.
    pub(super) fn declared_type(&self) -> Type {
        match self.0 {
            Value::Null | Value::Text(_) => Type::UNKNOWN,
            Value::Bool(_) => Type::BOOL,
            Value::Int(number) if i32::try_from(*number).is_ok() => Type::INT4,
            Value::Int(_) => Type::INT8,
            Value::Float(_) => Type::FLOAT8,
            Value::Bytes(_) => Type::BYTEA,
        }
    }
}

impl ToSql for Parameter<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull> {
        match self.0 {
            Value::Null => return Ok(IsNull::Yes),
            Value::Bool(flag) => out.put_u8((*flag).into()),
            Value::Int(number) if *ty == Type::INT4 => out.put_i32(i32::try_from(*number)?),
            Value::Int(number) => out.put_i64(*number),
            Value::Float(number) => out.put_f64(*number),
            Value::Text(text) => out.put_slice(text.as_bytes()),
            Value::Bytes(bytes) => out.put_slice(bytes),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> Format {
        match self.0 {
            Value::Null | Value::Text(_) => Format::Text,
            Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Bytes(_) => Format::Binary,
        }
    }

    fn to_sql_checked(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull> {
        self.to_sql(ty, out)
    }
}

/// A field of a result, in the server's binary format.
#[derive(Debug)]
pub(super) enum Field {
    /// Its value is known.
    Read(Value),
    /// Only the server knows how to print it.
    Unread(Unread),
}

/// A field that the server has to print.
#[derive(Debug)]
pub(super) struct Unread {
    ty: Type,
    bytes: Vec<u8>,
}

impl<'a> FromSql<'a> for Field {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self> {
        Ok(match decode(ty, raw)? {
            Some(value) => Self::Read(value),
            None => Self::Unread(Unread {
                ty: ty.clone(),
                bytes: raw.to_vec(),
            }),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self> {
        Ok(Self::Read(Value::Null))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

impl Unread {
    pub(super) fn ty(&self) -> &Type {
        &self.ty
    }

    /// Whether the server takes the value back; it has no input for anonymous rows and other pseudo-types.
    pub(super) fn can_be_sent_back(&self) -> bool {
        !matches!(self.ty.kind(), Kind::Pseudo)
    }
}

impl ToSql for Unread {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull> {
        out.put_slice(&self.bytes);
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn to_sql_checked(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull> {
        self.to_sql(ty, out)
    }
}

/// Reads the types whose binary form says all that the server would print.
fn decode(ty: &Type, raw: &[u8]) -> Result<Option<Value>> {
    Ok(Some(match *ty {
        Type::BOOL => Value::Bool(raw.first().is_some_and(|byte| *byte != 0)),
        Type::INT2 => Value::Int(i16::from_be_bytes(raw.try_into()?).into()),
        Type::INT4 => Value::Int(i32::from_be_bytes(raw.try_into()?).into()),
        Type::INT8 => Value::Int(i64::from_be_bytes(raw.try_into()?)),
        Type::OID => Value::Int(u32::from_be_bytes(raw.try_into()?).into()),
        // By way of its decimal digits: 1.1 stays 1.1.
        Type::FLOAT4 => Value::Float(f32::from_be_bytes(raw.try_into()?).to_string().parse()?),
        Type::FLOAT8 => Value::Float(f64::from_be_bytes(raw.try_into()?)),
        Type::BYTEA => Value::Bytes(raw.to_vec()),
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN | Type::JSON | Type::XML => text(raw)?,
        Type::CHAR => text(raw.strip_suffix(&[0]).unwrap_or(raw))?,
        Type::VOID => Value::Text(String::new()),
        // One byte of version, then the text.
        Type::JSONB => text(raw.get(1..).unwrap_or_default())?,
        Type::UUID => Value::Text(uuid(raw)),
        _ => match ty.kind() {
            Kind::Enum(_) => text(raw)?,
            _ if ty.name() == "citext" => text(raw)?,
            _ => return Ok(None),
        },
    }))
}

fn text(raw: &[u8]) -> Result<Value> {
    Ok(Value::Text(std::str::from_utf8(raw)?.to_owned()))
}

fn uuid(raw: &[u8]) -> String {
    let mut out = String::with_capacity(36);
    for (index, byte) in raw.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            out.push('-');
        }
        out.push_str(&format!("{byte:02x}"));
    }
    out
}
