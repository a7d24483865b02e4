//! What the environment asks of a run.
//!
//! | variable | meaning |
//! |---|---|
//! | `TAIPAN_TEST_MODES=a,b` | run these modes of [`super::modes::MODES`] instead of the enabled ones |
//! | `TAIPAN_TEST_FILTER=text` | run only programs whose path contains the text |
//! | `TAIPAN_TEST_BINARY=path` | test this executable instead of the one just built |
//! | `TAIPAN_TEST_FULL=1` | run the examples at their full sizes |
//! | `TAIPAN_BLESS=1` | record all `.out` files anew with `TAIPAN_CPYTHON=path` |

use std::env;
use std::path::PathBuf;

use super::modes::{self, Mode};

pub struct Settings {
    pub modes: Vec<&'static Mode>,
    pub filter: Option<String>,
    pub binary: PathBuf,
    pub full_examples: bool,
    /// The interpreter to record with, where recording is what was asked for.
    pub bless_with: Option<PathBuf>,
}

impl Settings {
    /// Reads the environment; `arguments` are those of the command line without the program's
    /// name, of which the first that is no flag is a filter, as for any `cargo test`.
    pub fn read(built: &str, arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut filter = variable("TAIPAN_TEST_FILTER");
        for argument in arguments {
            if !argument.starts_with('-') {
                filter.get_or_insert(argument);
            }
        }
        let modes = match variable("TAIPAN_TEST_MODES") {
            Some(names) => names.split(',').map(modes::by_name).collect::<Result<_, _>>()?,
            None => modes::ENABLED.iter().map(|name| modes::by_name(name)).collect::<Result<_, _>>()?,
        };
        let bless_with = match variable("TAIPAN_BLESS") {
            Some(_) => Some(
                variable("TAIPAN_CPYTHON")
                    .map(PathBuf::from)
                    .ok_or("TAIPAN_BLESS records with CPython 3.14: set TAIPAN_CPYTHON to its executable")?,
            ),
            None => None,
        };
        Ok(Settings {
            modes,
            filter,
            binary: variable("TAIPAN_TEST_BINARY").unwrap_or_else(|| built.to_owned()).into(),
            full_examples: variable("TAIPAN_TEST_FULL").is_some(),
            bless_with,
        })
    }

    pub fn wants(&self, id: &str) -> bool {
        self.filter.as_ref().is_none_or(|text| id.contains(text.as_str()))
    }
}

/// A variable that is set to something; `0` and the empty string count as not set.
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty() && value != "0")
}
