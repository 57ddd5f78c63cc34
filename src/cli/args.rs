//! The command line, option by option as Alembic's.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// The version of Alembic whose behaviour this is.
pub const ALEMBIC_VERSION: &str = "1.20.1";

/// Database migrations: Alembic's command line, configuration, revisions and version table.
#[derive(Debug, Parser)]
#[command(
    name = "alembic",
    version = ALEMBIC_VERSION,
    after_help = concat!("alembic-rs ", env!("CARGO_PKG_VERSION")),
    infer_long_args = true,
    args_override_self = true,
    disable_help_subcommand = true
)]
pub struct Cli {
    /// Alternate config file; defaults to the value of the ALEMBIC_CONFIG environment variable, or "alembic.ini". May
    /// also refer to a pyproject.toml file, and be given twice to name both
    #[arg(short, long, value_name = "CONFIG")]
    pub config: Vec<PathBuf>,

    /// Name of the section of the .ini file to read
    #[arg(short, long, value_name = "NAME", default_value = "alembic")]
    pub name: String,

    /// Additional arguments for the environment, e.g. -x setting1=somesetting -x setting2=somesetting
    #[arg(short = 'x', value_name = "X")]
    pub x: Vec<String>,

    /// Show the whole chain of causes of an error
    #[arg(long)]
    pub raiseerr: bool,

    /// Do not write messages to standard output
    #[arg(short, long)]
    pub quiet: bool,

    /// Database address; overrides ALEMBIC_URL and sqlalchemy.url
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,

    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show current branch points
    Branches(Verbose),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Display the current revision for a database
    Current {
        /// Check if all head revisions are applied to the database. Exit with an error code if this is not the case
        #[arg(short, long)]
        check_heads: bool,
        #[command(flatten)]
        verbose: Verbose,
    },
    /// Revert to a previous version
    Downgrade(Move),
    /// Edit revision script(s) using $EDITOR
    Edit {
        /// Revision identifier, or "current"
        #[arg(allow_negative_numbers = true)]
        rev: String,
    },
    /// Create the alembic version table if it doesn't exist already
    #[command(name = "ensure_version")]
    EnsureVersion {
        #[command(flatten)]
        sql: Sql,
    },
    /// Show current available heads in the script directory
    Heads {
        #[command(flatten)]
        verbose: Verbose,
        /// Treat dependency versions as down revisions
        #[arg(long)]
        resolve_dependencies: bool,
    },
    /// List changeset scripts in chronological order
    History {
        #[arg(
            short,
            long,
            help = "Specify a revision range; format is [start]:[end]",
            value_name = "REV_RANGE"
        )]
        rev_range: Option<String>,
        #[command(flatten)]
        verbose: Verbose,
        /// Indicate the current revision
        #[arg(short, long)]
        indicate_current: bool,
    },
    /// Initialize a new scripts directory
    Init {
        /// Setup template for use with 'init'
        #[arg(short, long, default_value = "generic")]
        template: String,
        /// Accepted as Alembic does; an environment in Rust is a package, a crate, in any case
        #[arg(long)]
        package: bool,
        /// Location of scripts directory
        directory: PathBuf,
    },
    /// List available templates
    #[command(name = "list_templates")]
    ListTemplates,
    /// Merge two revisions together. Creates a new migration file
    Merge {
        /// Message string to use with 'revision'
        #[arg(short, long)]
        message: Option<String>,
        /// Specify a branch label to apply to the new revision
        #[arg(long)]
        branch_label: Option<String>,
        /// Specify a hardcoded revision id instead of generating one
        #[arg(long)]
        rev_id: Option<String>,
        /// Allow a non-head revision as the 'head' to splice onto
        #[arg(long)]
        splice: bool,
        /// One or more revisions, or 'heads' for all heads
        #[arg(required = true, allow_negative_numbers = true)]
        revisions: Vec<String>,
    },
    /// Create a new revision file
    Revision(Revision),
    /// Show the revision(s) denoted by the given symbol
    Show {
        /// Revision identifier, or "current"
        #[arg(allow_negative_numbers = true)]
        rev: String,
    },
    /// 'stamp' the revision table with the given revision; don't run any migrations
    Stamp {
        #[command(flatten)]
        sql: Sql,
        #[command(flatten)]
        tag: Tag,
        /// Unconditionally erase the version table before stamping
        #[arg(long)]
        purge: bool,
        /// One or more revisions, or 'heads' for all heads
        #[arg(required = true, allow_negative_numbers = true)]
        revisions: Vec<String>,
    },
    /// Upgrade to a later version
    Upgrade(Move),
}

/// `-v`.
#[derive(Debug, Args)]
pub struct Verbose {
    /// Use more verbose output
    #[arg(short, long)]
    pub verbose: bool,
}

/// `--sql`.
#[derive(Debug, Args)]
pub struct Sql {
    /// Don't emit SQL to the database - write it to standard output instead
    #[arg(long)]
    pub sql: bool,
}

/// `--tag`.
#[derive(Debug, Args)]
pub struct Tag {
    /// Arbitrary 'tag' name that migrations can read
    #[arg(long)]
    pub tag: Option<String>,
}

/// The arguments of `upgrade` and `downgrade`.
#[derive(Debug, Args)]
pub struct Move {
    #[command(flatten)]
    pub sql: Sql,
    #[command(flatten)]
    pub tag: Tag,
    /// Print the steps that would run, from the database's revision or from that of a range a:b; run nothing
    #[arg(long, conflicts_with = "sql")]
    pub plan: bool,
    /// Revision identifier
    #[arg(allow_negative_numbers = true)]
    pub revision: String,
}

/// The arguments of `revision`.
#[derive(Debug, Args)]
pub struct Revision {
    /// Message string to use with 'revision'
    #[arg(short, long)]
    pub message: Option<String>,
    /// Populate revision script with candidate migration operations, based on comparison of database to model; not
    /// available yet
    #[arg(long)]
    pub autogenerate: bool,
    #[command(flatten)]
    pub sql: Sql,
    /// Specify head revision or <branchname>@head to base new revision on
    #[arg(long, allow_hyphen_values = true)]
    pub head: Option<String>,
    /// Allow a non-head revision as the 'head' to splice onto
    #[arg(long)]
    pub splice: bool,
    /// Specify a branch label to apply to the new revision
    #[arg(long)]
    pub branch_label: Option<String>,
    /// Specify specific path from config for version file
    #[arg(long)]
    pub version_path: Option<PathBuf>,
    /// Specify a hardcoded revision id instead of generating one
    #[arg(long)]
    pub rev_id: Option<String>,
    /// Specify one or more revision identifiers which this revision should depend on
    #[arg(long)]
    pub depends_on: Vec<String>,
}
