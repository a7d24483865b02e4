//! Tables of constants without duplicates.
//!
//! Two constants are the same entry exactly if Python would merge them: equal, of one type, and
//! alike in sign of zero.

use rustc_hash::FxHashMap;
use std::cell::Cell;
use std::sync::Arc;
use taipan_abi::code::{CodeObject, Constant, Text};

/// A string constant; interned as CPython interns those that look like identifiers.
pub fn str_constant(text: Text) -> Constant {
    let interned = text.as_wtf8().iter().all(|&b| b.is_ascii_alphanumeric() || b == b'_');
    Constant::Str { text, interned }
}

/// Code objects of one compilation, each kept once.
#[derive(Default)]
pub struct CodePool {
    /// A NaN is not even equal to itself: each gets a number.
    nans: Cell<u32>,
    /// By the address of the shared object.
    ids: FxHashMap<usize, u32>,
    by_content: FxHashMap<Vec<u8>, Arc<CodeObject>>,
}

impl CodePool {
    /// The shared object equal to `code`.
    pub fn share(&mut self, code: CodeObject) -> Arc<CodeObject> {
        let content = self.content(&code);
        let id = self.by_content.len() as u32;
        let shared = self.by_content.entry(content).or_insert_with(|| Arc::new(code));
        self.ids.entry(Arc::as_ptr(shared) as usize).or_insert(id);
        shared.clone()
    }

    /// The fields that decide whether two code objects are equal.
    fn content(&self, code: &CodeObject) -> Vec<u8> {
        let mut out = Vec::with_capacity(code.code.len() + code.linetable.len() + 64);
        for number in [code.argcount, code.posonlyargcount, code.kwonlyargcount, code.flags, code.firstlineno as u32] {
            out.extend(number.to_le_bytes());
        }
        let names = code.names.iter().chain(&code.localsplusnames);
        let texts = std::iter::once(&code.name).chain(names).map(Text::as_wtf8);
        for bytes in [&code.code, &code.linetable, &code.exceptiontable].into_iter().map(Vec::as_slice).chain(texts) {
            put_bytes(bytes, &mut out);
        }
        for constant in &code.consts {
            self.encode(constant, &mut out);
        }
        out
    }

    fn encode_float(&self, value: f64, out: &mut Vec<u8>) {
        out.extend(value.to_bits().to_le_bytes());
        if value.is_nan() {
            self.nans.set(self.nans.get() + 1);
            out.extend(self.nans.get().to_le_bytes());
        }
    }

    /// Appends bytes that are equal exactly for constants that are the same.
    fn encode(&self, constant: &Constant, out: &mut Vec<u8>) {
        match constant {
            Constant::None => out.push(b'N'),
            Constant::False => out.push(b'F'),
            Constant::True => out.push(b'T'),
            Constant::Ellipsis => out.push(b'.'),
            Constant::Int(value) => {
                out.push(b'i');
                out.extend(value.to_le_bytes());
            }
            Constant::BigInt { negative, magnitude } => {
                out.push(if *negative { b'-' } else { b'+' });
                put_bytes(magnitude, out);
            }
            Constant::Float(value) => {
                out.push(b'f');
                self.encode_float(*value, out);
            }
            Constant::Complex { real, imag } => {
                out.push(b'c');
                self.encode_float(*real, out);
                self.encode_float(*imag, out);
            }
            Constant::Str { text, .. } => {
                out.push(b's');
                put_bytes(text.as_wtf8(), out);
            }
            Constant::Bytes(bytes) => {
                out.push(b'b');
                put_bytes(bytes, out);
            }
            Constant::Tuple(items) => {
                out.push(b'(');
                out.extend((items.len() as u32).to_le_bytes());
                for item in items {
                    self.encode(item, out);
                }
            }
            Constant::FrozenSet(items) => {
                let mut keys: Vec<Vec<u8>> = items
                    .iter()
                    .map(|item| {
                        let mut key = Vec::new();
                        self.encode(item, &mut key);
                        key
                    })
                    .collect();
                keys.sort_unstable();
                out.push(b'{');
                out.extend((items.len() as u32).to_le_bytes());
                keys.iter().for_each(|key| out.extend(key));
            }
            Constant::Slice(parts) => {
                out.push(b':');
                for part in parts.iter() {
                    self.encode(part, out);
                }
            }
            Constant::Code(code) => {
                out.push(b'C');
                let address = Arc::as_ptr(code) as usize;
                let id = self.ids.get(&address).copied().unwrap_or(u32::MAX);
                out.extend(id.to_le_bytes());
            }
        }
    }
}

fn put_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    out.extend((bytes.len() as u32).to_le_bytes());
    out.extend(bytes);
}

/// The constants of one code object.
#[derive(Default)]
pub struct ConstTable {
    pub values: Vec<Constant>,
    index: FxHashMap<Box<[u8]>, u32>,
    scratch: Vec<u8>,
}

impl ConstTable {
    /// The index of the constant, added if it is new.
    pub fn add(&mut self, constant: Constant, pool: &CodePool) -> u32 {
        self.scratch.clear();
        pool.encode(&constant, &mut self.scratch);
        if let Some(&index) = self.index.get(self.scratch.as_slice()) {
            return index;
        }
        let index = self.values.len() as u32;
        self.index.insert(self.scratch.as_slice().into(), index);
        self.values.push(constant);
        index
    }

    /// Keeps the constants `keep` names, in order, and returns each old index's new one.
    pub fn retain(&mut self, keep: &[bool]) -> Vec<u32> {
        let mut moved = vec![u32::MAX; self.values.len()];
        let mut kept = Vec::with_capacity(self.values.len());
        for (old, value) in std::mem::take(&mut self.values).into_iter().enumerate() {
            if keep[old] {
                moved[old] = kept.len() as u32;
                kept.push(value);
            }
        }
        self.values = kept;
        self.index.clear();
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_apart_what_python_keeps_apart() {
        let pool = CodePool::default();
        let mut table = ConstTable::default();
        let constants = [
            Constant::Int(1),
            Constant::True,
            Constant::Float(1.0),
            Constant::Float(0.0),
            Constant::Float(-0.0),
            str_constant("a".into()),
            Constant::Bytes(b"a".to_vec()),
            Constant::Tuple(vec![Constant::Int(1)]),
            Constant::Tuple(vec![Constant::Float(1.0)]),
        ];
        for (index, constant) in constants.iter().enumerate() {
            assert_eq!(table.add(constant.clone(), &pool), index as u32);
        }
        for (index, constant) in constants.iter().enumerate() {
            assert_eq!(table.add(constant.clone(), &pool), index as u32);
        }
    }
}
