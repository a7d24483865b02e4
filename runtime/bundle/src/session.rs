//! One run of a program: start-up, the program, the end and the exit status. The command and executables share it.

use std::ffi::{OsStr, OsString};
use std::io::Write;

use taipan_abi::source::SourceCompiler;
use taipan_vm::call::module::ModuleDef;
use taipan_vm::exceptions;
use taipan_vm::import::frozen::Frozen;
use taipan_vm::startup;
use taipan_vm::thread::Thread;
use taipan_vm::thread::interp::Config;

use crate::{main_module, process};

/// The status of a program that printed what could not be written.
pub const NOT_FLUSHED: i32 = 120;

/// What is run, as it was read.
pub enum Loaded {
    Code(String),
    Module(OsString),
    Stdin(Vec<u8>),
    Source {
        path: OsString,
        source: Vec<u8>,
    },
    Compiled {
        path: OsString,
        bytes: Vec<u8>,
    },
    Container {
        path: OsString,
    },
    /// The main module of the image that the executable was built with.
    Inside,
}

/// How a program ended, before its interpreter did.
pub struct Outcome {
    pub status: i32,
    interrupted: bool,
}

/// Brings the interpreter up, with native modules beyond the library's. The error is the exit status; what is wrong
/// has been said.
pub fn start(
    config: Config,
    compiler: &'static dyn SourceCompiler,
    more: &[&'static ModuleDef],
    frozen: Frozen,
) -> Result<&'static Thread, i32> {
    let modules: Vec<&'static ModuleDef> = taipan_stdlib::MODULES.iter().chain(more).copied().collect();
    startup::start(config, compiler, &modules, taipan_stdlib::TYPES, frozen, process::MAIN_STACK).map_err(|raised| {
        drop(writeln!(std::io::stderr(), "taipan: the runtime could not be started"));
        if let Some(t) = Thread::try_current() {
            let exception = t.take_exception(raised);
            startup::report(t, &exception);
        }
        1
    })
}

/// Runs the program in `__main__`; what it raised has been shown.
pub fn run(t: &Thread, loaded: &Loaded) -> Outcome {
    match main_module::prepare(t).and_then(|()| main_module::execute(t, loaded)) {
        Ok(()) => Outcome { status: 0, interrupted: false },
        Err(raised) => {
            let exception = t.take_exception(raised);
            let interrupted = exception.type_of().is_subtype(&exceptions::KEYBOARD_INTERRUPT);
            Outcome { status: startup::report(t, &exception), interrupted }
        }
    }
}

/// Ends the interpreter; gives the exit status. The process dies here if the program was interrupted.
pub fn end(t: &Thread, outcome: &Outcome) -> i32 {
    let status = if startup::finalize(t) { outcome.status } else { NOT_FLUSHED };
    if outcome.interrupted { process::die_of_interrupt() } else { status }
}

/// The limit of digits that an `-X int_max_str_digits` or, unless it is to be ignored, the variable sets. The error is
/// the exit status; what is wrong has been said.
pub fn digit_limit(options: &[String], ignores_environment: bool) -> Result<Option<usize>, i32> {
    let valid = |text: &str| text.parse().ok().filter(|&n: &usize| n == 0 || n >= 640 && i32::try_from(n).is_ok());
    let refuse = |place: &str| {
        let problem = format!("{place}: invalid limit; must be >= 640 or 0 for unlimited.");
        startup::fatal("config_init_int_max_str_digits", &problem);
        1
    };
    let option = options.iter().rev().find(|option| option.split('=').next() == Some("int_max_str_digits"));
    if let Some(option) = option {
        let value = option.split_once('=').map_or("", |(_, value)| value);
        return valid(value).map(Some).ok_or_else(|| refuse("-X int_max_str_digits"));
    }
    let variable = std::env::var_os("PYTHONINTMAXSTRDIGITS").filter(|v| !v.is_empty() && !ignores_environment);
    match variable.as_deref().and_then(OsStr::to_str) {
        Some(value) => valid(value).map(Some).ok_or_else(|| refuse("PYTHONINTMAXSTRDIGITS")),
        None => Ok(None),
    }
}
