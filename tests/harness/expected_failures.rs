//! The list of known failures, `tests/differential/expected_failures.txt`.
//!
//! One per line: the program, a mode or `*` for all, and the reason, separated by blanks; `#`
//! opens a comment. A listed program that passes is an error too, so the list stays true.

use std::fs;
use std::path::Path;

use super::corpus::Program;
use super::modes;

pub struct ExpectedFailures {
    rows: Vec<Row>,
}

struct Row {
    id: String,
    mode: String,
    reason: String,
}

impl ExpectedFailures {
    pub const FILE: &str = "tests/differential/expected_failures.txt";

    pub fn read(root: &Path) -> Result<Self, String> {
        let text = fs::read_to_string(root.join(Self::FILE))
            .map_err(|error| format!("cannot read {}: {error}", Self::FILE))?;
        Self::parse(&text)
    }

    fn parse(text: &str) -> Result<Self, String> {
        let mut rows = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let problem = |what: &str| format!("{}:{}: {what}", Self::FILE, index + 1);
            let (id, rest) =
                line.split_once(char::is_whitespace).ok_or_else(|| problem("expected `path mode reason`"))?;
            let (mode, reason) =
                rest.trim().split_once(char::is_whitespace).ok_or_else(|| problem("a known failure needs a reason"))?;
            if mode != "*" {
                modes::by_name(mode).map_err(|error| problem(&error))?;
            }
            rows.push(Row { id: id.to_owned(), mode: mode.to_owned(), reason: reason.trim().to_owned() });
        }
        Ok(ExpectedFailures { rows })
    }

    /// Fails if a row names a program that does not exist.
    pub fn check_paths(&self, programs: &[Program]) -> Result<(), String> {
        match self.rows.iter().find(|row| programs.iter().all(|program| program.id != row.id)) {
            Some(row) => Err(format!("{}: there is no program {}", Self::FILE, row.id)),
            None => Ok(()),
        }
    }

    /// Why this program is known to fail in this mode.
    pub fn reason(&self, id: &str, mode: &str) -> Option<&str> {
        self.rows
            .iter()
            .find(|row| row.id == id && (row.mode == "*" || row.mode == mode))
            .map(|row| row.reason.as_str())
    }
}
