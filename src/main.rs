//! The composition root: wires the compiler to the runtime and runs the command.

use taipan_abi::source::Source;
use taipan_frontend::Frontend;
use taipan_vm::startup;
use taipan_vm::thread::interp::Config;

/// Native stack of the main thread; mapped lazily.
const MAIN_STACK: usize = 512 << 20;

static FRONTEND: Frontend = Frontend;

fn main() {
    let worker = std::thread::Builder::new().name("main".into()).stack_size(MAIN_STACK).spawn(run);
    let status = match worker.map(|w| w.join()) {
        Ok(Ok(status)) => status,
        Ok(Err(_)) => 70,
        Err(error) => {
            eprintln!("taipan: cannot start the main thread: {error}");
            1
        }
    };
    std::process::exit(status);
}

fn run() -> i32 {
    let mut arguments: Vec<String> = std::env::args().collect();
    let executable = arguments.remove(0);
    arguments.retain(|a| a != "--no-jit");
    let Some(file) = arguments.first().cloned() else {
        eprintln!("usage: taipan FILE [ARGUMENT …]");
        return 2;
    };
    let config = Config { argv: arguments, executable, ..Config::default() };
    let t = match startup::start(config, &FRONTEND, taipan_stdlib::MODULES, taipan_stdlib::TYPES, MAIN_STACK) {
        Ok(t) => t,
        Err(_) => {
            eprintln!("taipan: the runtime could not be started");
            return 1;
        }
    };
    let content = match std::fs::read(&file) {
        Ok(content) => content,
        Err(error) => {
            eprintln!("taipan: can't open file '{file}': {error}");
            return 2;
        }
    };
    let status = match startup::run_main(t, Source::Bytes(&content), &file) {
        Ok(()) => 0,
        Err(raised) => {
            let exception = t.take_exception(raised);
            startup::report(t, &exception)
        }
    };
    startup::finalize(t);
    if !startup::flush_streams(t) && status == 0 {
        return 120;
    }
    status
}
