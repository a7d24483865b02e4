//! Frozen modules: those of an image ([`taipan_abi::image`]), the library's and a program's.
//!
//! The library's are what `_imp` calls frozen. A program's pretend to be files below a folder: the one in which
//! the executable lies.

use std::collections::{HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::path::Path;

use taipan_abi::code::Text;
use taipan_abi::image::{self, Module, Part};

use crate::builtins::code::Code;
use crate::object::value::Ref;
use crate::startup;
use crate::thread::{PyResult, Thread};

/// Turns marshalled, compressed code into a code object; its file name is replaced where one is given.
pub type Loader = fn(&Thread, Part<'_>, filename: Option<&Text>) -> PyResult<Ref<Code>>;
/// Unpacks bytes; None if they are damaged.
pub type Unpacker = fn(Part<'_>) -> Option<Vec<u8>>;

/// The modules of an image.
pub struct Frozen {
    library: HashMap<&'static str, Module<'static>>,
    program: HashMap<&'static str, Module<'static>>,
    /// The program's modules by file; a main module that is also imported has one entry.
    files: HashMap<&'static str, Module<'static>>,
    /// Folders that hold modules of the program, in terms of its own.
    folders: HashSet<&'static str>,
    folder: OsString,
    tools: Option<(Loader, Unpacker)>,
}

impl Frozen {
    /// No frozen modules.
    pub fn empty() -> Frozen {
        Frozen {
            library: HashMap::new(),
            program: HashMap::new(),
            files: HashMap::new(),
            folders: HashSet::new(),
            folder: OsString::new(),
            tools: None,
        }
    }

    /// The modules of an image; None if it is damaged. The program's are to be found in a folder.
    pub fn new(image: &'static [u8], folder: OsString, loader: Loader, unpacker: Unpacker) -> Option<Frozen> {
        let mut frozen = Frozen { folder, tools: Some((loader, unpacker)), ..Frozen::empty() };
        for module in image::read(image)? {
            if module.file.is_empty() {
                frozen.library.insert(module.name, module);
                continue;
            }
            frozen.program.insert(module.name, module);
            frozen.files.insert(module.file, module);
            let inner = Path::new(module.file).ancestors().skip(1).filter_map(Path::to_str);
            frozen.folders.extend(inner);
        }
        Some(frozen)
    }

    pub fn contains(&self, name: &str) -> bool {
        self.library.contains_key(name)
    }

    /// Whether the library's module is a package; None if it is not frozen.
    pub fn is_package(&self, name: &str) -> Option<bool> {
        self.library.get(name).map(Module::is_package)
    }

    /// The code of a module of the library; None if it is not frozen.
    pub fn code(&self, t: &Thread, name: &str) -> PyResult<Option<Ref<Code>>> {
        let code = self.library.get(name).and_then(|module| module.code);
        let (Some(code), Some((loader, _))) = (code, self.tools) else { return Ok(None) };
        loader(t, code, None).map(Some)
    }

    /// The library's modules.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.library.keys().copied()
    }

    /// A module of the program.
    pub fn program(&self, name: &str) -> Option<&Module<'static>> {
        self.program.get(name)
    }

    /// The names of the program's modules.
    pub fn program_names(&self) -> impl Iterator<Item = &'static str> {
        self.program.keys().copied()
    }

    /// The code of a module of the program; None if it has none.
    pub fn program_code(&self, t: &Thread, name: &str) -> PyResult<Option<Ref<Code>>> {
        let Some(module) = self.program.get(name) else { return Ok(None) };
        let (Some(code), Some((loader, _))) = (module.code, self.tools) else { return Ok(None) };
        let filename = Text::from_wtf8(&startup::os_wtf8(&self.path(module.file)));
        loader(t, code, Some(&filename)).map(Some)
    }

    /// The full path of a file or folder of the program.
    pub fn path(&self, file: &str) -> OsString {
        if file.is_empty() { self.folder.clone() } else { Path::new(&self.folder).join(file).into_os_string() }
    }

    /// A full path in terms of the program's folder, if it lies below.
    fn relative<'p>(&self, path: &'p OsStr) -> Option<&'p str> {
        let below = path.as_encoded_bytes().strip_prefix(self.folder.as_encoded_bytes())?;
        if below.is_empty() {
            return Some("");
        }
        // The root ends in the slash that others have behind them.
        let below = below.strip_prefix(b"/").or((self.folder == "/").then_some(below))?;
        std::str::from_utf8(below).ok()
    }

    /// Whether modules of the program lie in a folder.
    pub fn is_folder(&self, path: &OsStr) -> bool {
        self.relative(path).is_some_and(|below| self.folders.contains(below))
    }

    /// The source of the program's file at a path; None where no source is inside.
    pub fn source(&self, path: &OsStr) -> Option<Vec<u8>> {
        if self.files.is_empty() {
            return None;
        }
        let source = self.files.get(self.relative(path)?)?.source?;
        let (_, unpack) = self.tools?;
        unpack(source)
    }
}
