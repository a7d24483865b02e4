//! The composition root: wires the compiler to the runtime and runs the command.
//!
//! | module | what |
//! |---|---|
//! | [`compile_hook`] | the runtime's way to the frontend |
//! | [`leaks`] | `--check-leaks` |
//! | [`library`] | the frozen standard library |
//! | [`record`] | `--record` |
//! | [`program`] | reading what is to be run |
//! | [`run`] | a program and how it is to be run, as the command line says |
//!
//! What executables need too is in [`taipan_rt`].

mod compile_hook;
mod leaks;
mod library;
mod program;
mod record;
mod run;

use std::ffi::OsString;

use taipan_abi::profile::Profile;
use taipan_cli::bench::Capabilities;
use taipan_cli::build::{Host, NativeObject};
use taipan_cli::{Command, UsageError, output};
use taipan_rt::process;

/// Native code ahead of time.
fn native(profile: &Profile, target: &str) -> Result<NativeObject, String> {
    let made = taipan_codegen::aot::object(profile, target)?;
    let refused = made.refused.into_iter().map(|(name, refusal)| {
        let detail = if refusal.detail.is_empty() { String::new() } else { format!(" ({})", refusal.detail) };
        format!("{name}: {}{detail}", refusal.reason.sentence())
    });
    Ok(NativeObject { object: made.object, units: made.units, code: made.code, refused: refused.collect() })
}

/// What this build can do beyond interpreting.
const CAPABILITIES: Capabilities = Capabilities { jit: true, aot: true };

fn main() {
    process::on_main_thread(command);
}

/// Follows the command line; gives the exit status.
fn command() -> i32 {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let variable = |name: &str| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned());
    match taipan_cli::parse(arguments.iter().cloned(), &variable) {
        Ok(Command::Run(wanted)) => run::run(&wanted, arguments),
        Ok(Command::Bench(request)) => {
            let executable = std::env::current_exe().unwrap_or_else(|_| "taipan".into());
            taipan_cli::bench::run(&request, &executable, CAPABILITIES)
        }
        Ok(Command::Build(request)) => {
            let executable = std::env::current_exe().unwrap_or_else(|_| "taipan".into());
            let own = taipan_stdlib::MODULES.iter().map(|module| module.name);
            let natives: Vec<&str> = own.chain(["builtins"]).collect();
            let host = Host {
                executable: &executable,
                library: library::IMAGE,
                natives: &natives,
                refuse: &|path, source| run::refuse(path, source),
                native: &native,
            };
            taipan_cli::build::run(&request, &host)
        }
        Ok(Command::Dis(request)) => taipan_cli::dis::run(&request),
        Ok(Command::Help(text)) => output::show(&text),
        Ok(Command::Version) => output::show(&format!("Python {}\n", taipan_stdlib::sys::info::VERSION)),
        Err(UsageError(text)) => {
            output::complain(&text);
            2
        }
    }
}
