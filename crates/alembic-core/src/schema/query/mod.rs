//! Queries and what they read from: `select`, set operations, joins, aliases, subqueries and CTEs.

mod from;
mod select;

pub use from::{Alias, Cte, FromClause, Join, JoinKind, Subquery, TableColumn, TableRef, join, outerjoin};
pub use select::{
    Compound, Distinct, ForUpdate, Query, Select, SetOperator, except_, except_all, exists, intersect, intersect_all,
    select, union, union_all,
};
