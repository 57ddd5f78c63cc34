//! Operations of the user's own, and stock operations with another implementation.

use alembic::prelude::*;
use alembic::sql::Statement;

use crate::revisions::{environment, one};
use crate::support::databases;

#[derive(Debug, Clone, PartialEq)]
struct CreateView {
    name: &'static str,
    query: &'static str,
}

impl CustomOperation for CreateView {
    fn name(&self) -> &'static str {
        "create_view"
    }

    fn operations(&self, dialect: DialectName) -> std::result::Result<Vec<Operation>, String> {
        if self.query.is_empty() {
            return Err(format!("{dialect} makes no view of nothing; give it a query"));
        }
        Ok(vec![
            execute(format!("CREATE VIEW {} AS {}", self.name, self.query)).into(),
        ])
    }

    fn reverse(&self) -> std::result::Result<Operation, IrreversibleError> {
        Ok(DropView(self.clone()).into())
    }
}

#[derive(Debug, Clone, PartialEq)]
struct DropView(CreateView);

impl CustomOperation for DropView {
    fn name(&self) -> &'static str {
        "drop_view"
    }

    fn operations(&self, _dialect: DialectName) -> std::result::Result<Vec<Operation>, String> {
        Ok(vec![execute(format!("DROP VIEW {}", self.0.name)).into()])
    }

    fn reverse(&self) -> std::result::Result<Operation, IrreversibleError> {
        Ok(self.0.clone().into())
    }
}

const VIEW: CreateView = CreateView {
    name: "numbers",
    query: "SELECT 1 AS n",
};

fn with_view(op: &mut Operations) -> Result<()> {
    op.invoke(VIEW)?;
    let create = Operation::from(VIEW);
    let drop = create.reverse()?;
    assert_eq!(drop.reverse(), Ok(create));
    op.invoke(drop)?;
    op.invoke(VIEW)
}

fn with_bad_view(op: &mut Operations) -> Result<()> {
    op.invoke(CreateView { query: "", ..VIEW })
}

#[test]
fn an_operation_of_the_users_own_runs_and_reverses_as_the_others() {
    for database in databases() {
        environment(&[("a1", with_view)])
            .upgrade(database.connect(), "head")
            .unwrap();
        let rows = database
            .connect()
            .query(&Statement::new("SELECT n FROM numbers"))
            .unwrap();
        assert_eq!(rows.len(), 1, "{}", database.dialect);
        database
            .connect()
            .execute(&Statement::new("DROP VIEW numbers"))
            .unwrap();

        let error = environment(&[("a1", one), ("b2", with_bad_view)])
            .upgrade(database.connect(), "b2")
            .unwrap_err()
            .to_string();
        let dialect = database.dialect;
        assert!(
            error.contains(&format!("{dialect} makes no view of nothing")),
            "{error}"
        );
    }
}

#[test]
fn a_replaced_implementation_calls_the_stock_one_within() {
    for database in databases() {
        let environment = environment(&[("a1", one)])
            .implementation_for(|op, create: &CreateTableOp| {
                op.invoke(create.clone())?;
                op.create_index("ix_marker", create.table.name.clone(), ["marker"])
            })
            .implementation_for(|op, create: &CreateTableOp| {
                let mut wider = create.clone();
                wider.table = wider.table.column(column("marker", integer()));
                op.invoke(wider)
            });
        environment.upgrade(database.connect(), "head").unwrap();
        let mut connection = database.connect();
        connection
            .query(&Statement::new("SELECT marker FROM one"))
            .unwrap_or_else(|error| panic!("{}: {error}", database.dialect));
        let drop = if database.dialect.is_mysql_family() {
            "DROP INDEX ix_marker ON one"
        } else {
            "DROP INDEX ix_marker"
        };
        connection
            .execute(&Statement::new(drop))
            .unwrap_or_else(|error| panic!("{}: {error}", database.dialect));
    }
}

#[test]
fn an_operation_of_the_users_own_can_ask_the_database() {
    for database in databases() {
        let environment = environment(&[("a1", with_view)]).implementation_for(|op, create: &CreateView| {
            let rows = op.query("SELECT 1", [])?;
            assert_eq!(rows.len(), 1);
            op.execute(format!("CREATE VIEW {} AS {}", create.name, create.query))
        });
        environment.upgrade(database.connect(), "head").unwrap();
    }
}
