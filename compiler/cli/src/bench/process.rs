//! One run of a program: time, memory, output.
//!
//! Output goes to a file without a name, so that reading it takes no time from the program.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use wait4::Wait4;

/// What a run cost.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    pub wall: Duration,
    pub user: Duration,
    pub system: Duration,
    /// Greatest resident memory, bytes. The system starts counting with what the measuring process had when it
    /// started the program, a few megabytes.
    pub peak: u64,
}

/// A run's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Status(i32),
    Signal(i32),
}

impl std::fmt::Display for Ending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Ending::Status(status) => write!(f, "status {status}"),
            Ending::Signal(signal) => write!(f, "signal {signal}"),
        }
    }
}

/// What a run said.
pub struct Said {
    pub stdout: Output,
    pub stderr: Output,
    pub ending: Ending,
}

/// Runs a command once.
pub fn run(words: &[OsString]) -> io::Result<(Sample, Said)> {
    use std::os::unix::process::ExitStatusExt;
    let (stdout, stderr) = (Output::new()?, Output::new()?);
    let mut command = Command::new(words.first().map_or(OsStr::new(""), OsString::as_os_str));
    command.args(words.iter().skip(1));
    command.stdin(Stdio::null()).stdout(stdout.handle()?).stderr(stderr.handle()?);
    let start = Instant::now();
    let used = command.spawn()?.wait4()?;
    let wall = start.elapsed();
    let ending = match used.status.code() {
        Some(code) => Ending::Status(code),
        None => Ending::Signal(used.status.signal().unwrap_or_default()),
    };
    let sample = Sample { wall, user: used.rusage.utime, system: used.rusage.stime, peak: used.rusage.maxrss };
    Ok((sample, Said { stdout, stderr, ending }))
}

/// A file that is gone when nobody holds it any more.
pub struct Output(File);

impl Output {
    fn new() -> io::Result<Output> {
        static COUNTER: AtomicUsize = AtomicUsize::new(0);
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let name = format!("taipan-bench-{}-{number}", std::process::id());
        let path: PathBuf = std::env::temp_dir().join(name);
        let file = File::options().read(true).write(true).create_new(true).open(&path)?;
        std::fs::remove_file(&path)?;
        Ok(Output(file))
    }

    fn handle(&self) -> io::Result<Stdio> {
        Ok(Stdio::from(self.0.try_clone()?))
    }

    /// The number of the first byte in which the outputs differ; None if they are the same.
    pub fn first_difference(&mut self, other: &mut Output) -> io::Result<Option<u64>> {
        let mut at = 0;
        let (mut mine, mut theirs) = (vec![0; 1 << 16], vec![0; 1 << 16]);
        self.0.seek(SeekFrom::Start(0))?;
        other.0.seek(SeekFrom::Start(0))?;
        loop {
            let (a, b) = (fill(&mut self.0, &mut mine)?, fill(&mut other.0, &mut theirs)?);
            let same = mine[..a].iter().zip(&theirs[..b]).take_while(|(x, y)| x == y).count();
            if same < a || same < b {
                return Ok(Some(at + same as u64));
            }
            if a == 0 {
                return Ok(None);
            }
            at += same as u64;
        }
    }

    /// The last line that is not empty.
    pub fn last_line(&mut self) -> io::Result<String> {
        const ENOUGH: i64 = 4096;
        let length = self.0.seek(SeekFrom::End(0))? as i64;
        self.0.seek(SeekFrom::Start((length - ENOUGH).max(0) as u64))?;
        let mut bytes = Vec::new();
        self.0.read_to_end(&mut bytes)?;
        let text = String::from_utf8_lossy(&bytes);
        Ok(text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default().to_owned())
    }
}

fn fill(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}
