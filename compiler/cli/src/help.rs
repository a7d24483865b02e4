//! What `--help` says, made from the tables of options.

use taipan_abi::options::{self, Group, State};

use crate::arguments::{COMMANDS, Standing};
use crate::flags::Flag;
use crate::python;

/// Width of the column of flags.
const COLUMN: usize = 22;

/// The usage line of `python3`, with our name.
pub fn usage(executable: &str) -> String {
    format!("usage: {executable} [option] ... [-c cmd | -m mod | file | -] [arg] ...")
}

/// The whole help.
pub fn text(executable: &str) -> String {
    let mut out = usage(executable);
    out.push_str(&format!("\n       {executable} COMMAND ...\n"));
    out.push_str("\nCommands:\n");
    for command in COMMANDS.iter().filter(|command| command.standing == Standing::Ready) {
        line(&mut out, &format!("{} {}", command.name, command.arguments), command.help);
    }
    out.push_str("\nPrograms:\n");
    line(&mut out, "FILE", "a source file, a .pyc file, or a folder or zip archive with __main__.py");
    line(&mut out, "-", "read the program from stdin, as without arguments where stdin is no terminal");
    out.push_str("\nPython's options (and their environment variables):\n");
    for row in python::ROWS.iter().filter(|row| !row.help.is_empty()) {
        let variable = if row.variable.is_empty() { String::new() } else { format!(" ({})", row.variable) };
        line(&mut out, &format!("-{} {}", row.letter, row.value), &format!("{}{variable}", row.help));
    }
    for group in Group::ALL {
        out.push_str(&format!("\n{}:\n", group.title()));
        for row in options::ROWS.iter().filter(|row| row.group == group) {
            let missing = if row.state == State::NotYet { "; not there yet" } else { "" };
            line(&mut out, &format!("--{} {}", row.name, row.value), &format!("{}{missing}", row.help));
        }
    }
    out.push_str("\nEach of the last three groups also has a variable: TAIPAN_JIT_THRESHOLD=100.\n");
    out
}

/// The help of one command.
pub fn command(usage: &str, about: &str, rows: &[Flag]) -> String {
    let mut out = format!("usage: {usage}\n\n{about}\n\nOptions:\n");
    for row in rows {
        line(&mut out, &format!("--{} {}", row.name, row.value), row.help);
    }
    line(&mut out, "-h", "show this help (--help)");
    out
}

fn line(out: &mut String, flag: &str, help: &str) {
    let flag = flag.trim_end();
    out.push_str(&format!("  {flag:COLUMN$} {help}\n"));
}
