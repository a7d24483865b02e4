//! The command line to a [`Command`].
//!
//! Options end at the program: what follows belongs to it. Short flags combine as in `python3`
//! (`-OOc CODE`, `-Wdefault`); ours are long.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use taipan_abi::options::{self, Options, State};

use crate::bench;
use crate::build;
use crate::dis;
use crate::help;
use crate::python::{self, Effect, Python};

/// Whether a command is there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Ready,
    NotYet,
}

pub struct CommandRow {
    pub name: &'static str,
    pub arguments: &'static str,
    pub help: &'static str,
    pub standing: Standing,
}

const fn command(name: &'static str, arguments: &'static str, help: &'static str, standing: Standing) -> CommandRow {
    CommandRow { name, arguments, help, standing }
}

/// Words that are commands where a program is expected. A file of that name is reached as `./run`.
pub const COMMANDS: &[CommandRow] = &[
    command("run", "FILE ...", "run a program, as without the word", Standing::Ready),
    command("bench", "FILE...", "measure programs against other Pythons", Standing::Ready),
    command("dis", "FILE", "show bytecode", Standing::Ready),
    command("build", "FILE", "make an executable", Standing::Ready),
    command("annotate", "FILE", "show the machine code beside the source", Standing::NotYet),
    command("report", "FILE", "say what is not compiled, and why", Standing::NotYet),
];

/// What is run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Program {
    Code(OsString),
    Module(OsString),
    File(OsString),
    /// Standard input; `named` if it was asked for with `-`.
    Stdin {
        named: bool,
    },
}

/// A program and how to run it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    pub program: Program,
    /// What follows the program: `sys.argv[1:]`.
    pub arguments: Vec<OsString>,
    pub python: Python,
    pub options: Options,
}

#[derive(Debug)]
pub enum Command {
    Run(Box<Run>),
    Help(String),
    Version,
    Bench(bench::Request),
    Build(build::Request),
    Dis(dis::Request),
}

/// A command line that cannot be followed; the exit status is 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageError(pub String);

