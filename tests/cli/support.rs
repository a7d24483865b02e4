//! One run of the command with everything it says.

use std::ffi::OsString;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::process;

/// The executable under test.
pub fn taipan() -> PathBuf {
    match std::env::var_os("TAIPAN_TEST_BINARY") {
        Some(path) if !path.is_empty() => path.into(),
        _ => env!("CARGO_BIN_EXE_taipan").into(),
    }
}

/// CPython 3.14, where it is there.
pub fn cpython() -> Option<PathBuf> {
    std::env::var_os("TAIPAN_CPYTHON").filter(|path| !path.is_empty()).map(PathBuf::from)
}

/// A folder with files that goes away with its owner.
pub struct Scratch {
    pub path: PathBuf,
}

impl Scratch {
    pub fn new() -> Scratch {
        static COUNTER: AtomicUsize = AtomicUsize::new(0);
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("taipan-cli-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder for temporary files");
        Scratch { path: fs::canonicalize(path).expect("the folder is there") }
    }

    pub fn with(self, name: &str, content: impl AsRef<[u8]>) -> Scratch {
        let path = self.path.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).expect("a folder can be made");
        }
        fs::write(path, content).expect("a file can be written");
        self
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// A run to come.
pub struct Case<'s> {
    scratch: &'s Scratch,
    arguments: Vec<OsString>,
    environment: Vec<(&'static str, &'static str)>,
    input: Option<PathBuf>,
    /// How a shell redirects its streams.
    redirections: &'static str,
    /// CPython does the same.
    is_python: bool,
}

/// What `taipan` and CPython do alike.
pub fn python<'s>(scratch: &'s Scratch, arguments: &[&str]) -> Case<'s> {
    Case { is_python: true, ..ours(scratch, arguments) }
}

/// What only `taipan` does.
pub fn ours<'s>(scratch: &'s Scratch, arguments: &[&str]) -> Case<'s> {
    Case {
        scratch,
        arguments: arguments.iter().map(OsString::from).collect(),
        environment: Vec::new(),
        input: None,
        redirections: "",
        is_python: false,
    }
}

impl Case<'_> {
    pub fn argument(mut self, argument: OsString) -> Self {
        self.arguments.push(argument);
        self
    }

    pub fn variable(mut self, name: &'static str, value: &'static str) -> Self {
        self.environment.push((name, value));
        self
    }

    pub fn input(mut self, text: &str) -> Self {
        let path = self.scratch.path.join("stdin");
        fs::write(&path, text).expect("a file can be written");
        self.input = Some(path);
        self
    }

    pub fn redirected(mut self, redirections: &'static str) -> Self {
        self.redirections = redirections;
        self
    }

    /// Status 0, nothing on standard error.
    pub fn prints(self, stdout: &str) {
        self.ends(stdout, "", 0);
    }

    /// Nothing on standard output.
    pub fn fails(self, status: i32, stderr: &str) {
        self.ends("", stderr, status);
    }

    /// In the expected texts `DIR` is the folder, `EXE` the executable as it was called.
    pub fn ends(self, stdout: &str, stderr: &str, status: i32) {
        let mut executables = vec![taipan()];
        if self.is_python {
            executables.extend(cpython());
        }
        for executable in executables {
            let seen = self.run(&executable);
            let wanted = (stdout.to_owned(), stderr.to_owned(), status);
            if seen != wanted {
                let (name, arguments) = (executable.display(), &self.arguments);
                panic!(
                    "{name} {arguments:?}\n-- expected stdout\n{}\n-- stdout\n{}\n-- expected stderr\n{}\n-- stderr\n{}\n-- expected status {}, status {}",
                    wanted.0, seen.0, wanted.1, seen.1, wanted.2, seen.2
                );
            }
        }
    }

    pub fn run(&self, executable: &Path) -> (String, String, i32) {
        let mut command: Command;
        if self.redirections.is_empty() {
            command = process::command(executable, &self.scratch.path);
        } else {
            command = process::command(Path::new("/bin/sh"), &self.scratch.path);
            command.arg("-c").arg(format!("exec \"$0\" \"$@\" {}", self.redirections)).arg(executable);
        }
        command.args(&self.arguments).envs(self.environment.iter().copied());
        let finished = process::run(command, self.input.as_deref()).expect("the command can be run");
        let tidy = |text: &[u8]| {
            String::from_utf8_lossy(text)
                .replace(&*self.scratch.path.to_string_lossy(), "DIR")
                .replace(&*executable.to_string_lossy(), "EXE")
                .replace("Try `python -h'", "Try `taipan -h'")
        };
        let status = finished.status.expect("it ends before the deadline");
        let status = status.code().unwrap_or_else(|| -status.signal().unwrap_or_default());
        (tidy(&finished.stdout), tidy(&finished.stderr), status)
    }
}
