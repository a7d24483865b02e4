//! Native code for an executable: a recorded profile, and the code objects of the program that it is about.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use taipan_abi::code::{CodeObject, Constant};
use taipan_abi::feedback::Feedback;
use taipan_abi::profile::{CodeKey, Profile, RecordedUnit, code_hash, skeleton};
use taipan_abi::request::CompileRequest;

use super::link;
use super::modules::{Found, Modules, Places};
use crate::output;

/// What the code generator makes of a profile.
pub struct NativeObject {
    /// An object file.
    pub object: Vec<u8>,
    pub units: usize,
    /// Bytes of machine code.
    pub code: usize,
    /// What it refused, and why.
    pub refused: Vec<String>,
}

/// Targets that object files can be made for.
pub const TARGETS: &[&str] = &["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu"];

/// The target of the processor this runs on.
pub fn host_target() -> Option<&'static str> {
    TARGETS.iter().copied().find(|target| target.split('-').next() == Some(std::env::consts::ARCH))
}

/// Reads a profile. The error is what is wrong with it.
pub fn read(path: &Path) -> Result<Profile, String> {
    let bytes = std::fs::read(path)
        .map_err(|error| format!("can't read the profile '{}': {}", path.display(), link::text(&error)))?;
    Profile::read(&bytes).map_err(|error| format!("the profile '{}' {}", path.display(), error.sentence()))
}

/// Runs the program once to record a profile.
pub fn train(executable: &Path, program: &Path, arguments: &[OsString], file: &Path) -> Result<Profile, String> {
    let mut command = Command::new(executable);
    command.arg("run").arg("--record").arg(file).arg(program).args(arguments);
    let status =
        command.status().map_err(|error| format!("can't run '{}': {}", executable.display(), link::text(&error)))?;
    if !file.is_file() {
        return Err("--train: the program ended without a profile".to_owned());
    }
    if !status.success() {
        output::complain(&format!("taipan build: note: --train: the program ended with {status}"));
    }
    read(file)
}

/// The code objects of modules, by their hash.
#[derive(Default)]
struct Codes {
    known: HashMap<u64, Arc<CodeObject>>,
}

impl Codes {
    fn add(&mut self, code: &CodeObject) {
        let kept = skeleton(code);
        self.known.insert(code_hash(&kept), Arc::new(kept));
        for constant in &code.consts {
            if let Constant::Code(inner) = constant {
                self.add(inner);
            }
        }
    }

    fn lacks(&self, profile: &Profile) -> bool {
        profile.codes.iter().any(|code| !self.known.contains_key(&code.hash))
    }
}

fn of_program(modules: &Modules<'_>) -> Codes {
    let mut codes = Codes::default();
    for found in modules.found.values() {
        if let Found::Program { unit, .. } = found
            && let Some(code) = &unit.code
        {
            codes.add(code);
        }
    }
    codes
}

/// Puts the program's code into a profile's requests. Units of code that the program does not have are taken out; how
/// many those are.
pub fn find_code(profile: &mut Profile, modules: &Modules<'_>, places: &Places<'_>) -> usize {
    let mut codes = of_program(modules);
    if codes.lacks(profile) {
        for (name, _) in modules.found.iter().filter(|(_, found)| matches!(found, Found::Library)) {
            if let Some(code) = (places.unpack)(name) {
                codes.add(&code);
            }
        }
    }
    let before = profile.units.len();
    let keys = &profile.codes;
    profile.units.retain_mut(|unit| {
        unit.codes.iter().zip(&mut unit.request.functions).all(|(&number, function)| {
            let found = keys.get(number as usize).and_then(|key| codes.known.get(&key.hash));
            found.is_some_and(|found| {
                function.code = found.clone();
                true
            })
        })
    });
    before - profile.units.len()
}

/// Every function of the program, about whose runs nothing is known.
pub fn everything(modules: &Modules<'_>) -> Profile {
    let codes = of_program(modules);
    let mut all: Vec<(u64, Arc<CodeObject>)> = codes.known.into_iter().collect();
    all.sort_by(|(_, a), (_, b)| (a.firstlineno, a.qualname.as_wtf8()).cmp(&(b.firstlineno, b.qualname.as_wtf8())));
    let mut profile = Profile::default();
    for (number, (hash, code)) in all.into_iter().enumerate() {
        let name = code.qualname.as_str().unwrap_or("?").to_owned();
        profile.codes.push(CodeKey { hash, name });
        let request = CompileRequest::new(code, Feedback::default());
        profile.units.push(RecordedUnit { codes: vec![number as u32], request });
    }
    profile
}
