//! A code object as data: what the frontend makes, marshal stores and the runtime loads.
//!
//! Field meanings and encodings are CPython 3.14's (`Include/cpython/code.h`, `Objects/codeobject.c`,
//! `InternalDocs/code_objects.md`): `code` holds two-byte code units with zeroed inline caches,
//! `linetable` and `exceptiontable` their compact forms.

use std::sync::Arc;

/// Text as UTF-8 in which a lone surrogate is encoded as its own three bytes (CPython's
/// `surrogatepass`), since a Python string may hold one.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Text(Arc<[u8]>);

impl Text {
    /// Text from bytes that are UTF-8, lone surrogates allowed.
    pub fn from_wtf8(bytes: &[u8]) -> Text {
        Text(bytes.into())
    }

    /// The bytes: UTF-8, lone surrogates allowed.
    pub fn as_wtf8(&self) -> &[u8] {
        &self.0
    }

    /// The text, if it holds no lone surrogate.
    pub fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text(text.as_bytes().into())
    }
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", String::from_utf8_lossy(&self.0))
    }
}

/// A constant of `co_consts`.
#[derive(Clone, Debug)]
pub enum Constant {
    None,
    False,
    True,
    Ellipsis,
    /// An integer that fits 64 bits.
    Int(i64),
    /// Any other integer: sign and magnitude, little-endian bytes without trailing zeros.
    BigInt {
        negative: bool,
        magnitude: Vec<u8>,
    },
    Float(f64),
    Complex {
        real: f64,
        imag: f64,
    },
    /// A string; `interned` as CPython interns constants that look like identifiers.
    Str {
        text: Text,
        interned: bool,
    },
    Bytes(Vec<u8>),
    Tuple(Vec<Constant>),
    FrozenSet(Vec<Constant>),
    Slice(Box<[Constant; 3]>),
    Code(Arc<CodeObject>),
}

/// An immutable code object.
#[derive(Clone, Debug)]
pub struct CodeObject {
    /// Positional parameters, positional-only ones included, `*args` not.
    pub argcount: u32,
    pub posonlyargcount: u32,
    pub kwonlyargcount: u32,
    /// The operand stack's greatest height.
    pub stacksize: u32,
    /// Bits of [`crate::opcodes::code_flags`].
    pub flags: u32,
    /// Pairs of opcode and argument byte, inline caches included and zero.
    pub code: Vec<u8>,
    pub consts: Vec<Constant>,
    pub names: Vec<Text>,
    /// Names of all fast locals: arguments and locals, then cells, then free variables.
    pub localsplusnames: Vec<Text>,
    /// Bits of [`crate::opcodes::local_kind`], one byte per name.
    pub localspluskinds: Vec<u8>,
    pub filename: Text,
    pub name: Text,
    pub qualname: Text,
    pub firstlineno: i32,
    pub linetable: Vec<u8>,
    pub exceptiontable: Vec<u8>,
}

impl CodeObject {
    /// The code of nothing at all, which stands in where a code object is not known.
    pub fn nothing() -> CodeObject {
        CodeObject {
            argcount: 0,
            posonlyargcount: 0,
            kwonlyargcount: 0,
            stacksize: 0,
            flags: 0,
            code: Vec::new(),
            consts: Vec::new(),
            names: Vec::new(),
            localsplusnames: Vec::new(),
            localspluskinds: Vec::new(),
            filename: "".into(),
            name: "".into(),
            qualname: "".into(),
            firstlineno: 0,
            linetable: Vec::new(),
            exceptiontable: Vec::new(),
        }
    }
}
