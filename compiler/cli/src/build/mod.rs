//! `taipan build`: a program and what it imports become one executable.
//!
//! | module | what |
//! |---|---|
//! | [`imports`] | what a code object imports |
//! | [`live`] | which functions of the library count |
//! | [`modules`] | which modules go in |
//! | [`source`] | one file of the program |
//! | [`native`] | profiles, and the code they are about |
//! | [`object`] | the object file |
//! | [`runtime`] | the runtime library |
//! | [`link`] | the linker |
//!
//! What an executable consists of is in `docs/executables.md`.

mod imports;
mod link;
mod live;
mod modules;
mod native;
mod object;
mod runtime;
mod source;

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use taipan_abi::image::{self, Part};
use taipan_abi::profile::Profile;
use taipan_frontend::marshal;

use crate::flags::{self, Flag};
use crate::{help, output};
use modules::{Found, Modules, Places};
pub use native::NativeObject;
use source::Fault;

#[derive(Debug)]
pub struct Request {
    pub program: PathBuf,
    /// None: the program's name without its ending, in the current folder.
    pub output: Option<PathBuf>,
    pub with_jit: bool,
    pub strips: bool,
    /// Modules that go in though nothing is seen to import them.
    pub include: Vec<String>,
    pub profile: Profiling,
    /// Write an object file with the native code instead of an executable.
    pub emits_object: bool,
    pub target: &'static str,
}

/// Where the knowledge comes from that native code is made with.
#[derive(Debug, PartialEq, Eq)]
pub enum Profiling {
    Nothing,
    File(PathBuf),
    /// The program is run with these arguments.
    Run(Vec<OsString>),
}

/// What the command line's process lends to a build.
pub struct Host<'a> {
    /// The running `taipan`.
    pub executable: &'a Path,
    /// The image of the library.
    pub library: &'static [u8],
    /// The names of native modules.
    pub natives: &'a [&'static str],
    /// Runs a program that does not compile, which says what is wrong with it; gives the exit status.
    pub refuse: &'a dyn Fn(&OsStr, Vec<u8>) -> i32,
    /// Makes native code for a target of a profile whose requests hold their code.
    pub native: &'a dyn Fn(&Profile, &str) -> Result<NativeObject, String>,
}

static FLAGS: &[Flag] = &[
    Flag { name: "output", value: "FILE", help: "where to write the executable (also -o FILE)" },
    Flag {
        name: "include",
        value: "MODULE",
        help: "put MODULE inside though no import of it is seen; may be repeated",
    },
    Flag { name: "jit", value: "", help: "put the compiler inside: hot functions are compiled while running" },
    Flag { name: "no-jit", value: "", help: "leave the compiler out (as without --jit)" },
    Flag {
        name: "profile",
        value: "FILE",
        help: "put native code inside, for what FILE says (see `taipan --record FILE`)",
    },
    Flag {
        name: "train",
        value: "",
        help: "run the program first, with the arguments behind `--`, and put native code inside for what was hot",
    },
    Flag { name: "emit", value: "KIND", help: "what to write: an executable (exe), or its native code (obj)" },
    Flag {
        name: "target",
        value: "TRIPLE",
        help: "with --emit obj: the processor, x86_64- or aarch64-unknown-linux-gnu",
    },
    Flag { name: "strip", value: "", help: "leave out the symbols that debuggers and profilers show" },
];

/// Compression of what is made here; the library's modules stay as they are.
const LEVEL: i32 = 19;

pub fn help(executable: &str) -> String {
    help::command(
        &format!("{executable} build FILE [-o FILE] [option] ..."),
        "Makes an executable of a program: its modules, those it imports, and the runtime are inside. Modules are \
         looked\nfor beside the program and in PYTHONPATH. A C compiler is needed to link with (CC names another one).",
        FLAGS,
    )
}

