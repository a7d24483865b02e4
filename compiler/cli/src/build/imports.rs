//! What a code object imports, as far as its bytecode says.

use taipan_abi::code::{CodeObject, Constant, Text};
use taipan_abi::image;
use taipan_abi::opcodes::{self, Op};

use crate::dis::decode::{self, Instruction};

/// One import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Import {
    /// How many packages up it begins; 0: it is absolute.
    pub level: usize,
    /// Empty in `from . import x`.
    pub name: String,
    /// What is taken from it: names of attributes or submodules; `*` is everything.
    pub taken: Vec<String>,
}

/// The number of `==` among comparisons.
const EQUAL: u32 = 2;

/// Functions that import what their first argument names.
const IMPORTERS: &[&str] = &["import_module", "__import__"];

/// The imports of a code object, not of those inside it, in a module that is the main one or not.
pub fn of(code: &CodeObject, is_main: bool) -> Vec<Import> {
    let mut found = Vec::new();
    let all = running(code, is_main);
    for (at, instruction) in all.iter().enumerate() {
        match instruction.op {
            Some(Op::IMPORT_NAME) => found.extend(statement(code, &all[..at], instruction)),
            Some(op) => found.extend(called(code, op, instruction, &all[at + 1..])),
            None => {}
        }
    }
    found
}

/// The instructions that run: not those below `if __name__ == "__main__":` where it does not hold.
pub fn running(code: &CodeObject, is_main: bool) -> Vec<Instruction> {
    let mut all = decode::instructions(&code.code);
    all.retain(|instruction| instruction.op != Some(Op::EXTENDED_ARG));
    if !is_main {
        let skipped: Vec<_> =
            (0..all.len()).filter_map(|at| Some(all[at].offset..main_only(code, &all[at..])?)).collect();
        all.retain(|instruction| !skipped.iter().any(|range| range.contains(&instruction.offset)));
    }
    all
}

/// The name that an instruction mentions.
pub fn mentioned<'c>(code: &'c CodeObject, instruction: &Instruction) -> Option<&'c Text> {
    let op = instruction.op.filter(|op| op.flags() & opcodes::NAME != 0)?;
    let shift = match op {
        Op::LOAD_GLOBAL | Op::LOAD_ATTR => 1,
        Op::LOAD_SUPER_ATTR => 2,
        _ => 0,
    };
    code.names.get(instruction.argument? as usize >> shift)
}

/// Where the body of `if __name__ == "__main__":` ends, if that is what the instructions begin with.
fn main_only(code: &CodeObject, instructions: &[Instruction]) -> Option<usize> {
    let [name, main, compare, jump, ..] = instructions else { return None };
    let is_name = name.op? == Op::LOAD_NAME && code.names.get(name.argument? as usize)?.as_str() == Some("__name__");
    let compares = compare.op? == Op::COMPARE_OP && compare.argument? >> 5 == EQUAL;
    let is_main = text(constant(code, main)?)? == image::MAIN;
    (is_name && compares && is_main && jump.op? == Op::POP_JUMP_IF_FALSE).then(|| jump.target())?
}

/// An import statement: the level and what is taken are loaded right before.
fn statement(code: &CodeObject, before: &[Instruction], import: &Instruction) -> Option<Import> {
    let [.., level, taken] = before else { return None };
    let level = match (level.op?, constant(code, level)) {
        (Op::LOAD_SMALL_INT, _) => level.argument? as usize,
        (_, Some(Constant::Int(level))) => usize::try_from(*level).ok()?,
        _ => return None,
    };
    let taken = match constant(code, taken) {
        Some(Constant::Tuple(names)) => names.iter().filter_map(text).map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    let name = code.names.get(import.argument? as usize)?.as_str()?.to_owned();
    Some(Import { level, name, taken })
}

/// `import_module("name")` and the like.
fn called(code: &CodeObject, op: Op, load: &Instruction, after: &[Instruction]) -> Option<Import> {
    if !matches!(op, Op::LOAD_GLOBAL | Op::LOAD_ATTR | Op::LOAD_NAME) {
        return None;
    }
    let function = mentioned(code, load)?.as_str()?;
    if !IMPORTERS.contains(&function) {
        return None;
    }
    let argument = after.iter().find(|instruction| instruction.op != Some(Op::PUSH_NULL))?;
    let written = text(constant(code, argument)?)?;
    let name = written.trim_start_matches('.');
    Some(Import { level: written.len() - name.len(), name: name.to_owned(), taken: Vec::new() })
}

fn constant<'c>(code: &'c CodeObject, load: &Instruction) -> Option<&'c Constant> {
    (load.op? == Op::LOAD_CONST).then(|| code.consts.get(load.argument? as usize))?
}

