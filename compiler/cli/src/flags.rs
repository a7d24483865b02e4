//! Flags of the commands that have their own (`bench`, `build`, `dis`): `--name`, `--name value`, `--name=value`.

use std::ffi::OsString;

/// A flag's row.
pub struct Flag {
    pub name: &'static str,
    /// What the help calls the value; empty for a switch.
    pub value: &'static str,
    pub help: &'static str,
}

/// What was given: flags with their values in order, and the rest.
#[derive(Debug, Default)]
pub struct Given {
    pub flags: Vec<(&'static str, String)>,
    pub files: Vec<OsString>,
    pub help: bool,
}

impl Given {
    pub fn has(&self, name: &str) -> bool {
        self.flags.iter().any(|(flag, _)| *flag == name)
    }

    /// The value that was given last.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values(name).last().copied()
    }

    pub fn values(&self, name: &str) -> Vec<&str> {
        self.flags.iter().filter(|(flag, _)| *flag == name).map(|(_, value)| value.as_str()).collect()
    }
}

/// Sorts arguments by the rows. What follows `--` is no flag.
pub fn read(rows: &'static [Flag], arguments: impl IntoIterator<Item = OsString>) -> Result<Given, String> {
    let mut given = Given::default();
    let mut rest = arguments.into_iter();
    while let Some(argument) = rest.next() {
        let text = argument.to_str().unwrap_or_default();
        if text == "--" {
            given.files.extend(rest);
            return Ok(given);
        }
        if text == "-h" || text == "--help" {
            given.help = true;
            continue;
        }
        let Some(name) = text.strip_prefix("--") else {
            if text.len() > 1 && text.starts_with('-') {
                return Err(format!("Unknown option: {text}"));
            }
            given.files.push(argument);
            continue;
        };
        let (name, value) = name.split_once('=').map_or((name, None), |(name, value)| (name, Some(value.to_owned())));
        let row = rows.iter().find(|row| row.name == name).ok_or_else(|| format!("Unknown option: --{name}"))?;
        let value = match (row.value.is_empty(), value) {
            (true, None) => String::new(),
            (true, Some(_)) => return Err(format!("No argument expected for the --{name} option")),
            (false, Some(value)) => value,
            (false, None) => rest
                .next()
                .map(|value| value.to_string_lossy().into_owned())
                .ok_or_else(|| format!("Argument expected for the --{name} option"))?,
        };
        given.flags.push((row.name, value));
    }
    Ok(given)
}

#[cfg(test)]
mod tests {
    use super::*;

    static ROWS: &[Flag] = &[Flag { name: "runs", value: "N", help: "" }, Flag { name: "quick", value: "", help: "" }];

    fn given(line: &str) -> Result<Given, String> {
        read(ROWS, line.split(' ').map(OsString::from))
    }

    #[test]
    fn values_come_either_way() {
        let found = given("a --runs 3 --quick b --runs=4 -- --quick").unwrap();
        assert_eq!(found.value("runs"), Some("4"));
        assert_eq!(found.values("runs"), ["3", "4"]);
        assert!(found.has("quick"));
        assert_eq!(found.files, ["a", "b", "--quick"]);
    }

    #[test]
    fn mistakes_are_named() {
        assert_eq!(given("--walk").unwrap_err(), "Unknown option: --walk");
        assert_eq!(given("-z").unwrap_err(), "Unknown option: -z");
        assert_eq!(given("--runs").unwrap_err(), "Argument expected for the --runs option");
        assert_eq!(given("--quick=1").unwrap_err(), "No argument expected for the --quick option");
    }
}
