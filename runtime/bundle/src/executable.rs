//! What an executable does when it is started.
//!
//! `taipan build` makes an object file with the [`Program`] and a `main` that passes it to [`taipan_main`]; see
//! `docs/executables.md`. The object file alone refers to the JIT, so that the linker leaves it out of executables
//! that are built without.
//!
//! An executable is configured by the variables that say how a program runs (`PYTHONUNBUFFERED`, `PYTHONHASHSEED`,
//! `PYTHONWARNINGS`, `PYTHONINTMAXSTRDIGITS`, `TAIPAN_*`), not by those that say where modules are: what is inside
//! is what runs.

use std::ffi::{CStr, OsStr, OsString, c_char, c_int};
use std::io::Write;
use std::mem::MaybeUninit;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use taipan_abi::options::{self, Options, State};
use taipan_frontend::Frontend;
use taipan_vm::thread::interp::Config;
use taipan_vm::tiering::state::{Companions, Hook};

use crate::native::NativeCode;
use crate::session::{self, Loaded};
use crate::{frozen, jit, process};

/// What the object file of an executable holds.
#[repr(C)]
pub struct Program {
    image: *const u8,
    image_length: usize,
    /// [`taipan_jit`], or none.
    jit: Option<JitMaker>,
    /// Machine code compiled ahead of time; none: there is none.
    code: Option<&'static NativeCode>,
}

type JitMaker = unsafe extern "C" fn(*const Options, *mut MaybeUninit<Option<Hook>>);

/// Makes the JIT: writes what [`jit::hook`] gives.
///
/// # Safety
///
/// The first pointer is that of options, the second one may be written to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn taipan_jit(options: *const Options, hook: *mut MaybeUninit<Option<Hook>>) {
    // SAFETY: as the caller promises.
    unsafe { (*hook).write(jit::hook(&*options)) };
}

/// The entry of executables: runs their program and gives the exit status.
///
/// # Safety
///
/// The arguments are those of `main`, and a [`Program`] that lives as long as the process.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn taipan_main(argc: c_int, argv: *const *const c_char, program: *const Program) -> c_int {
    let count = usize::try_from(argc).unwrap_or(0);
    let argument = |at: usize| {
        // SAFETY: `main` is given as many terminated strings.
        unsafe { OsStr::from_bytes(CStr::from_ptr(*argv.add(at)).to_bytes()).to_owned() }
    };
    let arguments: Vec<OsString> = (0..count).map(argument).collect();
    // SAFETY: as the caller promises.
    let program: &'static Program = unsafe { &*program };
    // SAFETY: the object file holds as many bytes there.
    let image = unsafe { std::slice::from_raw_parts(program.image, program.image_length) };
    let (jit, code) = (program.jit, program.code.map(|code| code as *const NativeCode as usize));
    process::on_main_thread(move || run(arguments, image, jit, code))
}

fn run(arguments: Vec<OsString>, image: &'static [u8], jit: Option<JitMaker>, code: Option<usize>) -> i32 {
    let options = match options_of_environment() {
        Ok(options) => options,
        Err(problem) => {
            drop(writeln!(std::io::stderr(), "{problem}"));
            return 2;
        }
    };
    let executable = own_path(&arguments);
    let folder = folder_of(&executable);
    let Some(frozen) = frozen::of_image(image, folder.clone()) else {
        drop(writeln!(std::io::stderr(), "taipan: the modules inside the executable are damaged"));
        return 1;
    };
    let digits = match session::digit_limit(&[], false) {
        Ok(digits) => digits,
        Err(status) => return status,
    };
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let warn_options = set("PYTHONWARNINGS")
        .map_or(Vec::new(), |rules| rules.to_string_lossy().split(',').map(str::to_owned).collect());
    let mut hook = MaybeUninit::new(None);
    if let Some(make) = jit {
        // SAFETY: the object file refers to `taipan_jit`.
        unsafe { make(&options, &mut hook) };
    }
    let mut native = MaybeUninit::new(None);
    if let Some(code) = code.filter(|_| !options.no_jit) {
        let code = code as *const NativeCode;
        // SAFETY: the record of the object file, which names the loader.
        unsafe { ((*code).loader)(code, &mut native) };
    }
    let config = Config {
        argv: if arguments.is_empty() { vec![OsString::new()] } else { arguments.clone() },
        orig_argv: arguments,
        executable: executable.to_string_lossy().into_owned(),
        path: vec![folder],
        dont_write_bytecode: true,
        unbuffered: set("PYTHONUNBUFFERED").is_some(),
        no_site: true,
        warn_options,
        int_max_str_digits: digits,
        stress_collect: options.stress_gc,
        stress_exits: options.stress_exits,
        // SAFETY: written here, and by `taipan_jit` if it was called.
        tier2: unsafe { hook.assume_init() },
        // SAFETY: written here, and by the loader if it was called.
        companions: Companions { native: unsafe { native.assume_init() }, recorder: None },
        jit_threshold: options.jit_threshold,
        ..Config::default()
    };
    let t = match session::start(config, &Frontend, taipan_stdlib::EXECUTABLE_MODULES, frozen) {
        Ok(t) => t,
        Err(status) => return status,
    };
    let outcome = session::run(t, &Loaded::Inside);
    if options.stats {
        drop(writeln!(std::io::stderr(), "{}", t.interp().tiering.stats));
    }
    session::end(t, &outcome)
}

/// The options that variables ask for.
fn options_of_environment() -> Result<Options, String> {
    let mut options = Options::default();
    for row in options::ROWS.iter().filter(|row| row.state == State::Ready) {
        let name = row.variable();
        if let Some(text) = std::env::var_os(&name).filter(|text| !text.is_empty()) {
            row.set(&mut options, &text.to_string_lossy()).map_err(|problem| format!("taipan: {name}: {problem}"))?;
        }
    }
    Ok(options)
}

/// The program's folder. A link to the executable is not where its files are.
fn folder_of(executable: &Path) -> OsString {
    let target = if executable.is_symlink() { std::fs::canonicalize(executable).ok() } else { None };
    let file = target.as_deref().unwrap_or(executable);
    file.parent().unwrap_or(Path::new("/")).as_os_str().to_owned()
}

/// Where the executable lies, as it was called: links are not followed. What is not there is asked from the system.
fn own_path(arguments: &[OsString]) -> PathBuf {
    let name = arguments.first().map(OsString::as_os_str).unwrap_or_default();
    let called = if name.as_bytes().contains(&b'/') {
        let below = Path::new(name).strip_prefix("./").unwrap_or(Path::new(name));
        std::env::current_dir().ok().map(|here| here.join(below))
    } else if name.is_empty() {
        None
    } else {
        let path = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_absolute() && file.is_file())
    };
    called.filter(|file| file.is_file()).or_else(|| std::env::current_exe().ok()).unwrap_or_default()
}
