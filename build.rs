//! Freezes the standard library: every module of CPython's `Lib` as marshalled, compressed code in one image
//! (the format is described in `runtime/abi/src/image.rs`).

use std::fs;
use std::path::{Path, PathBuf};

use taipan_abi::code::Text;
use taipan_abi::image;
use taipan_abi::source::{Source, SourceCompiler, SourceMode, SourceRequest};
use taipan_frontend::{Frontend, marshal};

/// Parts of the library that need a display, are data for an interactive help, or another implementation's.
const LEFT_OUT: &[&str] = &[
    "idlelib",
    "turtledemo",
    "turtle.py",
    "tkinter",
    "test",
    "pydoc_data",
    "ensurepip",
    "lib2to3",
    "_pycodecs.py",
    "_dummy_os.py",
    "_dummy_thread.py",
    "dummy_threading.py",
    "site-packages",
    "__pycache__",
];

/// Names under which the runtime itself looks for importlib's parts.
const ALIASES: &[(&str, &str)] =
    &[("importlib._bootstrap", "_frozen_importlib"), ("importlib._bootstrap_external", "_frozen_importlib_external")];

const LEVEL: i32 = 12;

struct Module {
    name: String,
    package: bool,
    packed: Vec<u8>,
    size: usize,
}

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=runtime/lib");
    let mut modules = Vec::new();
    for root in [Path::new(rustpython_pylib::LIB_PATH), Path::new("runtime/lib")] {
        collect(root, root, &mut modules);
    }
    let mut frozen: Vec<Module> = Vec::new();
    for (name, package, path) in modules {
        let Some(module) = freeze(name, package, &path) else { continue };
        frozen.retain(|m| m.name != module.name);
        frozen.push(module);
    }
    for (original, alias) in ALIASES {
        if let Some(found) = frozen.iter().find(|m| m.name == *original) {
            let copy =
                Module { name: (*alias).to_string(), package: false, packed: found.packed.clone(), size: found.size };
            frozen.push(copy);
        }
    }
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let image = image(&frozen).expect("an image is smaller than 4 GB");
    fs::write(out.join("library.bin"), image).expect("the output folder can be written");
}

/// The modules below a folder: name, whether it is a package, file.
fn collect(root: &Path, folder: &Path, modules: &mut Vec<(String, bool, PathBuf)>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if LEFT_OUT.contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            if path.join("__init__.py").exists() {
                collect(root, &path, modules);
            }
            continue;
        }
        if path.extension().is_none_or(|e| e != "py") {
            continue;
        }
        let relative = path.strip_prefix(root).unwrap_or(&path).with_extension("");
        let parts: Vec<String> = relative.iter().map(|p| p.to_string_lossy().into_owned()).collect();
        let (parts, package) = match parts.split_last() {
            Some((last, front)) if last == "__init__" && !front.is_empty() => (front.to_vec(), true),
            _ => (parts, false),
        };
        modules.push((parts.join("."), package, path));
    }
}

/// A module's code. A file that does not compile is left out with a warning, never silently.
fn freeze(name: String, package: bool, path: &Path) -> Option<Module> {
    let source = fs::read(path).ok()?;
    let filename = Text::from(format!("<frozen {name}>").as_str());
    let request = SourceRequest {
        source: Source::Bytes(&source),
        filename: &filename,
        mode: SourceMode::Exec,
        future_flags: 0,
        optimize: 0,
        allow_incomplete_input: false,
    };
    match Frontend.compile(&request) {
        Ok(compiled) => {
            let bytes = marshal::write(&compiled.code);
            let packed = zstd::bulk::compress(&bytes, LEVEL).ok()?;
            Some(Module { name, package, packed, size: bytes.len() })
        }
        Err(fault) => {
            println!("cargo:warning=not frozen: {name}: {} (line {})", fault.message, fault.lineno);
            None
        }
    }
}

fn image(modules: &[Module]) -> Option<Vec<u8>> {
    image::write(&modules.iter().map(row).collect::<Vec<_>>())
}

fn row(module: &Module) -> image::Module<'_> {
    image::Module {
        name: &module.name,
        file: "",
        flags: if module.package { image::PACKAGE } else { 0 },
        code: Some(image::Part { packed: &module.packed, size: module.size }),
        source: None,
    }
}
