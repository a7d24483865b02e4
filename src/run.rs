//! Running a program: reading it and what the command line says about it.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use taipan_cli::{Program, Run, output};
use taipan_rt::session::{self, Loaded, NOT_FLUSHED};
use taipan_rt::{jit, process};
use taipan_vm::thread::interp::Config;
use taipan_vm::tiering::state::Companions;

use crate::compile_hook::Hook;
use crate::program::{self, Content};
use crate::record::Recording;
use crate::{leaks, library};

/// Runs a program; gives the exit status. `orig_argv` is the whole command line.
pub fn run(wanted: &Run, orig_argv: Vec<OsString>) -> i32 {
    let name = orig_argv.first().cloned().unwrap_or_default();
    let loaded = match load(wanted, &name) {
        Ok(loaded) => loaded,
        Err(status) => return status,
    };
    process::restore_closed_streams();
    let python = &wanted.python;
    let digits = match session::digit_limit(&python.extras, python.ignore_environment > 0) {
        Ok(digits) => digits,
        Err(status) => return status,
    };
    let record = match wanted.options.record.as_deref().map(Recording::new).transpose() {
        Ok(record) => record,
        Err(problem) => {
            output::complain(&problem);
            return 2;
        }
    };
    let companions = Companions { native: None, recorder: record.as_ref().map(Recording::hook) };
    let config = Config { int_max_str_digits: digits, companions, ..config(wanted, &loaded, &name, orig_argv) };
    let t = match session::start(config, Hook::new(&wanted.options), &[], library::frozen()) {
        Ok(t) => t,
        Err(status) => return status,
    };
    let mut outcome = session::run(t, &loaded);
    if let Some(record) = record
        && let Err(problem) = record.write(wanted.options.stats)
    {
        output::complain(&problem);
        if outcome.status == 0 {
            outcome.status = 1;
        }
    }
    if wanted.options.stats {
        output::complain(&t.interp().tiering.stats.to_string());
    }
    if wanted.options.check_leaks
        && let Some(report) = leaks::check(t, &loaded)
    {
        leaks::complain(&report);
        outcome.status = leaks::LEAKING;
    }
    session::end(t, &outcome)
}

/// Says what is wrong with a program that does not compile, as running it says it; gives the exit status.
pub fn refuse(path: &OsStr, source: Vec<u8>) -> i32 {
    let loaded = Loaded::Source { path: path.to_owned(), source };
    match session::start(Config::default(), &taipan_frontend::Frontend, &[], library::frozen()) {
        Ok(t) => {
            let outcome = session::run(t, &loaded);
            session::end(t, &outcome)
        }
        Err(status) => status,
    }
}

/// Reads the program. The error is the exit status; what is wrong has been said.
fn load(wanted: &Run, name: &OsStr) -> Result<Loaded, i32> {
    let refuse = |text: &str| Err(if output::complain(text) { 2 } else { NOT_FLUSHED });
    if wanted.python.inspect > 0 {
        return refuse("taipan: -i: the interactive prompt is not there yet");
    }
    let first = |source: Vec<u8>| {
        if wanted.python.skip_first_line > 0 { program::without_first_line(&source).to_vec() } else { source }
    };
    match &wanted.program {
        Program::Code(code) => match code.to_str() {
            Some(code) => Ok(Loaded::Code(format!("{}\n", program::dedented(code)))),
            None => {
                let problem = program::undecodable(code);
                output::complain(&format!("Unable to decode the command from the command line:\n{problem}"));
                Err(1)
            }
        },
        Program::Module(module) => Ok(Loaded::Module(module.clone())),
        Program::Stdin { .. } if process::has_terminal() => refuse(
            "taipan: the interactive prompt is not there yet; give a FILE, -c CODE, or a program on stdin (see --help)",
        ),
        Program::Stdin { .. } => Ok(Loaded::Stdin(first(program::read_stdin()))),
        Program::File(file) => {
            let path = program::absolute(file);
            match program::read(Path::new(&path)) {
                Ok(Content::Source(source)) => Ok(Loaded::Source { path, source: first(source) }),
                Ok(Content::Compiled(bytes)) => Ok(Loaded::Compiled { path, bytes }),
                Ok(Content::Container) => Ok(Loaded::Container { path }),
                Err((number, text)) => {
                    let (name, path) = (name.to_string_lossy(), path.to_string_lossy());
                    refuse(&format!("{name}: can't open file '{path}': [Errno {number}] {text}"))
                }
            }
        }
    }
}

fn config(wanted: &Run, loaded: &Loaded, name: &OsStr, orig_argv: Vec<OsString>) -> Config {
    let python = &wanted.python;
    let mut argv = vec![match &wanted.program {
        Program::Code(_) => "-c".into(),
        Program::Module(_) => "-m".into(),
        Program::File(file) => file.clone(),
        Program::Stdin { named } => if *named { "-" } else { "" }.into(),
    }];
    argv.extend(wanted.arguments.iter().cloned());
    Config {
        argv,
        orig_argv,
        executable: program::executable(name).to_string_lossy().into_owned(),
        path: module_path(wanted, loaded),
        optimize: python.optimize,
        debug: python.debug,
        bytes_warning: python.bytes_warning,
        isolated: python.isolated > 0,
        no_site: python.no_site > 0,
        verbose: python.verbose,
        // Reading compiled files back needs memoryview, which is not there yet; so none are written.
        dont_write_bytecode: true,
        unbuffered: python.unbuffered > 0,
        quiet: python.quiet > 0,
        inspect: python.inspect > 0,
        interactive: python.inspect > 0,
        ignore_environment: python.ignore_environment > 0,
        no_user_site: python.no_user_site > 0,
        safe_path: python.safe_path > 0,
        warn_options: python.warn_options(),
        x_options: python.extras.clone(),
        stress_collect: wanted.options.stress_gc,
        stress_exits: wanted.options.stress_exits,
        tier2: jit::hook(&wanted.options),
        jit_threshold: wanted.options.jit_threshold,
        ..Config::default()
    }
}

/// `sys.path`, but for the library, which is frozen.
fn module_path(wanted: &Run, loaded: &Loaded) -> Vec<OsString> {
    let mut path = Vec::new();
    match loaded {
        // What is run lies in there, so no flag keeps it off the path.
        Loaded::Container { path: folder } => path.push(folder.clone()),
        Loaded::Inside => {}
        _ if wanted.python.safe_path > 0 => {}
        Loaded::Code(_) | Loaded::Stdin(_) => path.push(OsString::new()),
        Loaded::Module(_) => path.push(std::env::current_dir().unwrap_or_default().into_os_string()),
        Loaded::Source { path: file, .. } | Loaded::Compiled { path: file, .. } => {
            path.push(program::folder_of(Path::new(file)));
        }
    }
    if wanted.python.ignore_environment == 0
        && let Some(more) = std::env::var_os("PYTHONPATH").filter(|more| !more.is_empty())
    {
        path.extend(
            more.as_bytes().split(|byte| *byte == b':').map(|entry| program::absolute(OsStr::from_bytes(entry))),
        );
    }
    path
}
