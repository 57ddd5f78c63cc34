use std::any::Any;
use std::fmt;
use std::sync::Arc;

use super::{IrreversibleError, Operation};
use crate::DialectName;

/// An operation of the user's own: what `Operations.register_operation` and `implementation_for` are in Alembic.
///
/// It says what it does in other operations, dialect by dialect. So it works wherever those work: on a database, with
/// `--sql`, in reverse. What has to ask the database first is better written as a function that takes `&mut Operations`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{CustomOperation, IrreversibleError, Operation, execute};
///
/// #[derive(Debug, PartialEq)]
/// struct CreateView {
///     name: &'static str,
///     query: &'static str,
/// }
///
/// #[derive(Debug, PartialEq)]
/// struct DropView(&'static str);
///
/// impl CustomOperation for CreateView {
///     fn name(&self) -> &'static str {
///         "create_view"
///     }
///     fn operations(&self, _dialect: DialectName) -> Result<Vec<Operation>, String> {
///         Ok(vec![execute(format!("CREATE VIEW {} AS {}", self.name, self.query)).into()])
///     }
///     fn reverse(&self) -> Result<Operation, IrreversibleError> {
///         Ok(DropView(self.name).into())
///     }
/// }
///
/// impl CustomOperation for DropView {
///     fn name(&self) -> &'static str {
///         "drop_view"
///     }
///     fn operations(&self, _dialect: DialectName) -> Result<Vec<Operation>, String> {
///         Ok(vec![execute(format!("DROP VIEW {}", self.0)).into()])
///     }
/// }
///
/// let create = Operation::from(CreateView { name: "adults", query: "SELECT * FROM person WHERE age > 17" });
/// assert_eq!(create.name(), "create_view");
/// assert_eq!(create.reverse(), Ok(DropView("adults").into()));
/// ```
pub trait CustomOperation: Comparable + fmt::Debug + Send + Sync {
    /// The name that messages call it by, such as `create_view`.
    fn name(&self) -> &'static str;

    /// The operations that it stands for on a dialect.
    ///
    /// # Errors
    /// Why the dialect cannot do it, and what to do instead.
    fn operations(&self, dialect: DialectName) -> Result<Vec<Operation>, String>;

    /// The operation that undoes this one; none unless told otherwise.
    ///
    /// # Errors
    /// That there is none.
    fn reverse(&self) -> Result<Operation, IrreversibleError> {
        Err(IrreversibleError::NoReverse { operation: self.name() })
    }
}

/// Equality between values whose types are not known; every type with `PartialEq` has it.
pub trait Comparable: Any {
    /// Whether `other` is of the same type and equal.
    fn equals(&self, other: &dyn Any) -> bool;

    /// The value as `Any`.
    fn as_any(&self) -> &dyn Any;
}

impl<T: PartialEq + 'static> Comparable for T {
    fn equals(&self, other: &dyn Any) -> bool {
        other.downcast_ref::<T>() == Some(self)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// A [`CustomOperation`] in an [`Operation`].
#[derive(Debug, Clone)]
pub struct CustomOp(Arc<dyn CustomOperation>);

impl CustomOp {
    /// The operation of the user's.
    #[must_use]
    pub fn get(&self) -> &dyn CustomOperation {
        &*self.0
    }
}

impl PartialEq for CustomOp {
    fn eq(&self, other: &Self) -> bool {
        self.0.equals((*other.0).as_any())
    }
}

impl<T: CustomOperation> From<T> for Operation {
    fn from(op: T) -> Self {
        Self::Custom(CustomOp(Arc::new(op)))
    }
}

/// One kind of [`Operation`], seen as its own type: what an implementation is registered for.
pub trait OperationKind: Sized {
    /// The operation as this kind, if it is of this kind.
    ///
    /// ```
    /// use alembic_core::ops::{CreateTableOp, DropTableOp, Operation, OperationKind, drop_table};
    /// let drop = Operation::from(drop_table("account"));
    /// assert!(DropTableOp::of(&drop).is_some());
    /// assert!(CreateTableOp::of(&drop).is_none());
    /// ```
    fn of(operation: &Operation) -> Option<&Self>;
}

impl<T: CustomOperation> OperationKind for T {
    fn of(operation: &Operation) -> Option<&Self> {
        match operation {
            Operation::Custom(op) => (*op.0).as_any().downcast_ref(),
            _ => None,
        }
    }
}
