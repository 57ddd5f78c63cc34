//! Runs scenarios and compares.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use tempfile::TempDir;

use crate::database::{FreshDatabase, Result, copy_folder, server_variable};
use crate::model::{self, Binary, Compare, Kind, Scenario, Step};
use crate::program::{Output, Program, variable};
use crate::{diff, differences, normalise, programs};

/// What a topic's replay came to.
#[derive(Default)]
struct Report {
    scenarios: usize,
    steps: usize,
    skipped: Vec<String>,
    mismatches: Vec<String>,
}

/// Replays every scenario of a folder, and panics with all that differed.
pub(crate) fn topic(topic: &str) {
    let scenarios = model::load(topic);
    let next = AtomicUsize::new(0);
    let report = Mutex::new(Report::default());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some(scenario) = scenarios.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let part = replay(scenario);
                    report.lock().expect("no replay panics").add(part);
                }
            });
        }
    });
    let report = report.into_inner().expect("no replay panics");
    let skipped: String = report.skipped.iter().map(|line| format!("SKIPPED: {line}\n")).collect();
    let Report {
        scenarios,
        steps,
        mismatches,
        ..
    } = report;
    // written past the test harness's capture: what was skipped must be seen
    let summary = format!(
        "{topic}: {scenarios} scenarios, {steps} steps, {} mismatches\n",
        mismatches.len()
    );
    let _ = std::io::stderr().write_all((skipped + &summary).as_bytes());
    assert!(mismatches.is_empty(), "{}{summary}", mismatches.concat());
}

fn replay(scenario: &Scenario) -> Report {
    let mut report = Report::default();
    if let Some(name) = server_variable(scenario.database)
        && variable(name).is_none()
    {
        let what = format!("{} ({name} is not set)", scenario.name);
        // cannot be had everywhere
        if scenario.database == Kind::Mysql97 {
            report.skipped.push(what);
        } else {
            report.skip("ALEMBIC_TEST_REQUIRE_SERVERS", what);
        }
        return report;
    }
    for (binary, program) in programs::under_test(scenario) {
        report.scenarios += 1;
        if let Err(error) = Replay::start(scenario, binary).and_then(|mut run| run.steps(&program, &mut report)) {
            report
                .mismatches
                .push(format!("=== {} [{binary:?}]: {error}\n", scenario.name));
        }
    }
    report
}

/// One scenario in its own folder with its own database.
struct Replay<'a> {
    scenario: &'a Scenario,
    binary: Binary,
    folder: TempDir,
    project: PathBuf,
    database: FreshDatabase,
    names: Vec<(String, &'static str)>,
}

impl<'a> Replay<'a> {
    fn start(scenario: &'a Scenario, binary: Binary) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let project = folder.path().canonicalize()?;
        let database = FreshDatabase::new(scenario.database, project.join(&scenario.sqlite_file))?;
        let mut names = vec![(project.to_string_lossy().into_owned(), "$PROJECT")];
        if !database.url.is_empty() {
            names.push((database.url.clone(), "$URL"));
            names.push((database.name.clone(), "$DATABASE"));
        }
        let run = Self {
            scenario,
            binary,
            folder,
            project,
            database,
            names,
        };
        run.copy_project(binary == Binary::Gateway)?;
        run.write(&scenario.files)?;
        if !scenario.setup.is_empty() {
            run.database.execute_script(&scenario.setup)?;
        }
        Ok(run)
    }

    /// Copies the project that the scenario refers to: all of it, or only what a compiled environment needs.
    fn copy_project(&self, compiled: bool) -> Result<()> {
        let Some(project) = &self.scenario.project else {
            return Ok(());
        };
        let source = model::fixtures().join("projects").join(project);
        if compiled {
            std::fs::copy(source.join("alembic.ini"), self.project.join("alembic.ini"))?;
        } else {
            copy_folder(&source, &self.project)?;
        }
        Ok(())
    }

