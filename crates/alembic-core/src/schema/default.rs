//! What fills a column that an `INSERT` leaves out: defaults, computed columns, identities, sequences.

use super::{Condition, Expr, Function, Name, TextClause};
use crate::Value;

/// What the database puts into a column that an `INSERT` leaves out.
#[derive(Debug, Clone, PartialEq)]
pub enum ServerDefault {
    /// A string literal, quoted by the dialect.
    String(String),
    /// An SQL expression.
    Expr(Expr),
    /// `GENERATED ALWAYS AS (…)`.
    Computed(Computed),
    /// `GENERATED … AS IDENTITY`.
    Identity(Identity),
    /// The database does something that is not rendered: `sa.FetchedValue()`.
    Fetched,
}

impl From<&str> for ServerDefault {
    fn from(literal: &str) -> Self {
        Self::String(literal.to_owned())
    }
}

impl From<String> for ServerDefault {
    fn from(literal: String) -> Self {
        Self::String(literal)
    }
}

impl From<Expr> for ServerDefault {
    fn from(expr: Expr) -> Self {
        Self::Expr(expr)
    }
}

impl From<TextClause> for ServerDefault {
    fn from(text: TextClause) -> Self {
        Self::Expr(text.into())
    }
}

impl From<Function> for ServerDefault {
    fn from(function: Function) -> Self {
        Self::Expr(function.into())
    }
}

impl From<Computed> for ServerDefault {
    fn from(computed: Computed) -> Self {
        Self::Computed(computed)
    }
}

impl From<Identity> for ServerDefault {
    fn from(identity: Identity) -> Self {
        Self::Identity(identity)
    }
}

/// What the application puts into a column.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnDefault {
    /// A value.
    Value(Value),
    /// An SQL expression.
    Expr(Expr),
    /// The next value of a sequence.
    Sequence(Sequence),
}

macro_rules! default_from_value {
    ($($type:ty),*) => {
        $(impl From<$type> for ColumnDefault {
            fn from(value: $type) -> Self {
                Self::Value(value.into())
            }
        })*
    };
}

default_from_value!(Value, &str, String, i32, i64, f64, bool);

impl From<Expr> for ColumnDefault {
    fn from(expr: Expr) -> Self {
        Self::Expr(expr)
    }
}

impl From<Function> for ColumnDefault {
    fn from(function: Function) -> Self {
        Self::Expr(function.into())
    }
}

impl From<TextClause> for ColumnDefault {
    fn from(text: TextClause) -> Self {
        Self::Expr(text.into())
    }
}

impl From<Sequence> for ColumnDefault {
    fn from(sequence: Sequence) -> Self {
        Self::Sequence(sequence)
    }
}

/// `GENERATED ALWAYS AS (…)`: SQLAlchemy's `Computed`.
#[derive(Debug, Clone, PartialEq)]
pub struct Computed {
    /// The expression.
    pub sqltext: Expr,
    /// `STORED`, `VIRTUAL`, or what the database does by default.
    pub persisted: Option<bool>,
}

/// A column computed from others.
#[must_use]
pub fn computed(sqltext: impl Into<Condition>) -> Computed {
    Computed {
        sqltext: sqltext.into().0,
        persisted: None,
    }
}

impl Computed {
    /// Renders `STORED` or `VIRTUAL`.
    #[must_use]
    pub fn persisted(mut self, persisted: bool) -> Self {
        self.persisted = Some(persisted);
        self
    }
}

/// The options that sequences and identity columns share.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SequenceOptions {
    /// `START WITH`.
    pub start: Option<i64>,
    /// `INCREMENT BY`.
    pub increment: Option<i64>,
    /// `MINVALUE`.
    pub minvalue: Option<i64>,
    /// `MAXVALUE`.
    pub maxvalue: Option<i64>,
    /// `NO MINVALUE`.
    pub nominvalue: bool,
    /// `NO MAXVALUE`.
    pub nomaxvalue: bool,
    /// `CYCLE` or `NO CYCLE`.
    pub cycle: Option<bool>,
    /// `CACHE`.
    pub cache: Option<i64>,
}

/// `GENERATED … AS IDENTITY`: SQLAlchemy's `Identity`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Identity {
    /// `ALWAYS` rather than `BY DEFAULT`.
    pub always: bool,
    /// How it counts.
    pub options: SequenceOptions,
}

/// An identity column that counts by default; `.always(true)` accepts no other value.
#[must_use]
pub fn identity() -> Identity {
    Identity::default()
}

impl Identity {
    /// Renders `ALWAYS` or `BY DEFAULT`.
    #[must_use]
    pub fn always(mut self, always: bool) -> Self {
        self.always = always;
        self
    }
}

/// A sequence that feeds a column: SQLAlchemy's `Sequence`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sequence {
    /// The name.
    pub name: Name,
    /// The schema.
    pub schema: Option<Name>,
    /// Only used where the dialect cannot count otherwise.
    pub optional: bool,
    /// How it counts.
    pub options: SequenceOptions,
}

/// A sequence by its name.
#[must_use]
pub fn sequence(name: impl Into<Name>) -> Sequence {
    Sequence {
        name: name.into(),
        schema: None,
        optional: false,
        options: SequenceOptions::default(),
    }
}

impl Sequence {
    /// Names the schema.
    #[must_use]
    pub fn schema(mut self, schema: impl Into<Name>) -> Self {
        self.schema = Some(schema.into());
        self
    }

    /// The next value of the sequence: `nextval('name')`.
    #[must_use]
    pub fn next_value(self) -> Expr {
        Expr::NextValue(Box::new(self))
    }

    /// Uses the sequence only where the dialect cannot count otherwise.
    #[must_use]
    pub fn optional(mut self, optional: bool) -> Self {
        self.optional = optional;
        self
    }
}

macro_rules! counting {
    ($type:ty) => {
        impl $type {
            /// Renders `START WITH`.
            #[must_use]
            pub fn start(mut self, start: i64) -> Self {
                self.options.start = Some(start);
                self
            }

            /// Renders `INCREMENT BY`.
            #[must_use]
            pub fn increment(mut self, increment: i64) -> Self {
                self.options.increment = Some(increment);
                self
            }

            /// Renders `MINVALUE`.
            #[must_use]
            pub fn minvalue(mut self, minvalue: i64) -> Self {
                self.options.minvalue = Some(minvalue);
                self
            }

            /// Renders `MAXVALUE`.
            #[must_use]
            pub fn maxvalue(mut self, maxvalue: i64) -> Self {
                self.options.maxvalue = Some(maxvalue);
                self
            }

            /// Renders `NO MINVALUE`.
            #[must_use]
            pub fn nominvalue(mut self, nominvalue: bool) -> Self {
                self.options.nominvalue = nominvalue;
                self
            }

            /// Renders `NO MAXVALUE`.
            #[must_use]
            pub fn nomaxvalue(mut self, nomaxvalue: bool) -> Self {
                self.options.nomaxvalue = nomaxvalue;
                self
            }

            /// Renders `CYCLE` or `NO CYCLE`.
            #[must_use]
            pub fn cycle(mut self, cycle: bool) -> Self {
                self.options.cycle = Some(cycle);
                self
            }

            /// Renders `CACHE`.
            #[must_use]
            pub fn cache(mut self, cache: i64) -> Self {
                self.options.cache = Some(cache);
                self
            }
        }
    };
}

counting!(Identity);
counting!(Sequence);
