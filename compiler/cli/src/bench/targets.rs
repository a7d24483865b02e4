//! What programs are run with: the modes of ours, which are rows, and the other Pythons.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};

use super::{Capabilities, Request};

/// A mode of ours.
struct Mode {
    name: &'static str,
    flags: &'static [&'static str],
    is_there: fn(Capabilities) -> bool,
    /// Executables are made of the programs, and run.
    is_built: bool,
    about: &'static str,
}

/// Every mode, in the order of the report.
const MODES: &[Mode] = &[
    Mode {
        name: "interpreted",
        flags: &["--no-jit"],
        is_there: |_| true,
        is_built: false,
        about: "Taipan's interpreter alone",
    },
    Mode { name: "jit", flags: &[], is_there: |c| c.jit, is_built: false, about: "Taipan, compiling while running" },
    Mode {
        name: "aot",
        flags: &["build", "--train", "--strip"],
        is_there: |c| c.aot,
        is_built: true,
        about: "executables by Taipan, trained with the same arguments",
    },
];

/// Something that runs programs.
#[derive(Clone, Debug)]
pub struct Target {
    pub name: String,
    /// What it is, in a few words.
    pub about: String,
    /// The command up to the program; where it is built, of the build.
    pub command: Vec<OsString>,
    pub is_ours: bool,
    pub is_built: bool,
}

/// The targets, the other Pythons first, and the modes that this build does not have.
pub fn find(
    request: &Request,
    executable: &Path,
    capabilities: Capabilities,
) -> Result<(Vec<Target>, Vec<String>), String> {
    let mut targets = Vec::new();
    for other in &request.others {
        targets.push(Target {
            name: short_name(other, &targets),
            about: describe(other)?,
            command: vec![other.into()],
            is_ours: false,
            is_built: false,
        });
    }
    let mut left_out = Vec::new();
    for mode in MODES {
        if !(mode.is_there)(capabilities) {
            left_out.push(mode.name.to_owned());
            continue;
        }
        let mut command = vec![executable.as_os_str().to_owned()];
        command.extend(mode.flags.iter().map(OsString::from));
        let (name, about) = (mode.name.into(), mode.about.into());
        targets.push(Target { name, about, command, is_ours: true, is_built: mode.is_built });
    }
    Ok((targets, left_out))
}

/// The last part of the path, unless that name is taken.
fn short_name(python: &str, taken: &[Target]) -> String {
    let short = Path::new(python).file_name().map_or(python.into(), |name| name.to_string_lossy().into_owned());
    if taken.iter().any(|target| target.name == short) { python.to_owned() } else { short }
}

/// Asks a Python what it is.
fn describe(python: &str) -> Result<String, String> {
    const ASK: &str = "import sys; print(sys.implementation.name, sys.version.split()[0])";
    let asked = Command::new(python).args(["-c", ASK]).stdin(Stdio::null()).output();
    let output = asked.map_err(|error| format!("cannot run '{python}': {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if !output.status.success() || text.is_empty() {
        return Err(format!("'{python}' does not answer like a Python"));
    }
    Ok(text)
}
