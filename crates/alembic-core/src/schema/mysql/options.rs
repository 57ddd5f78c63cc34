/// One option behind `CREATE TABLE (…)`, by the name that follows `mysql_` or `mariadb_` in Alembic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableOption {
    /// The keyword in upper case, words joined by underscores: `ENGINE`, `DEFAULT_CHARSET`.
    pub keyword: String,
    /// The value.
    pub value: String,
}

/// Options of a table, rendered in the order in which they were given.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_table;
/// use alembic_core::schema::{column, integer, mysql, table};
/// let options = mysql::table().engine("Connect").option("table_type", "CSV");
/// let account = table("account").column(column("id", integer())).mariadb(options);
/// assert_eq!(
///     alembic_sql::to_sql(create_table(account), DialectName::Mariadb)?,
///     "CREATE TABLE account (\
///      \n    id INTEGER\
///      \n)ENGINE=Connect TABLE_TYPE=CSV;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TableOptions {
    /// The options in order.
    pub options: Vec<TableOption>,
}

/// Options of a table on MySQL or MariaDB.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_table;
/// use alembic_core::schema::{column, integer, mysql, table};
/// let options = mysql::table().engine("InnoDB").charset("utf8mb4");
/// let account = table("account").column(column("id", integer())).mysql(options);
/// assert_eq!(
///     alembic_sql::to_sql(create_table(account), DialectName::Mysql)?,
///     "CREATE TABLE account (\
///      \n    id INTEGER\
///      \n)ENGINE=InnoDB CHARSET=utf8mb4;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn table() -> TableOptions {
    TableOptions::default()
}

/// Each option with an example: a value, and what stands behind the table then.
macro_rules! table_options {
    ($($method:ident($value:literal) $keyword:literal => $sql:literal;)*) => {
        impl TableOptions {
            $(
                #[doc = concat!(
                    "Sets `", $keyword, "`.\n\n```\n",
                    "use alembic_core::DialectName;\n",
                    "use alembic_core::ops::create_table;\n",
                    "use alembic_core::schema::{column, integer, mysql, table};\n",
                    "let options = mysql::table().", stringify!($method), "(", stringify!($value), ");\n",
                    "let account = table(\"account\").column(column(\"id\", integer())).mysql(options);\n",
                    "assert_eq!(\n    alembic_sql::to_sql(create_table(account), DialectName::Mysql)?,\n",
                    "    \"CREATE TABLE account (\\\n     \\n    id INTEGER\\\n     \\n)", $sql, ";\"\n);\n",
                    "# Ok::<(), alembic_sql::CompileError>(())\n```",
                )]
                #[must_use]
                pub fn $method(self, value: impl ToString) -> Self {
                    self.set($keyword, value.to_string())
                }
            )*
        }
    };
}

table_options! {
    engine("InnoDB") "ENGINE" => "ENGINE=InnoDB";
    charset("utf8mb4") "CHARSET" => "CHARSET=utf8mb4";
    default_charset("utf8mb4") "DEFAULT_CHARSET" => "DEFAULT CHARSET=utf8mb4";
    character_set("utf8mb4") "CHARACTER_SET" => "CHARACTER SET utf8mb4";
    default_character_set("utf8mb4") "DEFAULT_CHARACTER_SET" => "DEFAULT CHARACTER SET utf8mb4";
    collate("utf8mb4_bin") "COLLATE" => "COLLATE utf8mb4_bin";
    default_collate("utf8mb4_bin") "DEFAULT_COLLATE" => "DEFAULT COLLATE=utf8mb4_bin";
    row_format("COMPRESSED") "ROW_FORMAT" => "ROW_FORMAT=COMPRESSED";
    auto_increment(100) "AUTO_INCREMENT" => "AUTO_INCREMENT=100";
    avg_row_length(80) "AVG_ROW_LENGTH" => "AVG_ROW_LENGTH=80";
    checksum(1) "CHECKSUM" => "CHECKSUM=1";
    comment("who may log in") "COMMENT" => "COMMENT='who may log in'";
    connection("mysql://far/db/account") "CONNECTION" => "CONNECTION='mysql://far/db/account'";
    data_directory("'/fast'") "DATA_DIRECTORY" => "DATA DIRECTORY='/fast'";
    index_directory("'/fast'") "INDEX_DIRECTORY" => "INDEX DIRECTORY='/fast'";
    delay_key_write(1) "DELAY_KEY_WRITE" => "DELAY_KEY_WRITE=1";
    insert_method("LAST") "INSERT_METHOD" => "INSERT_METHOD=LAST";
    key_block_size(8) "KEY_BLOCK_SIZE" => "KEY_BLOCK_SIZE=8";
    max_rows(1000) "MAX_ROWS" => "MAX_ROWS=1000";
    min_rows(10) "MIN_ROWS" => "MIN_ROWS=10";
    pack_keys(1) "PACK_KEYS" => "PACK_KEYS=1";
    password("secret") "PASSWORD" => "PASSWORD='secret'";
    stats_auto_recalc(1) "STATS_AUTO_RECALC" => "STATS_AUTO_RECALC=1";
    stats_persistent(1) "STATS_PERSISTENT" => "STATS_PERSISTENT=1";
    stats_sample_pages(50) "STATS_SAMPLE_PAGES" => "STATS_SAMPLE_PAGES=50";
    tablespace("fast") "TABLESPACE" => "TABLESPACE fast";
    union("(a, b)") "UNION" => "UNION=(a, b)";
    partition_by("HASH(id)") "PARTITION_BY" => "PARTITION BY HASH(id)";
    partitions(4) "PARTITIONS" => "PARTITIONS 4";
    subpartition_by("HASH(id)") "SUBPARTITION_BY" => "SUBPARTITION BY HASH(id)";
    subpartitions(2) "SUBPARTITIONS" => "SUBPARTITIONS 2";
}

