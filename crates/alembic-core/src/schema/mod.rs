//! The schema vocabulary: tables, columns, types, constraints, indexes and the expressions in them.
//!
//! Everything here is data with SQLAlchemy's names. Builders are free functions, so that a migration
//! reads like the Python it replaces:
//!
//! ```
//! use alembic_core::schema::{column, date_time, foreign_key, string, table};
//! let messages = table("chat_messages")
//!     .column(column("id", string(64)).nullable(false))
//!     .column(column("session_id", string(64)).nullable(false))
//!     .column(column("created_at", date_time()))
//!     .constraint(foreign_key(["session_id"], "sessions", ["id"]).name("fk_session").ondelete("CASCADE"))
//!     .primary_key(["id"]);
//! assert_eq!(messages.constraints().count(), 2);
//! ```

mod attach;
mod column;
mod constraint;
mod convention;
mod ddl;
mod default;
mod error;
mod expr;
mod foreign_key;
mod index;
mod metadata;
pub mod mysql;
mod naming;
pub mod postgresql;
mod query;
pub mod sqlite;
mod table;
pub mod types;

pub use attach::{AttachedColumn, AttachedConstraint, AttachedKind, AttachedTable};
pub use column::{Autoincrement, Column, column};
pub use constraint::{
    CheckConstraint, Constraint, Deferrability, ForeignKeyConstraint, PrimaryKeyConstraint, ReferentialOptions,
    UniqueConstraint, check, foreign_key, primary_key, unique,
};
pub use convention::{ConventionKind, ConventionTokens};
pub use ddl::{
    CreateSchema, CreateSequence, DdlElement, DropSchema, DropSequence, create_schema, create_sequence, drop_schema,
    drop_sequence,
};
pub use default::{
    ColumnDefault, Computed, Identity, Sequence, SequenceOptions, ServerDefault, computed, identity, sequence,
};
pub use error::SchemaError;
pub use expr::{
    ArrayLiteral, Between, Binary, BinaryOperator, BindParameter, Case, Cast, ColumnRef, Condition, CustomOperator,
    Expr, Exprs, Extract, Function, InOperand, JsonAs, JsonIndex, Junction, JunctionOperator, Label, Like,
    LikePosition, Literal, Modified, Modifier, Over, TextClause, Unary, UnaryOperator, and_, array_, array_as,
    bindparam, bindparam_as, case, case_value, cast, col, col_as, excluded, extract, false_, func, literal, literal_as,
    literal_column, not_, null, or_, over, text, true_, tuple_, type_coerce,
};
pub use foreign_key::{ForeignKey, references};
pub use index::{Index, IndexElement, index};
pub use metadata::MetaData;
pub use naming::{ConstraintName, Name, NamingConvention, f, quoted_name};
pub use query::{
    Alias, Compound, Cte, Distinct, ForUpdate, FromClause, Join, JoinKind, Query, Select, SetOperator, Subquery,
    TableColumn, TableRef, except_, except_all, exists, intersect, intersect_all, join, outerjoin, select, union,
    union_all,
};
pub use table::{Table, TableItem, table};
pub use types::*;
