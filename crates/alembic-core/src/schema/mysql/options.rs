/// One option behind `CREATE TABLE (…)`, by the name that follows `mysql_` or `mariadb_` in Alembic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableOption {
    /// The keyword in upper case, words joined by underscores: `ENGINE`, `DEFAULT_CHARSET`.
    pub keyword: String,
    /// The value.
    pub value: String,
}

/// Options of a table, rendered in the order in which they were given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TableOptions {
    /// The options in order.
    pub options: Vec<TableOption>,
}

/// Options of a table on MySQL or MariaDB.
///
/// ```
/// use alembic_core::schema::mysql;
/// let options = mysql::table().engine("InnoDB").charset("utf8mb4");
/// assert_eq!(options.options[0].keyword, "ENGINE");
/// ```
#[must_use]
pub fn table() -> TableOptions {
    TableOptions::default()
}

macro_rules! table_options {
    ($($method:ident $keyword:literal;)*) => {
        impl TableOptions {
            $(
                #[doc = concat!("Sets `", $keyword, "`.")]
                #[must_use]
                pub fn $method(self, value: impl ToString) -> Self {
                    self.set($keyword, value.to_string())
                }
            )*
        }
    };
}

table_options! {
    engine "ENGINE";
    charset "CHARSET";
    default_charset "DEFAULT_CHARSET";
    character_set "CHARACTER_SET";
    default_character_set "DEFAULT_CHARACTER_SET";
    collate "COLLATE";
    default_collate "DEFAULT_COLLATE";
    row_format "ROW_FORMAT";
    auto_increment "AUTO_INCREMENT";
    avg_row_length "AVG_ROW_LENGTH";
    checksum "CHECKSUM";
    comment "COMMENT";
    connection "CONNECTION";
    data_directory "DATA_DIRECTORY";
    index_directory "INDEX_DIRECTORY";
    delay_key_write "DELAY_KEY_WRITE";
    insert_method "INSERT_METHOD";
    key_block_size "KEY_BLOCK_SIZE";
    max_rows "MAX_ROWS";
    min_rows "MIN_ROWS";
    pack_keys "PACK_KEYS";
    password "PASSWORD";
    stats_auto_recalc "STATS_AUTO_RECALC";
    stats_persistent "STATS_PERSISTENT";
    stats_sample_pages "STATS_SAMPLE_PAGES";
    tablespace "TABLESPACE";
    union "UNION";
    partition_by "PARTITION_BY";
    partitions "PARTITIONS";
    subpartition_by "SUBPARTITION_BY";
    subpartitions "SUBPARTITIONS";
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
