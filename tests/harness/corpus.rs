//! Finds the programs: `tests/differential/<area>/<name>.py` and `examples/<name>.py`.
//!
//! A program is a `.py` file directly inside an area's folder; folders below it hold the modules
//! that programs import. Beside a program lie its recorded outcome (`.out`) and, if it reads
//! standard input, what it is given (`.in`). Examples keep their outcomes in `examples/expected`
//! and run with a small size, given as an argument, unless full sizes are asked for.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The sizes at which examples are quick even in a debug build; one row per example.
const SMALL_SIZES: &[(&str, &str)] = &[
    ("binary_trees", "8"),
    ("calculator", "60"),
    ("exceptions", "4000"),
    ("fannkuch", "7"),
    ("fib", "20"),
    ("json_codec", "60"),
    ("mandelbrot", "48"),
    ("matmul", "24"),
    ("nbody", "2000"),
    ("nqueens", "7"),
    ("pidigits", "200"),
    ("richards", "1"),
    ("sha256", "4"),
    ("sieve", "20000"),
    ("spectral_norm", "40"),
    ("wordcount", "1000"),
];

pub struct Program {
    /// `area/name.py`: how reports and the list of expected failures call it.
    pub id: String,
    pub area: String,
    /// The folder it runs in.
    pub folder: PathBuf,
    /// Its name in that folder, which is how tracebacks call it.
    pub file: String,
    pub argument: Argument,
    pub input: Option<PathBuf>,
    pub recorded: PathBuf,
}

/// The one argument that a program is given.
pub enum Argument {
    /// The path of an empty folder of its own, for the files it writes.
    Scratch,
    Size(&'static str),
    None,
}

/// Which outcome of the examples is wanted.
#[derive(Clone, Copy, PartialEq)]
pub enum Sizes {
    Small,
    Full,
    Both,
}

/// All programs in the order of their ids.
pub fn find(root: &Path, sizes: Sizes) -> Result<Vec<Program>, String> {
    let mut programs = Vec::new();
    let corpus = root.join("tests/differential");
    for area in entries(&corpus)?.into_iter().filter(|entry| corpus.join(entry).is_dir()) {
        let folder = corpus.join(&area);
        let files: BTreeSet<String> = entries(&folder)?.into_iter().collect();
        for file in &files {
            let path = folder.join(file);
            if let Some(stem) = file.strip_suffix(".py") {
                let input = format!("{stem}.in");
                programs.push(Program {
                    id: format!("{area}/{file}"),
                    area: area.clone(),
                    folder: folder.clone(),
                    file: file.clone(),
                    argument: Argument::Scratch,
                    input: files.contains(&input).then(|| folder.join(input)),
                    recorded: path.with_extension("out"),
                });
            } else if let Some(stem) = file.strip_suffix(".out").or(file.strip_suffix(".in"))
                && !files.contains(&format!("{stem}.py"))
            {
                return Err(format!("{} belongs to no program", path.display()));
            }
        }
    }
    examples(&root.join("examples"), sizes, &mut programs)?;
    Ok(programs)
}

fn examples(folder: &Path, sizes: Sizes, programs: &mut Vec<Program>) -> Result<(), String> {
    for file in entries(folder)? {
        let Some(stem) = file.strip_suffix(".py") else { continue };
        let (_, small) = SMALL_SIZES
            .iter()
            .find(|(name, _)| *name == stem)
            .ok_or_else(|| format!("examples/{file} has no small size; add a row to SMALL_SIZES in {}", file!()))?;
        let program = |argument, suffix| Program {
            id: format!("examples/{file}"),
            area: "examples".to_owned(),
            folder: folder.to_owned(),
            file: file.clone(),
            argument,
            input: None,
            recorded: folder.join("expected").join(format!("{stem}{suffix}")),
        };
        if sizes != Sizes::Full {
            programs.push(program(Argument::Size(small), ".small.out"));
        }
        if sizes != Sizes::Small {
            programs.push(program(Argument::None, ".out"));
        }
    }
    Ok(())
}

/// The names in a folder, sorted.
fn entries(folder: &Path) -> Result<Vec<String>, String> {
    let problem = |error| format!("cannot list {}: {error}", folder.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(problem)? {
        names.push(entry.map_err(problem)?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}
