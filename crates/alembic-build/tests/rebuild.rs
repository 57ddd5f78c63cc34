//! An environment crate built again and again while its revision files change.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

use tempfile::TempDir;

/// A workspace of an environment crate and a stand-in for `alembic` that holds only what generated code names.
struct Project {
    root: TempDir,
}

const ALEMBIC: &str = r#"
#[derive(Debug)]
pub struct Operations;
pub type Result<T> = std::result::Result<T, String>;
pub mod migration {
    pub type MigrationFn = fn(&mut crate::Operations) -> crate::Result<()>;
}
pub mod script {
    #[path = "COMPILED"]
    mod compiled;
    pub use compiled::{CompiledContent, CompiledRevision, RustRevision};
}
"#;

const MAIN: &str = r#"
alembic::versions!();
fn main() {
    for revision in REVISIONS {
        match revision.content {
            alembic::script::CompiledContent::Rust(rust) => {
                let steps = [(rust.upgrade)(&mut alembic::Operations), (rust.downgrade)(&mut alembic::Operations)];
                println!("{} {:?} {} {:?} {:?} {:?} {steps:?}", revision.file_name, rust.doc, rust.revision,
                    rust.down_revision, rust.branch_labels, rust.depends_on);
            }
            alembic::script::CompiledContent::Python(source) => {
                println!("{} {} bytes", revision.file_name, source.len());
            }
        }
    }
}
"#;

impl Project {
    fn new() -> Self {
        let this = Self {
            root: TempDir::new().expect("a temporary folder"),
        };
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let helper = repository.join("crates/alembic-build");
        let compiled = repository.join("src/script/compiled.rs");
        this.write(
            "Cargo.toml",
            "[workspace]\nresolver = \"3\"\nmembers = [\"alembic\", \"env\"]\n",
        );
        this.write(
            "alembic/Cargo.toml",
            "[package]\nname = \"alembic\"\nversion = \"0.0.0\"\nedition = \"2024\"\n",
        );
        this.write(
            "alembic/src/lib.rs",
            &ALEMBIC.replace("COMPILED", &compiled.display().to_string()),
        );
        this.write(
            "env/Cargo.toml",
            &format!(
                "[package]\nname = \"environment\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
                 [dependencies]\nalembic = {{ path = \"../alembic\" }}\n\
                 [build-dependencies]\nalembic-build = {{ path = {helper:?} }}\n"
            ),
        );
        this.write(
            "env/build.rs",
            "fn main() { alembic_build::generate([\"../versions\"]); }\n",
        );
        this.write("env/src/main.rs", MAIN);
        this
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
        fs::write(path, text).expect("the file is written");
    }

    fn cargo(&self, command: &str) -> Output {
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .args([command, "--quiet", "--offline"])
            .current_dir(self.root.path());
        cargo
            .env("CARGO_TARGET_DIR", self.path("target"))
            .env("CARGO_TERM_COLOR", "never");
        cargo.output().expect("cargo runs")
    }

    fn lines(&self) -> Vec<String> {
        let output = self.cargo("run");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "a warning");
        String::from_utf8_lossy(&output.stdout)
            .lines()
            .map(str::to_owned)
            .collect()
    }

    fn errors(&self) -> String {
        let output = self.cargo("check");
        assert!(!output.status.success(), "the build succeeds");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }
}

fn revision(id: &str, down: &str, step: &str) -> String {
    format!(
        "//! create \"{id}\"\n\npub const REVISION: &str = \"{id}\";\npub const DOWN_REVISION: &[&str] = &[{down}];\n\n\
         pub fn upgrade(_: &mut alembic::Operations) -> alembic::Result<()> {{\n    {step}\n}}\n\n\
         pub fn downgrade(_: &mut alembic::Operations) -> alembic::Result<()> {{\n    Ok(())\n}}\n"
    )
}

#[test]
fn revision_files_are_found_again_by_every_build() {
    let project = Project::new();
    assert_eq!(project.lines(), [""; 0], "no folder yet");

    project.write("versions/97b7-change 0.rs", &revision("97b7", "", "Ok(())"));
    project.write(
        "versions/97b7_change_0.rs",
        &revision("a", "\"97b7\"", "Err(\"no\".into())"),
    );
    project.write("versions/mod.rs", "not a revision");
    project.write("versions/__pycache__/x.rs", "not a revision");
    project.write("versions/b.py", "revision = 'b'\n");
    let first = "97b7-change 0.rs \"create \\\"97b7\\\"\" 97b7 [] [] [] [Ok(()), Ok(())]";
    let second = "97b7_change_0.rs \"create \\\"a\\\"\" a [\"97b7\"] [] [] [Err(\"no\"), Ok(())]";
    assert_eq!(project.lines(), [first, second, "b.py 15 bytes"]);

    let labelled = revision("a", "\"97b7\", \"b\"", "Ok(())") + "pub const BRANCH_LABELS: &[&str] = &[\"x\"];\n";
    project.write("versions/97b7_change_0.rs", &labelled);
    project.write("versions/b.py", "revision = 'bb'\n");
    let second = "97b7_change_0.rs \"create \\\"a\\\"\" a [\"97b7\", \"b\"] [\"x\"] [] [Ok(()), Ok(())]";
    assert_eq!(project.lines(), [first, second, "b.py 16 bytes"]);

    fs::remove_file(project.path("versions/97b7-change 0.rs")).expect("the file is removed");
    fs::remove_file(project.path("versions/b.py")).expect("the file is removed");
    assert_eq!(project.lines(), [second]);
}

#[test]
fn bad_revision_files_are_named_by_the_build() {
    let project = Project::new();
    let good = revision("a", "", "Ok(())");
    project.write("versions/a.rs", &good.replace("pub fn upgrade", "fn upgrade"));
    project.write("versions/b.rs", &good.replace("pub fn downgrade", "pub fn downgrad"));
    project.write("versions/c.rs", &good.replace("\"a\";", "name();"));
    let errors = project.errors();
    for error in [
        "../versions/a.rs:6: upgrade is private; write `pub fn upgrade`",
        "../versions/b.rs:1: the function downgrade is missing; add `pub fn downgrade(op: &mut Operations) -> Result<()>`",
        "../versions/c.rs:3: REVISION must have a literal value",
    ] {
        assert!(errors.contains(error), "{errors}");
    }

    fs::remove_file(project.path("versions/b.rs")).expect("the file is removed");
    fs::remove_file(project.path("versions/c.rs")).expect("the file is removed");
    project.write("versions/a.rs", &good.replacen(" -> alembic::Result<()>", "", 1));
    assert!(
        project
            .errors()
            .contains("../versions/a.rs:6: upgrade has another signature")
    );

    project.write(
        "versions/a.rs",
        &good.replacen("alembic::Result<()>", "Result<(), u8>", 1),
    );
    let errors = project.errors();
    for part in [
        "mismatched types",
        "upgrade: rev_a::upgrade, // ../versions/a.rs",
        "expected fn pointer",
    ] {
        assert!(errors.contains(part), "{errors}");
    }

    project.write("versions/a.rs", &good.replace("Ok(())", "Ok(1)"));
    let errors = project.errors();
    assert!(errors.contains("versions/a.rs:7:8"), "{errors}");
}
