//! `--record`: the profile of a run, written when the program is over.
//!
//! The file is made when the run begins, so that a place that cannot be written to is told before, and replaced when it
//! ends.

use std::path::{Path, PathBuf};

use taipan_cli::output;
use taipan_vm::tiering::record::Recorder;
use taipan_vm::tiering::state::Record;

pub struct Recording {
    recorder: &'static Recorder,
    file: PathBuf,
}

impl Recording {
    /// The error says why nothing can be written there.
    pub fn new(file: &str) -> Result<Recording, String> {
        let file = std::path::absolute(file).unwrap_or_else(|_| file.into());
        let folder = file.parent().unwrap_or(Path::new("/"));
        if file.is_dir() {
            return Err(problem(&file, "it is a folder"));
        }
        if !folder.is_dir() {
            return Err(problem(&file, &format!("there is no folder '{}'", folder.display())));
        }
        // As long-lived as the interpreter, which is never taken apart.
        Ok(Recording { recorder: Box::leak(Box::default()), file })
    }

    pub fn hook(&self) -> &'static dyn Record {
        self.recorder
    }

    /// Writes what was recorded; with statistics, says how much it is. The error says why it cannot be written.
    pub fn write(&self, says: bool) -> Result<(), String> {
        let profile = self.recorder.profile();
        if says {
            output::complain(&format!(
                "recorded      {} units; without names: {} units, {} observations",
                profile.units.len(),
                profile.lost_units,
                profile.lost_facts
            ));
        }
        let mut hidden = self.file.clone().into_os_string();
        hidden.push(format!(".{}", std::process::id()));
        let made = std::fs::write(&hidden, profile.write()).and_then(|()| std::fs::rename(&hidden, &self.file));
        made.map_err(|error| {
            // What is not there need not be removed.
            let _ = std::fs::remove_file(&hidden);
            problem(&self.file, &error.to_string())
        })?;
        if profile.units.is_empty() {
            output::complain("taipan: note: nothing ran often enough to be compiled: the profile is empty");
        }
        Ok(())
    }
}

fn problem(file: &Path, what: &str) -> String {
    let what = what.split(" (os error").next().unwrap_or(what);
    format!("taipan: --record: can't write '{}': {what}", file.display())
}
