//! Which modules go into an executable: the program, what its bytecode imports, what that imports, and so on.
//!
//! Modules are looked for in the order of imports: native ones, the library, the folders of the module path. Code
//! that computes the names of modules is seen through only where [`COMPUTED`] says so; `--include` is for the rest.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use taipan_abi::code::CodeObject;
use taipan_abi::image;

use super::imports::{self, Import};
use super::live::Live;
use super::source::{self, Unit};

/// What the runtime itself imports, at start-up or on behalf of a builtin.
const NEEDED: &[&str] = &["_frozen_importlib", "_frozen_importlib_external", "_taipan_importer", "copyreg"];

/// Other names of needed modules, under which importlib enters them itself.
const ALIASES: &[&str] = &["importlib._bootstrap", "importlib._bootstrap_external"];

/// Imports that only happen on behalf of the module that is imported, or of one that imports it itself: nobody gets
/// there otherwise.
const BACK_EDGES: &[(&str, &[&str])] =
    &[("_frozen_importlib_external", &["importlib.metadata", "importlib.readers", "tokenize"])];

/// Modules of the library that import others by names they compute: these, or all below where it ends in a dot.
const COMPUTED: &[(&str, &[&str])] = &[
    ("dbm", &["dbm."]),
    ("encodings", &["encodings."]),
    ("multiprocessing", &["multiprocessing."]),
    ("xml.dom.domreg", &["xml.dom.minidom"]),
    ("xml.sax", &["xml.sax.expatreader"]),
];

/// A module that goes in.
pub enum Found {
    /// Of the library's image.
    Library,
    /// Of the program: its file below the program's folder, and what is in it.
    Program { file: String, package: bool, unit: Box<Unit> },
    /// A part of a namespace package.
    Namespace { folders: Vec<PathBuf> },
    /// Nothing needs to go in for it.
    Native,
}

/// Where modules come from.
pub struct Places<'a> {
    pub natives: &'a [&'static str],
    /// The library's image.
    pub library: &'a HashMap<&'static str, image::Module<'static>>,
    /// The folders of the module path.
    pub path: Vec<PathBuf>,
    pub unpack: &'a dyn Fn(&str) -> Option<CodeObject>,
}

/// Modules to go in, and what could not be found.
pub struct Modules<'a> {
    places: &'a Places<'a>,
    pub found: BTreeMap<String, Found>,
    /// Names that no module has, each with the file of the program that imports it.
    pub missing: BTreeMap<String, String>,
    refused: HashSet<String>,
    /// The folders of the program's packages.
    folders: HashMap<String, PathBuf>,
    packages: HashSet<String>,
    live: Live,
}

