//! The composition root: wires the compiler to the runtime and runs the command.

use taipan_abi::source::Source;
use taipan_frontend::{Frontend, marshal};
use taipan_vm::builtins::code::{Code, convert};
use taipan_vm::exceptions;
use taipan_vm::import::frozen::Frozen;
use taipan_vm::object::value::Ref;
use taipan_vm::startup;
use taipan_vm::thread::interp::Config;
use taipan_vm::thread::{PyResult, Thread};

/// Native stack of the main thread; mapped lazily.
const MAIN_STACK: usize = 512 << 20;

static FRONTEND: Frontend = Frontend;

/// The library, frozen by the build script.
static LIBRARY: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/library.bin"));

/// Unpacks a frozen module's code.
fn load_frozen(t: &Thread, packed: &[u8], size: usize) -> PyResult<Ref<Code>> {
    let damaged = || t.error(&exceptions::IMPORT_ERROR, "the frozen library is damaged");
    let bytes = zstd::bulk::decompress(packed, size).map_err(|_| damaged())?;
    let code = marshal::read(&bytes).map_err(|_| damaged())?;
    convert::code(t, &code)
}

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
    let folder = std::path::Path::new(&file).parent().map(|p| p.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = if folder.is_empty() { std::env::current_dir().unwrap_or_default() } else { folder.into() };
    let folder = std::fs::canonicalize(&folder).unwrap_or(folder);
    let path = vec![folder.to_string_lossy().into_owned()];
    // Reading compiled files back needs memoryview, which is not there yet; so none are written.
    let config = Config { argv: arguments, executable, path, dont_write_bytecode: true, ..Config::default() };
    let frozen = Frozen::new(LIBRARY, load_frozen).unwrap_or_else(Frozen::empty);
    let t = match startup::start(config, &FRONTEND, taipan_stdlib::MODULES, taipan_stdlib::TYPES, frozen, MAIN_STACK) {
        Ok(t) => t,
        Err(raised) => {
            eprintln!("taipan: the runtime could not be started");
            if let Some(t) = Thread::try_current() {
                let exception = t.take_exception(raised);
                startup::report(t, &exception);
            }
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