/// Reads the arguments behind `build`. None: help was asked for.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Option<Request>, String> {
    let mut output = None;
    let mut rest = Vec::new();
    let mut behind = Vec::new();
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let trains = arguments.iter().take_while(|a| *a != "--").any(|a| a == "--train");
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        match argument.as_bytes() {
            // What is behind it is the program's.
            b"--" if trains => behind.extend(arguments.by_ref()),
            b"--" => {
                rest.push(argument);
                rest.extend(arguments.by_ref());
            }
            b"-o" => output = Some(arguments.next().ok_or("Argument expected for the -o option")?),
            bytes if bytes.starts_with(b"-o") => output = Some(OsStr::from_bytes(&bytes[2..]).to_owned()),
            _ => rest.push(argument),
        }
    }
    let given = flags::read(FLAGS, rest)?;
    if given.help {
        return Ok(None);
    }
    let [program] = &given.files[..] else { return Err("build: exactly one file is expected".into()) };
    let emits_object = match given.value("emit") {
        None | Some("exe") => false,
        Some("obj") => true,
        Some(other) => return Err(format!("build: --emit: there is no '{other}'; there are exe and obj")),
    };
    let target = match given.value("target") {
        None => native::host_target().ok_or("build: native code cannot be made for this processor yet")?,
        Some(named) => native::TARGETS.iter().copied().find(|target| *target == named).ok_or_else(|| {
            format!("build: --target: '{named}' is not known; there are {}", native::TARGETS.join(" and "))
        })?,
    };
    if !emits_object && Some(target) != native::host_target() {
        return Err(
            "build: --target: executables are made for this processor only; with --emit obj, object files".into()
        );
    }
    let profile = match given.value("profile") {
        Some(_) if trains => return Err("build: give either --profile or --train".into()),
        Some(file) => Profiling::File(file.into()),
        None if trains => Profiling::Run(behind),
        None => Profiling::Nothing,
    };
    let jit = given.flags.iter().rev().find(|(name, _)| name.ends_with("jit")).is_some_and(|(name, _)| *name == "jit");
    Ok(Some(Request {
        program: program.into(),
        output: output.map(PathBuf::from).or(given.value("output").map(PathBuf::from)),
        with_jit: jit,
        strips: given.has("strip"),
        include: given.values("include").into_iter().map(str::to_owned).collect(),
        profile,
        emits_object,
        target,
    }))
}

/// A build that failed: what to say, and the exit status.
struct Failure(String, i32);

impl From<String> for Failure {
    fn from(text: String) -> Failure {
        Failure(format!("taipan build: {text}"), 1)
    }
}

/// Builds; gives the exit status.
pub fn run(request: &Request, host: &Host<'_>) -> i32 {
    match build(request, host) {
        Ok(status) => status,
        Err(Failure(text, status)) => {
            output::complain(&text);
            status
        }
    }
}

fn build(request: &Request, host: &Host<'_>) -> Result<i32, Failure> {
    let program = if request.program.is_dir() { request.program.join("__main__.py") } else { request.program.clone() };
    let bytes = std::fs::read(&program).map_err(|error| {
        let number = error.raw_os_error().unwrap_or(0);
        let path = std::path::absolute(&program).unwrap_or_else(|_| program.clone());
        Failure(format!("taipan: can't open file '{}': [Errno {number}] {}", path.display(), link::text(&error)), 2)
    })?;
    let file = program.file_name().and_then(OsStr::to_str);
    let file = file.ok_or_else(|| format!("the name of '{}' is not UTF-8", program.display()))?.to_owned();
    let output = output_of(request, &program)?;
    let runtime = runtime::find(host.executable, std::env::var_os(runtime::VARIABLE))?;
    let main = source::unit(bytes, &file);
    match main.fault {
        None => {}
        Some(Fault::Syntax) => {
            let path = std::path::absolute(&program).unwrap_or(program);
            return Ok((host.refuse)(path.as_os_str(), main.source.unwrap_or_default()));
        }
        Some(Fault::Compiled) => {
            return Err(format!("'{}' is no compiled file of Python 3.14, or it is damaged", program.display()).into());
        }
    }
    for warning in &main.warnings {
        let (category, line) = (warning.category, warning.lineno);
        output::complain(&format!("{}:{line}: {category}: {}", program.display(), warning.message));
    }
    let workshop = link::Workshop::new(&output)?;
    let profile = match &request.profile {
        Profiling::Nothing => None,
        Profiling::File(file) => Some(native::read(file)?),
        Profiling::Run(arguments) => {
            Some(native::train(host.executable, &request.program, arguments, &workshop.file("profile"))?)
        }
    };

    let library: HashMap<&str, image::Module<'static>> =
        image::read(host.library).unwrap_or_default().into_iter().map(|module| (module.name, module)).collect();
    let unpack = |name: &str| {
        let code = library.get(name)?.code?;
        marshal::read(&zstd::bulk::decompress(code.packed, code.size).ok()?).ok()
    };
    let places = Places { natives: host.natives, library: &library, path: module_path(&program), unpack: &unpack };
    let mut modules = Modules::new(&places);
    modules.add_needed();
    modules.add_main(file, main);
    for name in &request.include {
        if !modules.need(name) {
            return Err(format!("--include: no module named '{name}'").into());
        }
    }
    modules.follow();
    for (name, importer) in &modules.missing {
        output::complain(&format!("taipan build: note: {importer} imports '{name}', which was not found"));
    }
    let code = native_code(request, host, profile, &modules, &places)?;
    if request.emits_object {
        workshop.write(&code.map(|code| code.object).unwrap_or_default())?;
        return Ok(0);
    }
    let image = pack(&modules, &library).ok_or_else(|| "the program is too large".to_owned())?;
    let mut objects = vec![object::file(&image, request.with_jit, code.is_some())?];
    objects.extend(code.map(|code| code.object));
    workshop.link(&objects, &runtime, request.strips)?;
    Ok(0)
}

