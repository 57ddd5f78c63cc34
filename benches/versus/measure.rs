use std::io;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Times of the same command, run several times.
pub(crate) struct Times(Vec<Duration>);

impl Times {
    pub(crate) fn median(&self) -> Duration {
        self.0.get(self.0.len() / 2).copied().unwrap_or_default()
    }
}

/// Runs the two commands in turns, `runs` times each, with `before` in front of every run; nothing else is measured.
pub(crate) fn in_turns(
    runs: usize,
    ours: &mut dyn FnMut() -> io::Result<Command>,
    theirs: Option<&mut dyn FnMut() -> io::Result<Command>>,
) -> io::Result<(Times, Option<Times>)> {
    let mut our_times = Vec::new();
    let mut their_times = Vec::new();
    let mut theirs = theirs;
    for _ in 0..runs {
        our_times.push(time(ours()?)?);
        if let Some(theirs) = &mut theirs {
            their_times.push(time(theirs()?)?);
        }
    }
    our_times.sort();
    their_times.sort();
    Ok((Times(our_times), theirs.is_some().then_some(Times(their_times))))
}

fn time(mut command: Command) -> io::Result<Duration> {
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let begin = Instant::now();
    let output = command.output()?;
    let time = begin.elapsed();
    if output.status.success() {
        Ok(time)
    } else {
        Err(io::Error::other(format!(
            "{command:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        )))
    }
}

/// Prints a line of the table.
#[expect(clippy::print_stdout, reason = "the table is the result")]
pub(crate) fn row(what: &str, ours: &Times, peer: &str, theirs: Option<&Times>) {
    let ours = ours.median();
    match theirs {
        Some(theirs) => {
            let theirs = theirs.median();
            let ratio = theirs.as_secs_f64() / ours.as_secs_f64();
            println!("| {what} | {} | {peer} | {} | {ratio:.1} |", shown(ours), shown(theirs));
        }
        None => println!("| {what} | {} | {peer} | – | – |", shown(ours)),
    }
}

fn shown(time: Duration) -> String {
    let milliseconds = time.as_secs_f64() * 1e3;
    if milliseconds < 10.0 {
        format!("{milliseconds:.2} ms")
    } else {
        format!("{milliseconds:.0} ms")
    }
}
