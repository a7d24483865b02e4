//! Executables of the programs that are measured.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::targets::Target;

/// A folder for executables, which goes away with its owner.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> io::Result<Folder> {
        let path = std::env::temp_dir().join(format!("taipan-bench-{}", std::process::id()));
        fs::create_dir_all(&path)?;
        Ok(Folder(path))
    }

    /// The command that runs a program with a target; builds it first, if it has to be. The error says why it cannot be
    /// built.
    pub fn command(&self, target: &Target, program: &Path, arguments: &[String]) -> Result<Vec<OsString>, String> {
        let mut words;
        if target.is_built {
            let executable = self.0.join("program");
            let mut build = Command::new(&target.command[0]);
            build.args(&target.command[1..]).arg(program).arg("-o").arg(&executable).arg("--").args(arguments);
            let made = build.stdin(Stdio::null()).output().map_err(|error| format!("cannot be built: {error}"))?;
            if !made.status.success() {
                let said = String::from_utf8_lossy(&made.stderr);
                let line = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
                return Err(format!("cannot be built: {line}"));
            }
            words = vec![executable.into_os_string()];
        } else {
            words = target.command.clone();
            words.push(program.as_os_str().to_owned());
        }
        words.extend(arguments.iter().map(OsString::from));
        Ok(words)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder left among the temporary ones is no reason to fail.
        let _ = fs::remove_dir_all(&self.0);
    }
}
