use super::Expr;

impl Expr {
    /// The expressions directly inside of this one, from left to right; a query inside is a world of its own.
    #[must_use]
    pub fn children(&self) -> Vec<&Self> {
        match self {
            Self::Text(_)
            | Self::Value(_)
            | Self::Literal(_)
            | Self::Bind(_)
            | Self::Null
            | Self::True
            | Self::False
            | Self::Column(_)
            | Self::Subquery(_)
            | Self::Exists(_)
            | Self::NextValue(_)
            | Self::Excluded(_) => Vec::new(),
            Self::Function(function) => {
                let over = function.over.iter();
                let window = over.flat_map(|over| over.partition_by.iter().chain(&over.order_by));
                function.args.iter().chain(&function.filter).chain(window).collect()
            }
            Self::Cast(cast) | Self::TypeCoerce(cast) => vec![&cast.expr],
            Self::Case(case) => {
                let whens = case.whens.iter().flat_map(|(when, then)| [when, then]);
                case.value
                    .as_deref()
                    .into_iter()
                    .chain(whens)
                    .chain(case.else_.as_deref())
                    .collect()
            }
            Self::Extract(extract) => vec![&extract.expr],
            Self::Binary(binary) => vec![&binary.left, &binary.right],
            Self::Unary(unary) => vec![&unary.operand],
            Self::Junction(junction) => junction.clauses.iter().collect(),
            Self::List(exprs) | Self::Tuple(exprs) => exprs.iter().collect(),
            Self::Array(array) => array.elements.iter().collect(),
            Self::Label(label) => vec![&label.expr],
            Self::Modified(modified) => vec![&modified.expr],
        }
    }

    /// As [`children`](Self::children), to be changed.
    pub fn children_mut(&mut self) -> Vec<&mut Self> {
        match self {
            Self::Text(_)
            | Self::Value(_)
            | Self::Literal(_)
            | Self::Bind(_)
            | Self::Null
            | Self::True
            | Self::False
            | Self::Column(_)
            | Self::Subquery(_)
            | Self::Exists(_)
            | Self::NextValue(_)
            | Self::Excluded(_) => Vec::new(),
            Self::Function(function) => {
                let over = function.over.iter_mut();
                let window = over.flat_map(|over| over.partition_by.iter_mut().chain(&mut over.order_by));
                function
                    .args
                    .iter_mut()
                    .chain(&mut function.filter)
                    .chain(window)
                    .collect()
            }
            Self::Cast(cast) | Self::TypeCoerce(cast) => vec![&mut cast.expr],
            Self::Case(case) => {
                let whens = case.whens.iter_mut().flat_map(|(when, then)| [when, then]);
                case.value
                    .as_deref_mut()
                    .into_iter()
                    .chain(whens)
                    .chain(case.else_.as_deref_mut())
                    .collect()
            }
            Self::Extract(extract) => vec![&mut extract.expr],
            Self::Binary(binary) => vec![&mut binary.left, &mut binary.right],
            Self::Unary(unary) => vec![&mut unary.operand],
            Self::Junction(junction) => junction.clauses.iter_mut().collect(),
            Self::List(exprs) | Self::Tuple(exprs) => exprs.iter_mut().collect(),
            Self::Array(array) => array.elements.iter_mut().collect(),
            Self::Label(label) => vec![&mut label.expr],
            Self::Modified(modified) => vec![&mut modified.expr],
        }
    }
}
