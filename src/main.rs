//! The composition root: wires the compiler to the runtime and runs the command.
//!
//! | module | what |
//! |---|---|
//! | [`compile_hook`] | the runtime's way to the frontend |
//! | [`jit`] | the runtime's way to the optimizer and the code generator |
//! | [`leaks`] | `--check-leaks` |
//! | [`library`] | the frozen standard library |
//! | [`main_module`] | `__main__`, and what runs in it |
//! | [`process`] | what only the operating system can tell or do |
//! | [`program`] | reading what is to be run |
//! | [`run`] | start-up, the end, the exit status |

mod compile_hook;
mod jit;
mod leaks;
mod library;
mod main_module;
mod process;
mod program;
mod run;

use std::ffi::OsString;

use taipan_cli::bench::Capabilities;
use taipan_cli::{Command, UsageError, output};

/// What this build can do beyond interpreting.
const CAPABILITIES: Capabilities = Capabilities { jit: true };

/// Native stack of the main thread; mapped lazily.
const MAIN_STACK: usize = 512 << 20;

fn main() {
    let worker = std::thread::Builder::new().name("main".into()).stack_size(MAIN_STACK).spawn(command);
    process::leave_signals_to_others();
    let status = match worker.map(|w| w.join()) {
        Ok(Ok(status)) => status,
        Ok(Err(_)) => 70,
        Err(error) => {
            output::complain(&format!("taipan: cannot start the main thread: {error}"));
            1
        }
    };
    std::process::exit(status);
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
        Ok(Command::Dis(request)) => taipan_cli::dis::run(&request),
        Ok(Command::Help(text)) => output::show(&text),
        Ok(Command::Version) => output::show(&format!("Python {}\n", taipan_stdlib::sys::info::VERSION)),
        Err(UsageError(text)) => {
            output::complain(&text);
            2
        }
    }
}
