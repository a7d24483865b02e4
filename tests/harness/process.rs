//! Runs one command to its end or to its deadline, and keeps what it wrote.
//!
//! A program under test may hang, or print for ever: neither may hang the harness or fill the
//! memory.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// After this time a process is killed.
pub const TIMEOUT: Duration = Duration::from_secs(60);

/// Of each stream at most so much is kept; a program that writes more loses its pipe.
const MAX_OUTPUT: u64 = 8 << 20;

pub struct Finished {
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    /// `None` if it had to be killed at the deadline.
    pub status: Option<ExitStatus>,
}

/// A command in a folder with the environment that recorded outcomes stand for: UTF-8, no
/// colours, no `.pyc` files left behind, nothing of the caller's Python settings.
pub fn command(executable: &Path, folder: &Path) -> Command {
    let mut command = Command::new(executable);
    command.current_dir(folder);
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("PYTHON") || name.starts_with("TAIPAN_") || name.starts_with("LC_") {
            command.env_remove(name);
        }
    }
    command.env_remove("FORCE_COLOR");
    command.env("LC_ALL", "C.UTF-8").env("NO_COLOR", "1").env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

pub fn run(mut command: Command, input: Option<&Path>) -> io::Result<Finished> {
    let deadline = Instant::now() + TIMEOUT;
    // A group of its own, see `kill_group`.
    command.process_group(0);
    command.stdin(match input {
        Some(path) => Stdio::from(File::open(path)?),
        None => Stdio::null(),
    });
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (done, ends) = mpsc::channel();
    let stdout = read_all(child.stdout.take(), done.clone());
    let stderr = read_all(child.stderr.take(), done);

    // Both pipes close when the process ends, so in general there is nothing to poll.
    let closed = (0..2).all(|_| {
        let left = deadline.saturating_duration_since(Instant::now());
        ends.recv_timeout(left).is_ok()
    });
    let status = wait_until(&mut child, deadline)?;
    if status.is_none() || !closed {
        kill_group(&child)?;
    }
    if status.is_none() {
        child.wait()?;
    }
    Ok(Finished { stdout: joined(stdout)?, stderr: joined(stderr)?, status })
}

type Reader = thread::JoinHandle<io::Result<Vec<u8>>>;

fn read_all(pipe: Option<impl Read + Send + 'static>, done: mpsc::Sender<()>) -> Reader {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let result = match pipe {
            Some(pipe) => pipe.take(MAX_OUTPUT).read_to_end(&mut bytes).map(|_| bytes),
            None => Ok(bytes),
        };
        // The receiver is gone once the deadline has passed, and then nobody needs to know.
        let _ = done.send(());
        result
    })
}

fn joined(reader: Reader) -> io::Result<Vec<u8>> {
    reader.join().unwrap_or_else(|_| Err(io::Error::other("the thread that reads a pipe panicked")))
}

/// Kills the process and whatever it has started, which might keep its pipes open.
fn kill_group(child: &Child) -> io::Result<()> {
    let group = format!("-{}", child.id());
    Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status()?;
    Ok(())
}

fn wait_until(child: &mut Child, deadline: Instant) -> io::Result<Option<ExitStatus>> {
    let mut pause = Duration::from_micros(50);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if Instant::now() >= deadline {
            return Ok(None);
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}
