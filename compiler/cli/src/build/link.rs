//! Linking: the object file and the runtime library become an executable.
//!
//! Everything is made in a folder of its own beside the output, which goes away whatever happens; the output
//! appears, whole, by being renamed.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::ProgressBar;

/// What the runtime library needs of the system. What is not used is not linked.
const LIBRARIES: &[&str] = &["-lm", "-lpthread", "-ldl", "-lrt", "-lutil"];

/// How many lines of the linker's complaints are shown.
const SHOWN_LINES: usize = 12;

/// Linking that takes longer says that it is going on.
const PATIENCE: Duration = Duration::from_secs(1);

/// A folder beside the output, with all that is made on the way.
pub struct Workshop {
    folder: PathBuf,
    output: PathBuf,
}

impl Workshop {
    /// The error says why nothing can be written there.
    pub fn new(output: &Path) -> Result<Workshop, String> {
        let problem = |what: &dyn std::fmt::Display| format!("can't write '{}': {what}", output.display());
        if output.is_dir() {
            return Err(problem(&"it is a folder"));
        }
        // Renaming would replace a device by a file.
        if fs::metadata(output).is_ok_and(|there| !there.is_file()) {
            return Err(problem(&"it is no regular file"));
        }
        let Some(name) = output.file_name() else { return Err(problem(&"it is no name of a file")) };
        let parent = output.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !parent.is_dir() {
            return Err(problem(&format_args!("there is no folder '{}'", parent.display())));
        }
        let mut hidden = OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}", std::process::id()));
        let folder = parent.join(hidden);
        fs::create_dir(&folder).map_err(|error| problem(&text(&error)))?;
        Ok(Workshop { folder, output: output.to_owned() })
    }

    fn problem(&self, what: &dyn std::fmt::Display) -> String {
        format!("can't write '{}': {what}", self.output.display())
    }

    /// A file that goes away with the workshop.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Makes bytes the output.
    pub fn write(&self, bytes: &[u8]) -> Result<(), String> {
        let made = self.file("made");
        fs::write(&made, bytes)
            .and_then(|()| fs::rename(&made, &self.output))
            .map_err(|error| self.problem(&text(&error)))
    }

    /// Links object files' bytes with the runtime library.
    pub fn link(&self, objects: &[Vec<u8>], runtime: &Path, strips: bool) -> Result<(), String> {
        let said_file = self.folder.join("said");
        let made = self.folder.join("executable");
        let mut files = Vec::new();
        for (number, object) in objects.iter().enumerate() {
            let file = self.file(&format!("part{number}.o"));
            fs::write(&file, object).map_err(|error| self.problem(&text(&error)))?;
            files.push(file);
        }
        let said = File::create(&said_file).map_err(|error| self.problem(&text(&error)))?;
        let (compiler, arguments) = compiler();
        let mut command = Command::new(&compiler);
        command.args(arguments).arg("-o").arg(&made).args(&files).arg(runtime);
        command.args(["-Wl,--gc-sections", "-Wl,--as-needed", "-Wl,-O1", "-static-libgcc"]);
        // Addresses to be adjusted take a bit each instead of 24 bytes.
        command.arg("-Wl,-z,pack-relative-relocs");
        command.arg(if strips { "-Wl,--strip-all" } else { "-Wl,--strip-debug" });
        if on_path("ld.lld") {
            command.arg("-fuse-ld=lld");
        }
        command.args(LIBRARIES);
        let duplicate = said.try_clone().map_err(|error| self.problem(&text(&error)))?;
        command.stdin(Stdio::null()).stdout(duplicate).stderr(said);
        let status = run(command).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => format!(
                "no C compiler is there to link with: '{}' was not found. Install one (Debian, Ubuntu: apt install gcc; \
                 Fedora: dnf install gcc; Alpine: apk add gcc musl-dev), or let CC name it",
                compiler.to_string_lossy()
            ),
            _ => format!("can't run '{}': {}", compiler.to_string_lossy(), text(&error)),
        })?;
        if !status.success() {
            let said = fs::read(&said_file).unwrap_or_default();
            return Err(complaint(&compiler, status, &String::from_utf8_lossy(&said)));
        }
        fs::rename(&made, &self.output).map_err(|error| self.problem(&text(&error)))
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        // Nothing better can be done about what cannot be removed.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// What `CC` says, which may be a command with arguments; else `cc`.
fn compiler() -> (OsString, Vec<String>) {
    let named = std::env::var_os("CC").filter(|named| !named.is_empty()).unwrap_or_else(|| "cc".into());
    match named.to_str() {
        Some(words) if !Path::new(words).exists() => {
            let mut words = words.split_whitespace().map(str::to_owned);
            (words.next().unwrap_or_else(|| "cc".into()).into(), words.collect())
        }
        _ => (named, Vec::new()),
    }
}

fn on_path(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(name).is_file())
}

/// Runs a command to its end, with a sign of life on a terminal where it takes long.
fn run(mut command: Command) -> io::Result<std::process::ExitStatus> {
    let mut child = command.spawn()?;
    let started = Instant::now();
    let mut bar: Option<ProgressBar> = None;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if bar.is_none() && started.elapsed() > PATIENCE {
            let spinner = ProgressBar::new_spinner().with_message("linking");
            spinner.enable_steady_tick(Duration::from_millis(100));
            bar = Some(spinner);
        }
        thread::sleep(Duration::from_millis(5));
    };
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    Ok(status)
}

/// The linker's failure in its own first lines.
fn complaint(compiler: &OsString, status: std::process::ExitStatus, said: &str) -> String {
    let how = match (status.code(), status.signal()) {
        (Some(code), _) => format!("status {code}"),
        (None, signal) => format!("signal {}", signal.unwrap_or_default()),
    };
    let lines: Vec<&str> = said.lines().take(SHOWN_LINES).collect();
    let more = if said.lines().count() > lines.len() { "\n  ..." } else { "" };
    format!("linking failed ({}, {how}):\n  {}{more}", compiler.to_string_lossy(), lines.join("\n  "))
}

/// The system's words for an error, without its number.
pub fn text(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}