impl TableOptions {
    /// Sets an option by its keyword, for engines with options of their own.
    #[must_use]
    pub fn option(self, keyword: impl AsRef<str>, value: impl ToString) -> Self {
        self.set(&keyword.as_ref().to_uppercase(), value.to_string())
    }

    fn set(mut self, keyword: &str, value: String) -> Self {
        match self.options.iter_mut().find(|option| option.keyword == keyword) {
            Some(option) => option.value = value,
            None => self.options.push(TableOption {
                keyword: keyword.to_owned(),
                value,
            }),
        }
        self
    }
}

/// How much of the columns an index holds: `mysql_length`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IndexLength {
    /// The same length for every column.
    All(u32),
    /// Lengths by column.
    Columns(Vec<(String, u32)>),
}

/// Options of an index.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_index;
/// use alembic_core::schema::mysql;
/// let sql = |options| {
///     alembic_sql::to_sql(create_index("ix", "account", ["name", "email"]).mysql(options), DialectName::Mysql)
/// };
/// assert_eq!(sql(mysql::index().length(10))?, "CREATE INDEX ix ON account (name(10), email(10));");
/// assert_eq!(sql(mysql::index().column_length("name", 10))?, "CREATE INDEX ix ON account (name(10), email);");
/// assert_eq!(sql(mysql::index().prefix("FULLTEXT"))?, "CREATE FULLTEXT INDEX ix ON account (name, email);");
/// assert_eq!(sql(mysql::index().using("btree"))?, "CREATE INDEX ix ON account (name, email) USING btree;");
/// assert_eq!(
///     sql(mysql::index().prefix("FULLTEXT").with_parser("ngram"))?,
///     "CREATE FULLTEXT INDEX ix ON account (name, email) WITH PARSER ngram;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IndexOptions {
    /// How much of the columns the index holds: `mysql_length`.
    pub length: Option<IndexLength>,
    /// The word before `INDEX`, such as `FULLTEXT`: `mysql_prefix`.
    pub prefix: Option<String>,
    /// The index method: `mysql_using`.
    pub using: Option<String>,
    /// The full-text parser: `mysql_with_parser`.
    pub with_parser: Option<String>,
}

/// Options of an index on MySQL or MariaDB.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_index;
/// use alembic_core::schema::mysql;
/// let op = create_index("ix_name", "account", ["name"]).mysql(mysql::index().length(10));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Mysql)?, "CREATE INDEX ix_name ON account (name(10));");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn index() -> IndexOptions {
    IndexOptions::default()
}

impl IndexOptions {
    /// Indexes this much of every column.
    #[must_use]
    pub fn length(mut self, length: u32) -> Self {
        self.length = Some(IndexLength::All(length));
        self
    }

    /// Indexes this much of one column.
    #[must_use]
    pub fn column_length(mut self, column: impl Into<String>, length: u32) -> Self {
        let mut lengths = match self.length.take() {
            Some(IndexLength::Columns(lengths)) => lengths,
            Some(IndexLength::All(_)) | None => Vec::new(),
        };
        lengths.push((column.into(), length));
        self.length = Some(IndexLength::Columns(lengths));
        self
    }

    /// Sets the word before `INDEX`.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = Some(prefix.into());
        self
    }

    /// Sets the index method.
    #[must_use]
    pub fn using(mut self, method: impl Into<String>) -> Self {
        self.using = Some(method.into());
        self
    }

    /// Sets the full-text parser.
    #[must_use]
    pub fn with_parser(mut self, parser: impl Into<String>) -> Self {
        self.with_parser = Some(parser.into());
        self
    }
}
