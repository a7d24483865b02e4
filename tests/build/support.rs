//! Folders with programs, builds in them, and runs of what was built.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::{process, runtime_library};

/// What a process said, and its status: negative for a signal.
#[derive(Debug, PartialEq, Eq)]
pub struct Said {
    pub stdout: String,
    pub stderr: String,
    pub status: i32,
}

pub fn said(stdout: &str, stderr: &str, status: i32) -> Said {
    Said { stdout: stdout.into(), stderr: stderr.into(), status }
}

/// The executable under test, its runtime library beside it.
pub fn taipan() -> PathBuf {
    let path = match std::env::var_os("TAIPAN_TEST_BINARY") {
        Some(path) if !path.is_empty() => path.into(),
        _ => PathBuf::from(env!("CARGO_BIN_EXE_taipan")),
    };
    runtime_library::ensure(&path);
    path
}

/// A folder that goes away with its owner.
pub struct Scratch {
    pub path: PathBuf,
}

impl Scratch {
    pub fn new(files: &[(&str, &str)]) -> Scratch {
        static COUNTER: AtomicUsize = AtomicUsize::new(0);
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("taipan-build-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder for temporary files");
        let scratch = Scratch { path: fs::canonicalize(path).expect("the folder is there") };
        for (name, content) in files {
            let path = scratch.path.join(name);
            fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder can be made");
            fs::write(path, content).expect("a file can be written");
        }
        scratch
    }

    /// `taipan ARGUMENTS` in this folder, with changes to how it is run.
    pub fn taipan(&self, arguments: &[&str], change: impl FnOnce(&mut Command)) -> Said {
        let mut command = process::command(&taipan(), &self.path);
        command.args(arguments);
        change(&mut command);
        self.run(command)
    }

    /// Builds, which must succeed in silence.
    pub fn build(&self, arguments: &[&str]) {
        let mut all = vec!["build"];
        all.extend(arguments);
        assert_eq!(self.taipan(&all, |_| ()), said("", "", 0), "taipan {all:?}");
    }

    /// An executable in this folder, started there.
    pub fn execute(&self, name: &str, arguments: &[&str]) -> Said {
        let mut command = process::command(&self.path.join(name), &self.path);
        command.args(arguments);
        self.run(command)
    }

    /// The folder is DIR in what was said.
    pub fn run(&self, command: Command) -> Said {
        let finished = process::run(command, None).expect("the command can be run");
        let status = finished.status.expect("it ends before the deadline");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(&*self.path.to_string_lossy(), "DIR");
        Said {
            stdout: text(&finished.stdout),
            stderr: text(&finished.stderr),
            status: status.code().unwrap_or_else(|| -status.signal().unwrap_or_default()),
        }
    }

    /// The names in the folder, hidden ones too.
    pub fn names(&self) -> Vec<String> {
        names(&self.path)
    }
}

pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder can be listed").flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}
