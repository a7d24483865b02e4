//! Which functions of the library a program may call, as far as names tell: imports in the others do not count.
//!
//! Much of the library imports large modules in functions that few programs call. A function is live if live code
//! mentions its name: as a name, or in a string, whole or as its beginning (`getattr(self, "visit_" + name)`).
//! Module and class bodies, special methods and everything in the program itself are live. What escapes this (a name
//! that is put together from parts) needs `--include`.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use taipan_abi::code::{CodeObject, Constant, Text};
use taipan_abi::opcodes::{Op, code_flags};

use super::imports;
use crate::dis::decode;

/// A beginning of a name must be as long to count.
const SHORTEST_BEGINNING: usize = 3;

/// Code with the module it is in.
pub type Placed = (Arc<str>, Arc<CodeObject>);

#[derive(Default)]
pub struct Live {
    names: HashSet<Text>,
    beginnings: HashSet<String>,
    /// Functions nobody has mentioned yet.
    waiting: HashMap<Text, Vec<Placed>>,
    /// Live code whose imports nobody has asked for yet.
    fresh: Vec<Placed>,
}

impl Live {
    /// A module's code; with `whole`, all of its functions are live.
    pub fn add(&mut self, module: &Arc<str>, code: Arc<CodeObject>, whole: bool) {
        let mut open = vec![code];
        while let Some(code) = open.pop() {
            self.mention(&code, whole);
            for constant in &code.consts {
                let Constant::Code(inner) = constant else { continue };
                if whole || !is_function(inner) || self.is_live(&inner.name) {
                    open.push(inner.clone());
                } else {
                    self.waiting.entry(inner.name.clone()).or_default().push((module.clone(), inner.clone()));
                }
            }
            self.fresh.push((module.clone(), code));
        }
    }

    /// Live code that was not given yet.
    pub fn take(&mut self) -> Vec<Placed> {
        if self.fresh.is_empty() {
            let woken: Vec<Text> = self.waiting.keys().filter(|name| self.is_live(name)).cloned().collect();
            let woken: Vec<Placed> = woken.iter().filter_map(|name| self.waiting.remove(name)).flatten().collect();
            for (module, code) in woken {
                self.add(&module, code, false);
            }
        }
        std::mem::take(&mut self.fresh)
    }

    fn is_live(&self, name: &Text) -> bool {
        let text = name.as_str().unwrap_or_default();
        let is_special = text.starts_with('<') || text.starts_with("__") && text.ends_with("__");
        let begins = || text.match_indices('_').any(|(at, _)| self.beginnings.contains(&text[..=at]));
        is_special || self.names.contains(name) || begins()
    }

    fn mention(&mut self, code: &CodeObject, is_main: bool) {
        let running = imports::running(code, is_main);
        // To store a name is no use of it.
        let used =
            running.iter().filter(|i| !matches!(i.op, Some(Op::STORE_NAME | Op::STORE_GLOBAL | Op::DELETE_NAME)));
        self.names.extend(used.filter_map(|instruction| imports::mentioned(code, instruction)).cloned());
        let lists = listed(code);
        for (at, constant) in code.consts.iter().enumerate() {
            if !lists.contains(&at) {
                self.mention_constant(constant);
            }
        }
    }

    fn mention_constant(&mut self, constant: &Constant) {
        match constant {
            Constant::Str { text, .. } => {
                if let Some(beginning) = text.as_str().filter(|t| t.ends_with('_') && t.len() >= SHORTEST_BEGINNING) {
                    self.beginnings.insert(beginning.to_owned());
                }
                self.names.insert(text.clone());
            }
            Constant::Tuple(items) | Constant::FrozenSet(items) => {
                items.iter().for_each(|item| self.mention_constant(item));
            }
            _ => {}
        }
    }
}

/// Functions have fast locals; bodies of modules and classes have not.
fn is_function(code: &CodeObject) -> bool {
    code.flags & code_flags::OPTIMIZED != 0
}

/// The constants that only go into `__all__`: to be exported is not to be called.
fn listed(code: &CodeObject) -> Vec<usize> {
    const REACH: usize = 4;
    if is_function(code) || code.names.iter().all(|name| name.as_str() != Some("__all__")) {
        return Vec::new();
    }
    let all = decode::instructions(&code.code);
    let mut found = Vec::new();
    for (at, instruction) in all.iter().enumerate() {
        let name = instruction.argument.and_then(|name| code.names.get(name as usize)).and_then(Text::as_str);
        if instruction.op == Some(Op::STORE_NAME) && name == Some("__all__") {
            let before = all[at.saturating_sub(REACH)..at].iter().filter(|before| before.op == Some(Op::LOAD_CONST));
            found.extend(before.filter_map(|before| before.argument).map(|constant| constant as usize));
        }
    }
    found
}
