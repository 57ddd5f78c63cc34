//! The examples of builders that macros make.

/// The example of a type's builder, for its documentation: the column that it makes, by dialect.
macro_rules! type_example {
    ($builder:expr => $($dialect:ident $sql:literal),+ $(,)?) => {
        concat!(
            "\n```\nuse alembic_core::DialectName;\nuse alembic_core::ops::add_column;\nuse alembic_core::schema::*;\n",
            "let op = add_column(\"t\", column(\"c\", ", stringify!($builder), "));\n",
            $(
                "assert_eq!(\n    alembic_sql::to_sql(op.clone(), DialectName::", stringify!($dialect), ")?,\n",
                "    \"ALTER TABLE t ADD COLUMN c ", $sql, ";\"\n);\n",
            )+
            "# Ok::<(), alembic_sql::CompileError>(())\n```",
        )
    };
}
pub(crate) use type_example;