fn text(constant: &Constant) -> Option<&str> {
    match constant {
        Constant::Str { text, .. } => Text::as_str(text),
        _ => None,
    }
}

/// The strings among the constants of a module, those in tuples too: what `__all__` is made of.
pub fn strings(code: &CodeObject) -> Vec<&str> {
    let mut found = Vec::new();
    for constant in &code.consts {
        match constant {
            Constant::Tuple(items) => found.extend(items.iter().filter_map(text)),
            other => found.extend(text(other)),
        }
    }
    found
}

/// The absolute name of an import, in a module of a package; None where it leads out of all packages.
pub fn absolute(import: &Import, package: &str) -> Option<String> {
    if import.level == 0 {
        return Some(import.name.clone());
    }
    let mut base = package;
    for _ in 1..import.level {
        base = base.rsplit_once('.')?.0;
    }
    match (base.is_empty(), import.name.is_empty()) {
        (true, _) => None,
        (false, true) => Some(base.to_owned()),
        (false, false) => Some(format!("{base}.{}", import.name)),
    }
}

#[cfg(test)]
mod tests {
    use taipan_abi::source::{Source, SourceCompiler, SourceMode, SourceRequest};
    use taipan_frontend::Frontend;

    use super::*;

    fn code(source: &str) -> CodeObject {
        let request = SourceRequest {
            source: Source::Bytes(source.as_bytes()),
            filename: &Text::from("t.py"),
            mode: SourceMode::Exec,
            future_flags: 0,
            optimize: 0,
            allow_incomplete_input: false,
        };
        Frontend.compile(&request).expect("it compiles").code
    }

    fn all(code: &CodeObject) -> Vec<Import> {
        let mut found = of(code, false);
        for constant in &code.consts {
            if let Constant::Code(inner) = constant {
                found.extend(all(inner));
            }
        }
        found
    }

    #[test]
    fn what_only_the_main_module_does() {
        let code = code("import a\nif __name__ == '__main__':\n    import b\nimport c\n");
        assert_eq!(of(&code, false), [import(0, "a", &[]), import(0, "c", &[])]);
        assert_eq!(of(&code, true).len(), 3);
    }

    fn import(level: usize, name: &str, taken: &[&str]) -> Import {
        Import { level, name: name.into(), taken: taken.iter().map(|&t| t.to_owned()).collect() }
    }

    #[test]
    fn statements_are_found_at_any_depth() {
        let source = "import a.b, c\nfrom d import e, f\nfrom .j import *\ndef g():\n class H:\n  from .. import i\n";
        let wanted = [
            import(0, "a.b", &[]),
            import(0, "c", &[]),
            import(0, "d", &["e", "f"]),
            import(1, "j", &["*"]),
            import(2, "", &["i"]),
        ];
        assert_eq!(all(&code(source)), wanted);
    }

    #[test]
    fn calls_with_a_literal_are_found() {
        let source = "import importlib\nimportlib.import_module('a.b')\ndef f():\n __import__('c')\n import_module('.d', __package__)\n__import__(e)\n";
        let found = all(&code(source));
        assert_eq!(found[1..], [import(0, "a.b", &[]), import(0, "c", &[]), import(1, "d", &[])]);
    }

    #[test]
    fn relative_names_become_absolute() {
        assert_eq!(absolute(&import(2, "x", &[]), "a.b").as_deref(), Some("a.x"));
        assert_eq!(absolute(&import(1, "", &[]), "a.b").as_deref(), Some("a.b"));
        assert_eq!(absolute(&import(3, "x", &[]), "a.b"), None);
        assert_eq!(absolute(&import(1, "x", &[]), ""), None);
    }
}