/// Reads the command line, the executable's name first, and the variables that stand for options.
pub fn parse(
    arguments: impl IntoIterator<Item = OsString>,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<Command, UsageError> {
    let mut arguments = arguments.into_iter();
    let executable = arguments.next().unwrap_or_else(|| "taipan".into());
    let executable = executable.to_string_lossy().into_owned();
    let mut reader = Reader {
        rest: arguments.collect::<Vec<_>>().into_iter(),
        python: Python::default(),
        options: Options::default(),
        wants_help: false,
        wants_version: false,
    };
    let variables = reader.read_variables(variable);
    let program = reader.command().map_err(|problem| match problem {
        Problem::Usage(text) => {
            UsageError(format!("{text}\n{}\nTry `taipan -h' for more information.", help::usage(&executable)))
        }
        Problem::Plain(text) => UsageError(text),
    })?;
    let program = match program {
        Parsed::Program(program) => program,
        Parsed::Bench => {
            let request = bench::parse(reader.rest).map_err(|problem| mistaken(&problem, "bench"))?;
            return Ok(request.map_or_else(|| Command::Help(bench::help(&executable)), Command::Bench));
        }
        Parsed::Build => {
            let request = build::parse(reader.rest).map_err(|problem| mistaken(&problem, "build"))?;
            return Ok(request.map_or_else(|| Command::Help(build::help(&executable)), Command::Build));
        }
        Parsed::Dis => {
            let request = dis::parse(reader.rest).map_err(|problem| mistaken(&problem, "dis"))?;
            return Ok(request.map_or_else(|| Command::Help(dis::help(&executable)), Command::Dis));
        }
    };
    if reader.wants_help {
        return Ok(Command::Help(help::text(&executable)));
    }
    if reader.wants_version {
        return Ok(Command::Version);
    }
    variables?;
    let Reader { rest, mut python, options, .. } = reader;
    python.read_environment(variable);
    Ok(Command::Run(Box::new(Run { program, arguments: rest.collect(), python, options })))
}

/// What is wrong with the arguments of a command.
fn mistaken(problem: &str, command: &str) -> UsageError {
    UsageError(format!("{problem}\nTry `taipan {command} --help' for more information."))
}

/// What is wrong, with the usage line or without.
enum Problem {
    Usage(String),
    Plain(String),
}

fn usage<T>(text: impl Into<String>) -> Result<T, Problem> {
    Err(Problem::Usage(text.into()))
}

/// A program, or a command with arguments of its own.
enum Parsed {
    Program(Program),
    Bench,
    Build,
    Dis,
}

struct Reader {
    rest: std::vec::IntoIter<OsString>,
    python: Python,
    options: Options,
    wants_help: bool,
    wants_version: bool,
}

impl Reader {
    /// Sets options from their variables, before the flags, which win.
    fn read_variables(&mut self, variable: &dyn Fn(&str) -> Option<String>) -> Result<(), UsageError> {
        for row in options::ROWS {
            let name = row.variable();
            let Some(text) = variable(&name).filter(|text| !text.is_empty()) else { continue };
            if row.state == State::NotYet {
                if row.is_switch() && text == "0" {
                    continue;
                }
                return Err(UsageError(format!("taipan: {name}: there is nothing yet that it could steer")));
            }
            row.set(&mut self.options, &text).map_err(|problem| UsageError(format!("taipan: {name}: {problem}")))?;
        }
        Ok(())
    }

    /// Everything up to the program; a leading command word is part of it.
    fn command(&mut self) -> Result<Parsed, Problem> {
        let program = |program| Ok(Parsed::Program(program));
        let mut may_be_command = true;
        loop {
            let Some(argument) = self.rest.next() else { return program(Program::Stdin { named: false }) };
            let bytes = argument.as_bytes();
            if bytes == b"-" {
                return program(Program::Stdin { named: true });
            }
            if bytes == b"--" {
                let next = self.rest.next();
                return program(next.map_or(Program::Stdin { named: false }, Program::File));
            }
            if let Some(name) = bytes.strip_prefix(b"--") {
                self.long(name)?;
            } else if let Some(letters) = bytes.strip_prefix(b"-") {
                if let Some(found) = self.short(letters)? {
                    return program(found);
                }
            } else {
                let row = COMMANDS.iter().find(|row| may_be_command && row.name.as_bytes() == bytes);
                match row {
                    None => return program(Program::File(argument)),
                    Some(row) if row.standing == Standing::NotYet => {
                        let name = row.name;
                        return Err(Problem::Plain(format!(
                            "taipan: the command '{name}' is not there yet (a program of that name: ./{name})"
                        )));
                    }
                    Some(row) if row.name == "bench" => return Ok(Parsed::Bench),
                    Some(row) if row.name == "build" => return Ok(Parsed::Build),
                    Some(row) if row.name == "dis" => return Ok(Parsed::Dis),
                    Some(_) => may_be_command = false,
                }
            }
        }
    }

    fn long(&mut self, name: &[u8]) -> Result<(), Problem> {
        let text = String::from_utf8_lossy(name);
        let (name, value) = text.split_once('=').map_or((&*text, None), |(name, value)| (name, Some(value.to_owned())));
        match name {
            "help" | "help-all" | "help-env" | "help-xoptions" if value.is_none() => self.wants_help = true,
            "version" if value.is_none() => self.wants_version = true,
            "check-hash-based-pycs" => match self.value(name, value)?.as_str() {
                "always" | "default" | "never" => {}
                _ => return usage("--check-hash-based-pycs must be one of 'default', 'always', or 'never'"),
            },
            _ => {
                let Some(row) = options::row(name) else { return usage(format!("Unknown option: --{text}")) };
                if row.is_switch() && value.is_some() {
                    return usage(format!("No argument expected for the --{name} option"));
                }
                let value = if row.is_switch() { String::new() } else { self.value(name, value)? };
                if row.state == State::NotYet {
                    let text = format!("taipan: --{name}: there is nothing yet that it could steer");
                    return Err(Problem::Plain(text));
                }
                let set = row.set(&mut self.options, &value);
                set.map_err(|problem| Problem::Plain(format!("taipan: --{name}: {problem}")))?;
            }
        }
        Ok(())
    }

    fn value(&mut self, name: &str, attached: Option<String>) -> Result<String, Problem> {
        if let Some(value) = attached {
            return Ok(value);
        }
        match self.rest.next() {
            Some(value) => Ok(value.to_string_lossy().into_owned()),
            None => usage(format!("Argument expected for the --{name} option")),
        }
    }

    /// The letters of one argument. A program, if one of them gives it.
    fn short(&mut self, letters: &[u8]) -> Result<Option<Program>, Problem> {
        for (at, &letter) in letters.iter().enumerate() {
            let letter = char::from(letter);
            let Some(row) = python::ROWS.iter().find(|row| row.letter == letter) else {
                return usage(format!("Unknown option: -{letter}"));
            };
            if !row.value.is_empty() {
                let attached = &letters[at + 1..];
                let value = match (attached.is_empty(), self.rest.as_slice().is_empty()) {
                    (false, _) => OsString::from_vec(attached.to_vec()),
                    (true, false) => self.rest.next().unwrap_or_default(),
                    (true, true) => return usage(format!("Argument expected for the -{letter} option")),
                };
                return Ok(self.valued(row.effect, &value));
            }
            match row.effect {
                Effect::Count(field) => {
                    let field = field(&mut self.python);
                    *field = field.saturating_add(1);
                }
                Effect::Isolate => self.python.isolate(),
                Effect::Help => self.wants_help = true,
                Effect::Version => self.wants_version = true,
                Effect::Nothing | Effect::Keep(_) | Effect::Code | Effect::Module => {}
            }
        }
        Ok(None)
    }

    fn valued(&mut self, effect: Effect, value: &OsStr) -> Option<Program> {
        match effect {
            Effect::Code => return Some(Program::Code(value.to_owned())),
            Effect::Module => return Some(Program::Module(value.to_owned())),
            Effect::Keep(field) => field(&mut self.python).push(value.to_string_lossy().into_owned()),
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests;