    fn steps(&mut self, program: &Program, report: &mut Report) -> Result<()> {
        let mut state = self.database.dump()?;
        let mut careful = Careful::default();
        let mut handed_back = false;
        for (number, step) in self.scenario.steps.iter().enumerate() {
            let real = if step.python { Program::real() } else { None };
            if step.python && real.is_none() {
                let name = &self.scenario.name;
                report.skip(
                    "ALEMBIC_TEST_REQUIRE_ORACLE",
                    format!("{name}: handed back (no real Alembic)"),
                );
                break;
            }
            if step.python && !handed_back {
                self.copy_project(false)?;
                handed_back = true;
            }
            report.steps += 1;
            let program = real.as_ref().unwrap_or(program);
            let ours = if program.real {
                None
            } else {
                differences::of(&self.scenario.name, number + 1, step)
            };
            let mut differences = self.step(ours.unwrap_or(step), program)?;
            if !program.real && careful.changes_nothing(step) {
                careful.stepped_aside |= step.database.is_some();
            } else if let Some(expected) = &step.database {
                state.clone_from(expected);
            }
            let after = self.database.dump()?;
            if !step.half_done && step.heads.is_none() && !careful.accepts(&state, &after) {
                write!(differences, "  database:\n{}", diff::lines(&state, &after))?;
            }
            if !differences.is_empty() {
                let title = self.title(number, step);
                report.mismatches.push(format!("=== {title}\n{differences}"));
            }
            // later steps start from where this program is, so that one wrong step is told once
            state = after;
        }
        Ok(())
    }

    /// Does what the step says, and tells how the outcome differs from the recorded one.
    fn step(&self, step: &Step, program: &Program) -> Result<String> {
        if let Some(script) = &step.sql {
            self.database.execute_script(script)?;
        } else if let Some(files) = &step.write {
            self.write(files)?;
        } else if let Some(paths) = &step.remove {
            for path in paths.iter().map(|path| self.project.join(path)) {
                if path.is_dir() {
                    std::fs::remove_dir_all(path)?;
                } else {
                    std::fs::remove_file(path)?;
                }
            }
        } else if let Some(heads) = &step.heads {
            self.database.set_heads(heads)?;
        } else if let Some(path) = &step.cat {
            let text = std::fs::read_to_string(self.project.join(path)).unwrap_or_default();
            return Ok(self.compare(
                step,
                &Output {
                    exit: 0,
                    stdout: text,
                    stderr: String::new(),
                },
            ));
        } else if let Some(args) = &step.plan {
            return self.plan(step, args, program);
        } else if let Some(args) = &step.args {
            return Ok(self.compare(step, &self.run(step, args, program)?));
        }
        Ok(String::new())
    }

    /// Asks for the steps of an upgrade or downgrade: with `--plan`, or of real Alembic by running them and taking them
    /// back.
    fn plan(&self, step: &Step, args: &[String], program: &Program) -> Result<String> {
        let mut args = args.to_vec();
        let mut output;
        if program.real {
            let before = std::fs::read(&self.database.file)?;
            if args.last().is_some_and(|target| target.contains(':')) {
                args.push("--sql".to_owned());
            }
            output = self.run(step, &args, program)?;
            output.stdout = normalise::plan(&output.stdout, &output.stderr);
            std::fs::write(&self.database.file, before)?;
        } else {
            args.push("--plan".to_owned());
            output = self.run(step, &args, program)?;
        }
        if !step.stderr.contains("crash: ") {
            output.stderr.clear();
        }
        Ok(self.compare(step, &output))
    }

    fn run(&self, step: &Step, args: &[String], program: &Program) -> Result<Output> {
        let args: Vec<String> = args.iter().map(|arg| self.insert(arg)).collect();
        let mut env: BTreeMap<String, String> = step
            .env
            .iter()
            .map(|(name, value)| (name.clone(), self.insert(value)))
            .collect();
        if !self.database.url.is_empty() {
            env.entry("ALEMBIC_URL".to_owned())
                .or_insert_with(|| self.database.url.clone());
        }
        program.run(&args, &self.project.join(&step.cwd), env)
    }

