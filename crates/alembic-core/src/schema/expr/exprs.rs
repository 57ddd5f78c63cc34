//! Several expressions at once: what takes `*args` in Python takes a tuple, an array or a `Vec` here.

use super::{Case, Expr, Function, TextClause};
use crate::Value;
use crate::schema::{FromClause, Table};

/// Some expressions; made of one expression, a tuple of different things, an array, a `Vec`, or a table's columns.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Exprs(Vec<Expr>);

impl IntoIterator for Exprs {
    type Item = Expr;
    type IntoIter = std::vec::IntoIter<Expr>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

macro_rules! single {
    ($($type:ty),*) => {
        $(impl From<$type> for Exprs {
            fn from(expr: $type) -> Self {
                Self(vec![expr.into()])
            }
        })*
    };
}

single!(
    Expr, Function, TextClause, Case, Value, &str, String, &String, i32, u32, i64, f64, bool
);

impl<T: Into<Expr>> From<Vec<T>> for Exprs {
    fn from(exprs: Vec<T>) -> Self {
        Self(exprs.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Expr>, const N: usize> From<[T; N]> for Exprs {
    fn from(exprs: [T; N]) -> Self {
        Self(exprs.into_iter().map(Into::into).collect())
    }
}

impl From<()> for Exprs {
    fn from((): ()) -> Self {
        Self::default()
    }
}

impl From<&Table> for Exprs {
    fn from(table: &Table) -> Self {
        FromClause::from(table).into()
    }
}

impl From<FromClause> for Exprs {
    fn from(from: FromClause) -> Self {
        Self(from.columns())
    }
}

impl From<&FromClause> for Exprs {
    fn from(from: &FromClause) -> Self {
        Self(from.columns())
    }
}

macro_rules! tuples {
    ($($($name:ident)+;)*) => {
        $(impl<$($name: Into<Exprs>),+> From<($($name,)+)> for Exprs {
            #[allow(non_snake_case, reason = "the type parameters name the parts of the tuple")]
            fn from(($($name,)+): ($($name,)+)) -> Self {
                let mut exprs = Vec::new();
                $(exprs.extend($name.into());)+
                Self(exprs)
            }
        })*
    };
}

tuples! {
    A;
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
    A B C D E F G H;
    A B C D E F G H I;
    A B C D E F G H I J;
    A B C D E F G H I J K;
    A B C D E F G H I J K L;
}
