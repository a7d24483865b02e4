//! Python's own flags: one row makes the flag, its `PYTHON*` variable and the line of the help.
//!
//! Meanings are those of CPython 3.14 (`python3 --help-all`, "Command line and environment" of its manual).

/// What Python's flags and `PYTHON*` variables ask for; most of it is shown by `sys.flags`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Python {
    pub debug: u8,
    pub inspect: u8,
    pub optimize: u8,
    pub dont_write_bytecode: u8,
    pub no_user_site: u8,
    pub no_site: u8,
    pub ignore_environment: u8,
    pub verbose: u8,
    pub bytes_warning: u8,
    pub quiet: u8,
    pub isolated: u8,
    pub safe_path: u8,
    pub unbuffered: u8,
    pub skip_first_line: u8,
    /// Arguments of `-W` in order, those of `PYTHONWARNINGS` first.
    pub warnings: Vec<String>,
    /// Arguments of `-X` in order.
    pub extras: Vec<String>,
}

/// What a flag does.
#[derive(Clone, Copy)]
pub enum Effect {
    /// Raises a counter.
    Count(fn(&mut Python) -> &mut u8),
    /// Keeps a value.
    Keep(fn(&mut Python) -> &mut Vec<String>),
    /// Accepted for the sake of old scripts.
    Nothing,
    Isolate,
    Help,
    Version,
    /// The value is the program.
    Code,
    /// The value names the program.
    Module,
}

pub struct Row {
    pub letter: char,
    /// What the help calls the value; empty where there is none.
    pub value: &'static str,
    /// The variable that does the same; empty where there is none.
    pub variable: &'static str,
    /// Empty: not listed.
    pub help: &'static str,
    pub effect: Effect,
}

const fn row(letter: char, value: &'static str, variable: &'static str, help: &'static str, effect: Effect) -> Row {
    Row { letter, value, variable, help, effect }
}

use Effect::{Code, Count, Help, Isolate, Keep, Module, Nothing, Version};

/// Every flag, in the order of the help.
pub const ROWS: &[Row] = &[
    row('c', "CODE", "", "run CODE (ends the options)", Code),
    row('m', "MODULE", "", "run a module as a script (ends the options)", Module),
    row('b', "", "", "warn when bytes are compared with or made into str; -bb: raise", Count(|p| &mut p.bytes_warning)),
    row('B', "", "PYTHONDONTWRITEBYTECODE", "write no .pyc files", Count(|p| &mut p.dont_write_bytecode)),
    row('d', "", "PYTHONDEBUG", "", Count(|p| &mut p.debug)),
    row('E', "", "", "ignore the PYTHON* variables", Count(|p| &mut p.ignore_environment)),
    row('i', "", "PYTHONINSPECT", "prompt after the program (not there yet)", Count(|p| &mut p.inspect)),
    row('I', "", "", "isolated: -E, -P and -s", Isolate),
    row('O', "", "PYTHONOPTIMIZE", "drop assert and __debug__ code; -OO: docstrings too", Count(|p| &mut p.optimize)),
    row('P', "", "PYTHONSAFEPATH", "do not put the program's folder on sys.path", Count(|p| &mut p.safe_path)),
    row('q', "", "", "no greeting at the prompt", Count(|p| &mut p.quiet)),
    row('s', "", "PYTHONNOUSERSITE", "leave the user's site-packages out", Count(|p| &mut p.no_user_site)),
    row('S', "", "", "do not import site", Count(|p| &mut p.no_site)),
    row('u', "", "PYTHONUNBUFFERED", "write stdout and stderr without a buffer", Count(|p| &mut p.unbuffered)),
    row('v', "", "PYTHONVERBOSE", "trace imports on stderr; -vv: more", Count(|p| &mut p.verbose)),
    row('W', "RULE", "PYTHONWARNINGS", "action:message:category:module:line for warnings", Keep(|p| &mut p.warnings)),
    row('x', "", "", "skip the first line of the program", Count(|p| &mut p.skip_first_line)),
    row('X', "OPTION", "", "put OPTION into sys._xoptions", Keep(|p| &mut p.extras)),
    row('R', "", "", "", Nothing),
    row('t', "", "", "", Nothing),
    row('h', "", "", "show this help (--help)", Help),
    row('?', "", "", "", Help),
    row('V', "", "", "show the version (--version)", Version),
];

impl Python {
    /// Adds what the environment asks for, unless the flags say to ignore it.
    pub fn read_environment(&mut self, variable: &dyn Fn(&str) -> Option<String>) {
        if self.ignore_environment > 0 {
            return;
        }
        for row in ROWS.iter().filter(|row| !row.variable.is_empty()) {
            let Some(text) = variable(row.variable).filter(|text| !text.is_empty()) else { continue };
            match row.effect {
                Count(field) => {
                    // Whatever is no number counts as 1.
                    let level = text.trim().parse().map_or(1, |n: u8| n);
                    let field = field(self);
                    *field = level.max(*field);
                }
                Keep(field) => {
                    field(self).splice(0..0, text.split(',').map(str::to_owned));
                }
                _ => {}
            }
        }
    }

    /// `sys.warnoptions`: flags that imply rules come around the rules that were given.
    pub fn warn_options(&self) -> Vec<String> {
        let mut rules = self.warnings.clone();
        if self.extras.iter().any(|option| option == "dev") {
            rules.insert(0, "default".into());
        }
        match self.bytes_warning {
            0 => {}
            1 => rules.push("default::BytesWarning".into()),
            _ => rules.push("error::BytesWarning".into()),
        }
        rules
    }

    pub fn isolate(&mut self) {
        for field in [&mut self.isolated, &mut self.ignore_environment, &mut self.safe_path, &mut self.no_user_site] {
            *field = (*field).max(1);
        }
    }
}