    fn compare(&self, step: &Step, output: &Output) -> String {
        let view = |text: &str| match self.scenario.compare {
            Compare::Paths => text.to_owned(),
            Compare::Stems => normalise::stems(text),
            Compare::Init => normalise::init(text),
        };
        let exit = output.exit;
        let expected_stdout = view(&step.stdout);
        let stdout = view(&normalise::stdout(&output.stdout, step.unordered, &self.names));
        let stderr = normalise::stderr(&output.stderr, &self.names);
        let wrong_usage = step.exit == 2;
        if stderr != step.stderr && step.stderr.contains("crash: ") {
            return tells_of_failure(output, &stdout, &stderr);
        }
        let mut text = String::new();
        if exit != step.exit {
            text += &format!("  exit code: {} expected, {exit} found\n", step.exit);
        }
        if stdout != expected_stdout {
            text += &format!("  stdout:\n{}", diff::lines(&expected_stdout, &stdout));
        }
        let own_words = wrong_usage && !stderr.contains(": error: ");
        if own_words && stderr.trim().is_empty() {
            text += "  stderr: wrong usage is not explained\n";
        } else if stderr != step.stderr && !own_words {
            text += &format!("  stderr:\n{}", diff::lines(&step.stderr, &stderr));
        }
        text
    }

    fn title(&self, number: usize, step: &Step) -> String {
        let what = match step {
            Step {
                args: Some(args),
                python: true,
                ..
            } => format!("Python: alembic {}", args.join(" ")),
            Step { args: Some(args), .. } => format!("alembic {}", args.join(" ")),
            Step { plan: Some(args), .. } => format!("plan of alembic {}", args.join(" ")),
            Step { sql: Some(sql), .. } => format!("sql {sql}"),
            Step { cat: Some(path), .. } => format!("the text of {path}"),
            _ => "files".to_owned(),
        };
        format!("{} [{:?}] step {}: {what}", self.scenario.name, self.binary, number + 1)
    }

    fn insert(&self, text: &str) -> String {
        text.replace("$PROJECT", &self.project.to_string_lossy())
            .replace("$URL", &self.database.url)
    }

    fn write(&self, files: &BTreeMap<String, String>) -> Result<()> {
        for (path, text) in files {
            let target = self.folder.path().join(path);
            if path.ends_with('/') {
                std::fs::create_dir_all(target)?;
                continue;
            }
            if let Some(folder) = target.parent() {
                std::fs::create_dir_all(folder)?;
            }
            std::fs::write(target, self.insert(text))?;
        }
        Ok(())
    }
}

/// What `docs/differences.md` says of the database: commands that read or fail leave it as it is, where real Alembic
/// creates its version table, or empties it.
#[derive(Default)]
struct Careful {
    /// Whether real Alembic's database has an empty version table by now that ours need not have.
    stepped_aside: bool,
}

impl Careful {
    fn changes_nothing(&self, step: &Step) -> bool {
        let reads = |args: &Vec<String>| {
            args.iter()
                .any(|word| ["current", "history", "show", "revision", "merge"].contains(&word.as_str()))
        };
        step.args
            .as_ref()
            .is_some_and(|args| step.exit != 0 && !step.half_done || reads(args))
    }

    fn accepts(&self, expected: &str, found: &str) -> bool {
        let trimmed = normalise::without_empty_version_table;
        expected == found || self.stepped_aside && trimmed(expected) == trimmed(found)
    }
}

/// Where real Alembic crashes with a traceback, a failure that says why is enough.
fn tells_of_failure(output: &Output, stdout: &str, stderr: &str) -> String {
    let explained = stdout.contains("FAILED: ") || stderr.lines().any(|line| !line.starts_with("INFO "));
    let panicked = stderr.contains("panicked at");
    match (output.exit, explained, panicked) {
        (0, ..) => "  exit code: real Alembic crashes here, and this succeeds\n".to_owned(),
        (_, _, true) => format!("  stderr: a panic\n{}", diff::lines("", stderr)),
        (_, false, _) => "  stderr: the failure is not explained\n".to_owned(),
        (_, true, false) => String::new(),
    }
}

impl Report {
    fn add(&mut self, other: Self) {
        self.scenarios += other.scenarios;
        self.steps += other.steps;
        self.skipped.extend(other.skipped);
        self.mismatches.extend(other.mismatches);
    }

    /// Notes what could not run; a mismatch where the environment demands it.
    fn skip(&mut self, demand: &str, what: String) {
        if variable(demand).is_some() {
            self.mismatches.push(format!("=== {what}, although {demand} is set\n"));
        } else {
            self.skipped.push(what);
        }
    }
}