impl<'a> Modules<'a> {
    pub fn new(places: &'a Places<'a>) -> Modules<'a> {
        Modules {
            places,
            found: BTreeMap::new(),
            missing: BTreeMap::new(),
            refused: HashSet::new(),
            folders: HashMap::new(),
            packages: HashSet::new(),
            live: Live::default(),
        }
    }

    /// What the runtime needs.
    pub fn add_needed(&mut self) {
        for name in NEEDED {
            self.need(name);
        }
    }

    /// The program itself.
    pub fn add_main(&mut self, file: String, unit: Box<Unit>) {
        if let Some(code) = unit.code.clone() {
            self.open(image::MAIN, false, code, true);
        }
        self.found.insert(image::MAIN.to_owned(), Found::Program { file, package: false, unit });
    }

    /// A module and the packages around it. False: there is none of the name.
    pub fn need(&mut self, name: &str) -> bool {
        if self.found.contains_key(name) {
            return true;
        }
        if name.is_empty() || self.refused.contains(name) {
            return false;
        }
        let parent = name.rsplit_once('.').map(|(parent, _)| parent);
        if parent.is_some_and(|parent| !self.need(parent)) || !self.find(name, parent) {
            self.refused.insert(name.to_owned());
            return false;
        }
        for more in COMPUTED.iter().filter(|(module, _)| *module == name).flat_map(|(_, more)| *more) {
            if more.ends_with('.') {
                self.need_all(more);
            } else {
                self.need(more);
            }
        }
        true
    }

    /// Everything of the library below a package.
    fn need_all(&mut self, prefix: &str) {
        let names: BTreeSet<&str> =
            self.places.library.keys().copied().filter(|name| name.starts_with(prefix)).collect();
        for name in names {
            self.need(name);
        }
    }

    fn find(&mut self, name: &str, parent: Option<&str>) -> bool {
        let last = name.rsplit('.').next().unwrap_or(name);
        let folders = match parent.map(|parent| &self.found[parent]) {
            _ if ALIASES.contains(&name) || parent.is_none() && self.places.natives.contains(&name) => {
                self.found.insert(name.to_owned(), Found::Native);
                return true;
            }
            None | Some(Found::Library) if self.places.library.contains_key(name) => {
                if let Some(code) = (self.places.unpack)(name) {
                    let package = self.places.library[name].is_package();
                    self.open(name, package, code, NEEDED.contains(&name));
                }
                self.found.insert(name.to_owned(), Found::Library);
                return true;
            }
            None => self.places.path.clone(),
            Some(Found::Namespace { folders }) => folders.clone(),
            Some(Found::Program { package: true, .. }) => {
                parent.and_then(|parent| self.folders.get(parent)).cloned().into_iter().collect()
            }
            Some(_) => return false,
        };
        let mut portions = Vec::new();
        for folder in &folders {
            let inner = folder.join(last);
            let candidates = [
                (inner.join("__init__.py"), true),
                (inner.join("__init__.pyc"), true),
                (folder.join(format!("{last}.py")), false),
                (folder.join(format!("{last}.pyc")), false),
            ];
            for (path, package) in candidates {
                if path.is_file() {
                    return self.add_file(name, &path, package);
                }
            }
            if inner.is_dir() {
                portions.push(inner);
            }
        }
        let is_namespace = !portions.is_empty();
        if is_namespace {
            self.found.insert(name.to_owned(), Found::Namespace { folders: portions });
        }
        is_namespace
    }

    fn add_file(&mut self, name: &str, path: &Path, package: bool) -> bool {
        let below = name.replace('.', "/");
        let ending = if package { "/__init__.py" } else { ".py" };
        let compiled = if path.extension().is_some_and(|extension| extension == "pyc") { "c" } else { "" };
        let file = format!("{below}{ending}{compiled}");
        let Ok(bytes) = std::fs::read(path) else { return false };
        if package && let Some(folder) = path.parent() {
            self.folders.insert(name.to_owned(), folder.to_owned());
        }
        // What does not compile goes in as it is: the import will say what is wrong with it.
        let unit = source::unit(bytes, &file);
        if let Some(code) = unit.code.clone() {
            self.open(name, package, code, true);
        }
        self.found.insert(name.to_owned(), Found::Program { file, package, unit });
        true
    }

    /// Follows the imports of all modules.
    pub fn follow(&mut self) {
        loop {
            let fresh = self.live.take();
            if fresh.is_empty() {
                return;
            }
            for (name, code) in fresh {
                let package =
                    if self.packages.contains(&*name) { &name } else { name.rsplit_once('.').map_or("", |(p, _)| p) };
                for import in imports::of(&code, *name == *image::MAIN) {
                    let Some(target) = imports::absolute(&import, package) else { continue };
                    let is_back_edge = BACK_EDGES.iter().any(|(from, to)| **from == *name && to.contains(&&*target));
                    if !is_back_edge {
                        self.follow_one(&name, &import, &target);
                    }
                }
            }
        }
    }

    /// A module whose imports are to be followed.
    fn open(&mut self, name: &str, package: bool, code: CodeObject, whole: bool) {
        if package {
            self.packages.insert(name.to_owned());
        }
        self.live.add(&name.into(), Arc::new(code), whole);
    }

    fn follow_one(&mut self, importer: &str, import: &Import, target: &str) {
        if !self.need(target) {
            if let Some(Found::Program { file, .. }) = self.found.get(importer) {
                self.missing.entry(target.to_owned()).or_insert_with(|| file.clone());
            }
            return;
        }
        for taken in &import.taken {
            if taken == "*" {
                self.need_listed(target);
            } else {
                // An attribute, if it is no module.
                self.need(&format!("{target}.{taken}"));
            }
        }
    }

    /// The submodules that `from package import *` may take.
    fn need_listed(&mut self, package: &str) {
        let listed: Vec<String> = match self.found.get(package) {
            Some(Found::Program { package: true, unit, .. }) => unit
                .code
                .as_ref()
                .map_or(Vec::new(), |code| imports::strings(code).into_iter().map(str::to_owned).collect()),
            Some(Found::Library) if self.places.library[package].is_package() => (self.places.unpack)(package)
                .map_or(Vec::new(), |code| imports::strings(&code).into_iter().map(str::to_owned).collect()),
            _ => return,
        };
        for name in listed {
            let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80);
            if is_name {
                self.need(&format!("{package}.{name}"));
            }
        }
    }
}
