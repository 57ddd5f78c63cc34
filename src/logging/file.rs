//! Log files: `FileHandler` and its rotating kin.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::rotation::TimedRotation;

/// How a file is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Append,
    Write,
    Create,
}

/// When a file is put aside for a new one.
#[derive(Debug)]
pub(super) enum Rotation {
    Never,
    /// When it would reach `max_bytes`; `backup_count` old ones are kept.
    AtSize {
        max_bytes: u64,
        backup_count: u64,
    },
    AtTime(TimedRotation),
}

/// A file that a handler writes to.
#[derive(Debug)]
pub(super) struct LogFile {
    path: PathBuf,
    mode: Mode,
    delay: bool,
    pub(super) rotation: Rotation,
    stream: Option<File>,
}

impl LogFile {
    /// Opens the file, unless `delay` puts that off to the first message. It is never rotated yet.
    pub(super) fn open(path: PathBuf, mode: Mode, delay: bool) -> io::Result<Self> {
        let mut file = Self {
            path,
            mode,
            delay,
            rotation: Rotation::Never,
            stream: None,
        };
        if !delay {
            file.stream = Some(file.open_stream()?);
        }
        Ok(file)
    }

    /// Appends a line at the time `now`, in seconds since the epoch.
    pub(super) fn write_line(&mut self, line: &str, now: i64) -> io::Result<()> {
        if self.is_due(line, now)? {
            self.roll_over(now)?;
        }
        self.stream()?.write_all(format!("{line}\n").as_bytes())
    }

    fn open_stream(&self) -> io::Result<File> {
        let mut options = OpenOptions::new();
        match self.mode {
            Mode::Append => options.append(true).create(true),
            Mode::Write => options.write(true).create(true).truncate(true),
            Mode::Create => options.write(true).create_new(true),
        };
        options.open(&self.path)
    }

    fn stream(&mut self) -> io::Result<&mut File> {
        let stream = match self.stream.take() {
            Some(stream) => stream,
            None => self.open_stream()?,
        };
        Ok(self.stream.insert(stream))
    }

    fn is_due(&mut self, line: &str, now: i64) -> io::Result<bool> {
        if self.path.exists() && !self.path.is_file() {
            return Ok(false);
        }
        match &self.rotation {
            Rotation::Never | Rotation::AtSize { max_bytes: 0, .. } => Ok(false),
            Rotation::AtSize { max_bytes, .. } => {
                let max_bytes = *max_bytes;
                // Python adds characters to bytes here.
                let added = line.chars().count() + 1;
                Ok(self.stream()?.metadata()?.len().saturating_add(added as u64) >= max_bytes)
            }
            Rotation::AtTime(rotation) => Ok(rotation.is_due(now)),
        }
    }

    fn roll_over(&mut self, now: i64) -> io::Result<()> {
        self.stream = None;
        match &mut self.rotation {
            Rotation::Never => {}
            Rotation::AtSize { backup_count, .. } => {
                for index in (1..*backup_count).rev() {
                    move_if_there(&numbered(&self.path, index), &numbered(&self.path, index + 1))?;
                }
                if *backup_count > 0 {
                    move_if_there(&self.path, &numbered(&self.path, 1))?;
                }
            }
            Rotation::AtTime(rotation) => {
                move_if_there(&self.path, &rotation.name_of_old_part(&self.path))?;
                for part in rotation.parts_to_delete(&self.path) {
                    fs::remove_file(part)?;
                }
                rotation.advance(now);
            }
        }
        if !self.delay {
            self.stream = Some(self.open_stream()?);
        }
        Ok(())
    }
}

fn numbered(path: &Path, index: u64) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(format!(".{index}"));
    name.into()
}

fn move_if_there(from: &Path, to: &Path) -> io::Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