/// The native code, if there is to be any.
fn native_code(
    request: &Request,
    host: &Host<'_>,
    profile: Option<Profile>,
    modules: &Modules<'_>,
    places: &Places<'_>,
) -> Result<Option<NativeObject>, String> {
    let profile = match profile {
        Some(mut profile) => {
            let all = profile.units.len();
            let skipped = native::find_code(&mut profile, modules, places);
            if skipped > 0 {
                output::complain(&format!(
                    "taipan build: note: {skipped} of {all} units of the profile are of code that the program does not \
                     have; was it changed?"
                ));
            }
            profile
        }
        None if request.emits_object => native::everything(modules),
        None => return Ok(None),
    };
    let made = (host.native)(&profile, request.target)?;
    for refusal in &made.refused {
        output::complain(&format!("taipan build: note: no native code: {refusal}"));
    }
    Ok((request.emits_object || made.units > 0).then_some(made))
}

/// Where the executable goes: never onto the program.
fn output_of(request: &Request, program: &Path) -> Result<PathBuf, String> {
    let output = match &request.output {
        Some(output) => output.clone(),
        None => {
            // A folder is called as its program should be.
            let named = std::path::absolute(&request.program).unwrap_or_else(|_| request.program.clone());
            let name = if request.program.is_dir() { named.file_name() } else { named.file_stem() };
            let name = name
                .map(|name| if request.emits_object { Path::new(name).with_added_extension("o") } else { name.into() });
            name.filter(|name: &PathBuf| !name.is_dir()).ok_or("say with -o where to write the executable")?
        }
    };
    let same =
        |a: &Path, b: &Path| std::fs::canonicalize(a).is_ok_and(|a| std::fs::canonicalize(b).is_ok_and(|b| a == b));
    if same(&output, program) {
        return Err(format!("the executable would overwrite '{}'; name another file with -o", program.display()));
    }
    Ok(output)
}

/// The folders in which the program's modules are looked for, as when it is run.
fn module_path(program: &Path) -> Vec<PathBuf> {
    let real = std::fs::canonicalize(program).unwrap_or_else(|_| program.to_owned());
    let mut path: Vec<PathBuf> = real.parent().map(Path::to_owned).into_iter().collect();
    let more = std::env::var_os("PYTHONPATH").filter(|more| !more.is_empty());
    path.extend(more.iter().flat_map(std::env::split_paths));
    path
}

/// The image of all modules; None: too large.
fn pack(modules: &Modules<'_>, library: &HashMap<&str, image::Module<'static>>) -> Option<Vec<u8>> {
    let packed = |bytes: &[u8]| zstd::bulk::compress(bytes, LEVEL).ok().map(|packed| (packed, bytes.len()));
    struct Made<'m> {
        name: &'m str,
        file: &'m str,
        flags: u16,
        code: Option<(Vec<u8>, usize)>,
        source: Option<(Vec<u8>, usize)>,
    }
    let mut made = Vec::new();
    let mut rows = Vec::new();
    let mut namespaces = Vec::new();
    for (name, found) in &modules.found {
        match found {
            Found::Native => {}
            Found::Library => rows.extend(library.get(name.as_str()).copied()),
            Found::Namespace { .. } => namespaces.push((name, name.replace('.', "/"))),
            Found::Program { file, package, unit } => made.push(Made {
                name,
                file,
                flags: if *package { image::PACKAGE } else { 0 },
                code: unit.code.as_ref().and_then(|code| packed(&marshal::write(code))),
                source: unit.source.as_deref().and_then(packed),
            }),
        }
    }
    let mut rows: Vec<image::Module<'_>> = rows;
    rows.extend(namespaces.iter().map(|(name, file)| image::Module {
        name,
        file,
        flags: image::NAMESPACE,
        code: None,
        source: None,
    }));
    rows.extend(made.iter().map(|made| image::Module {
        name: made.name,
        file: made.file,
        flags: made.flags,
        code: as_part(&made.code),
        source: as_part(&made.source),
    }));
    image::write(&rows)
}

fn as_part(packed: &Option<(Vec<u8>, usize)>) -> Option<Part<'_>> {
    packed.as_ref().map(|(packed, size)| Part { packed, size: *size })
}
