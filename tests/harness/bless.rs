//! Records the outcomes of all wanted programs with CPython 3.14.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::corpus::Program;
use super::modes;
use super::runner;

/// Writes the `.out` files; gives how many of them are new or changed.
pub fn record(cpython: &Path, programs: &[&Program]) -> Result<usize, String> {
    check_version(cpython)?;
    // CPython is run like a `taipan` without flags.
    let mode = modes::by_name("jit")?;
    let changes = runner::in_parallel(programs, |program| -> Result<bool, String> {
        let outcome = runner::perform(cpython, program, mode)
            .map_err(|error| format!("cannot run {} with CPython: {error}", program.id))?;
        if fs::read(&program.recorded).is_ok_and(|old| old == outcome) {
            return Ok(false);
        }
        fs::write(&program.recorded, outcome)
            .map_err(|error| format!("cannot write {}: {error}", program.recorded.display()))?;
        println!("recorded {}", program.id);
        Ok(true)
    });
    let changes = changes.into_iter().collect::<Result<Vec<_>, _>>()?;
    Ok(changes.into_iter().filter(|changed| *changed).count())
}

fn check_version(cpython: &Path) -> Result<(), String> {
    let output = Command::new(cpython)
        .args(["-c", "import sys; print(sys.implementation.name, *sys.version_info[:2])"])
        .output()
        .map_err(|error| format!("cannot run TAIPAN_CPYTHON {}: {error}", cpython.display()))?;
    let version = String::from_utf8_lossy(&output.stdout);
    if version.trim() == "cpython 3 14" {
        return Ok(());
    }
    Err(format!("TAIPAN_CPYTHON must be CPython 3.14, but says that it is {:?}", version.trim()))
}
