//! Code objects as marshal data, the body of a `.pyc` file.
//!
//! The format is version 5 of CPython 3.14's `marshal` module. What [`write`] makes,
//! `marshal.loads` reads; [`read`] reads whatever `marshal.dumps` makes of a code object.
//! Invariant: `read(write(code))` equals `code`.

use rustc_hash::FxHashMap;
use std::sync::Arc;
use taipan_abi::code::{CodeObject, Constant, Text};

/// The type byte's flag: the object gets a number and may be referred to.
const FLAG_REF: u8 = 0x80;
/// Containers in containers beyond this depth are refused.
const MAX_DEPTH: u32 = 2000;
/// Magnitudes of ints come in digits of this many bits.
const DIGIT_BITS: u32 = 15;

/// Marshals a code object.
pub fn write(code: &CodeObject) -> Vec<u8> {
    let mut writer = Writer { out: Vec::with_capacity(code.code.len() * 4 + 256), interned: FxHashMap::default() };
    writer.code(code);
    writer.out
}

struct Writer {
    out: Vec<u8>,
    /// Numbers of the interned strings written so far.
    interned: FxHashMap<Text, u32>,
}

impl Writer {
    fn byte(&mut self, byte: u8) {
        self.out.push(byte);
    }

    fn long(&mut self, value: i32) {
        self.out.extend(value.to_le_bytes());
    }

    fn size(&mut self, size: usize) {
        self.long(i32::try_from(size).unwrap_or(i32::MAX));
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.byte(b's');
        self.size(bytes.len());
        self.out.extend_from_slice(bytes);
    }

    fn text(&mut self, text: &Text, interned: bool) {
        let bytes = text.as_wtf8();
        if !interned {
            return self.plain_text(bytes, 0, [b'z', b'a', b'u']);
        }
        if let Some(&number) = self.interned.get(text) {
            self.byte(b'r');
            self.long(number as i32);
            return;
        }
        let number = self.interned.len() as u32;
        self.interned.insert(text.clone(), number);
        self.plain_text(bytes, FLAG_REF, [b'Z', b'A', b't']);
    }

    fn plain_text(&mut self, bytes: &[u8], flag: u8, [short, ascii, unicode]: [u8; 3]) {
        if !bytes.is_ascii() {
            self.byte(unicode | flag);
            self.size(bytes.len());
        } else if let Ok(length) = u8::try_from(bytes.len()) {
            self.byte(short | flag);
            self.byte(length);
        } else {
            self.byte(ascii | flag);
            self.size(bytes.len());
        }
        self.out.extend_from_slice(bytes);
    }

    fn tuple_head(&mut self, length: usize) {
        if let Ok(length) = u8::try_from(length) {
            self.byte(b')');
            self.byte(length);
        } else {
            self.byte(b'(');
            self.size(length);
        }
    }

    fn names(&mut self, names: &[Text]) {
        self.tuple_head(names.len());
        for name in names {
            self.text(name, true);
        }
    }

    fn constants(&mut self, constants: &[Constant]) {
        for constant in constants {
            self.constant(constant);
        }
    }

    fn constant(&mut self, constant: &Constant) {
        match constant {
            Constant::None => self.byte(b'N'),
            Constant::False => self.byte(b'F'),
            Constant::True => self.byte(b'T'),
            Constant::Ellipsis => self.byte(b'.'),
            Constant::Int(value) => match i32::try_from(*value) {
                Ok(small) => {
                    self.byte(b'i');
                    self.long(small);
                }
                Err(_) => self.int(*value < 0, &value.unsigned_abs().to_le_bytes()),
            },
            Constant::BigInt { negative, magnitude } => self.int(*negative, magnitude),
            Constant::Float(value) => {
                self.byte(b'g');
                self.out.extend(value.to_le_bytes());
            }
            Constant::Complex { real, imag } => {
                self.byte(b'y');
                self.out.extend(real.to_le_bytes());
                self.out.extend(imag.to_le_bytes());
            }
            Constant::Str { text, interned } => self.text(text, *interned),
            Constant::Bytes(bytes) => self.bytes(bytes),
            Constant::Tuple(items) => {
                self.tuple_head(items.len());
                self.constants(items);
            }
            Constant::FrozenSet(items) => {
                self.byte(b'>');
                self.size(items.len());
                self.constants(items);
            }
            Constant::Slice(parts) => {
                self.byte(b':');
                self.constants(&parts[..]);
            }
            Constant::Code(code) => self.code(code),
        }
    }

    fn int(&mut self, negative: bool, magnitude: &[u8]) {
        let mut digits = Vec::with_capacity(magnitude.len() * 8 / DIGIT_BITS as usize + 1);
        let mut pending = 0u32;
        let mut bits = 0;
        for &byte in magnitude {
            pending |= u32::from(byte) << bits;
            bits += 8;
            if bits >= DIGIT_BITS {
                digits.push((pending & 0x7FFF) as u16);
                pending >>= DIGIT_BITS;
                bits -= DIGIT_BITS;
            }
        }
        digits.push(pending as u16);
        while digits.last() == Some(&0) {
            digits.pop();
        }
        let count = digits.len() as i32;
        self.byte(b'l');
        self.long(if negative { -count } else { count });
        for digit in digits {
            self.out.extend(digit.to_le_bytes());
        }
    }

    fn code(&mut self, code: &CodeObject) {
        self.byte(b'c');
        for number in [code.argcount, code.posonlyargcount, code.kwonlyargcount, code.stacksize, code.flags] {
            self.long(number as i32);
        }
        self.bytes(&code.code);
        self.tuple_head(code.consts.len());
        self.constants(&code.consts);
        self.names(&code.names);
        self.names(&code.localsplusnames);
        self.bytes(&code.localspluskinds);
        self.text(&code.filename, true);
        self.text(&code.name, true);
        self.text(&code.qualname, true);
        self.long(code.firstlineno);
        self.bytes(&code.linetable);
        self.bytes(&code.exceptiontable);
    }
}

/// Marshal data that is not a code object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// The data ends too early.
    Truncated,
    /// A type byte that code objects do not hold.
    UnknownType(u8),
    /// A reference to an object that is not there, or not complete.
    BadReference,
    /// An object of another type than its place asks for.
    WrongType,
    /// Containers nested too deep.
    TooDeep,
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ReadError::Truncated => f.write_str("marshal data too short"),
            ReadError::UnknownType(_) => f.write_str("bad marshal data (unknown type code)"),
            ReadError::BadReference => f.write_str("bad marshal data (invalid reference)"),
            ReadError::WrongType => f.write_str("bad marshal data (unexpected type)"),
            ReadError::TooDeep => f.write_str("bad marshal data (nested too deep)"),
        }
    }
}

impl std::error::Error for ReadError {}

/// Reads a marshalled code object.
pub fn read(data: &[u8]) -> Result<CodeObject, ReadError> {
    let mut reader = Reader { rest: data, refs: Vec::new(), depth: 0 };
    match reader.object()? {
        Constant::Code(code) => Ok(Arc::try_unwrap(code).unwrap_or_else(|code| (*code).clone())),
        _ => Err(ReadError::WrongType),
    }
}

struct Reader<'d> {
    rest: &'d [u8],
    /// Objects that may be referred to; `None` while one is being read.
    refs: Vec<Option<Constant>>,
    depth: u32,
}

impl<'d> Reader<'d> {
    fn take(&mut self, count: usize) -> Result<&'d [u8], ReadError> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(ReadError::Truncated)?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ReadError> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    fn byte(&mut self) -> Result<u8, ReadError> {
        Ok(self.array::<1>()?[0])
    }

    fn long(&mut self) -> Result<i32, ReadError> {
        Ok(i32::from_le_bytes(self.array()?))
    }

    fn size(&mut self) -> Result<usize, ReadError> {
        usize::try_from(self.long()?).map_err(|_| ReadError::Truncated)
    }

    fn float(&mut self) -> Result<f64, ReadError> {
        Ok(f64::from_le_bytes(self.array()?))
    }

    fn object(&mut self) -> Result<Constant, ReadError> {
        let byte = self.byte()?;
        let kind = byte & !FLAG_REF;
        if kind == b'r' {
            let number = self.size()?;
            return match self.refs.get(number) {
                Some(Some(object)) => Ok(object.clone()),
                _ => Err(ReadError::BadReference),
            };
        }
        let number = (byte & FLAG_REF != 0).then(|| {
            self.refs.push(None);
            self.refs.len() - 1
        });
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(ReadError::TooDeep);
        }
        let object = stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.body(kind))?;
        self.depth -= 1;
        if let Some(number) = number {
            self.refs[number] = Some(object.clone());
        }
        Ok(object)
    }

    fn body(&mut self, kind: u8) -> Result<Constant, ReadError> {
        Ok(match kind {
            b'N' => Constant::None,
            b'F' => Constant::False,
            b'T' => Constant::True,
            b'.' => Constant::Ellipsis,
            b'i' => Constant::Int(i64::from(self.long()?)),
            b'l' => self.int()?,
            b'g' => Constant::Float(self.float()?),
            b'y' => Constant::Complex { real: self.float()?, imag: self.float()? },
            b's' => {
                let size = self.size()?;
                Constant::Bytes(self.take(size)?.to_vec())
            }
            b'z' | b'Z' => {
                let size = usize::from(self.byte()?);
                self.text(size, kind == b'Z')?
            }
            b'a' | b'A' | b'u' | b't' => {
                let size = self.size()?;
                self.text(size, matches!(kind, b'A' | b't'))?
            }
            b')' => {
                let size = usize::from(self.byte()?);
                Constant::Tuple(self.items(size)?)
            }
            b'(' => {
                let size = self.size()?;
                Constant::Tuple(self.items(size)?)
            }
            b'>' => {
                let size = self.size()?;
                Constant::FrozenSet(self.items(size)?)
            }
            b':' => Constant::Slice(Box::new([self.object()?, self.object()?, self.object()?])),
            b'c' => Constant::Code(Arc::new(self.code()?)),
            other => return Err(ReadError::UnknownType(other)),
        })
    }

    fn text(&mut self, size: usize, interned: bool) -> Result<Constant, ReadError> {
        let text = Text::from_wtf8(self.take(size)?);
        Ok(Constant::Str { text, interned })
    }

    fn items(&mut self, count: usize) -> Result<Vec<Constant>, ReadError> {
        // Every item takes at least a byte.
        if count > self.rest.len() {
            return Err(ReadError::Truncated);
        }
        (0..count).map(|_| self.object()).collect()
    }

    fn int(&mut self) -> Result<Constant, ReadError> {
        let count = self.long()?;
        let negative = count < 0;
        let digits = self.take(count.unsigned_abs() as usize * 2)?;
        let mut magnitude = Vec::with_capacity(digits.len());
        let mut pending = 0u32;
        let mut bits = 0;
        for digit in digits.chunks_exact(2) {
            pending |= u32::from(u16::from_le_bytes([digit[0], digit[1]])) << bits;
            bits += DIGIT_BITS;
            while bits >= 8 {
                magnitude.push(pending as u8);
                pending >>= 8;
                bits -= 8;
            }
        }
        magnitude.push(pending as u8);
        while magnitude.last() == Some(&0) {
            magnitude.pop();
        }
        if magnitude.len() <= 8 {
            let mut bytes = [0; 8];
            bytes[..magnitude.len()].copy_from_slice(&magnitude);
            let value = i128::from(u64::from_le_bytes(bytes));
            let value = if negative { -value } else { value };
            if let Ok(small) = i64::try_from(value) {
                return Ok(Constant::Int(small));
            }
        }
        Ok(Constant::BigInt { negative, magnitude })
    }

    fn bytes_object(&mut self) -> Result<Vec<u8>, ReadError> {
        match self.object()? {
            Constant::Bytes(bytes) => Ok(bytes),
            _ => Err(ReadError::WrongType),
        }
    }

    fn text_object(&mut self) -> Result<Text, ReadError> {
        match self.object()? {
            Constant::Str { text, .. } => Ok(text),
            _ => Err(ReadError::WrongType),
        }
    }

    fn tuple_object(&mut self) -> Result<Vec<Constant>, ReadError> {
        match self.object()? {
            Constant::Tuple(items) => Ok(items),
            _ => Err(ReadError::WrongType),
        }
    }

    fn names_object(&mut self) -> Result<Vec<Text>, ReadError> {
        self.tuple_object()?
            .into_iter()
            .map(|item| match item {
                Constant::Str { text, .. } => Ok(text),
                _ => Err(ReadError::WrongType),
            })
            .collect()
    }

    fn code(&mut self) -> Result<CodeObject, ReadError> {
        Ok(CodeObject {
            argcount: self.long()? as u32,
            posonlyargcount: self.long()? as u32,
            kwonlyargcount: self.long()? as u32,
            stacksize: self.long()? as u32,
            flags: self.long()? as u32,
            code: self.bytes_object()?,
            consts: self.tuple_object()?,
            names: self.names_object()?,
            localsplusnames: self.names_object()?,
            localspluskinds: self.bytes_object()?,
            filename: self.text_object()?,
            name: self.text_object()?,
            qualname: self.text_object()?,
            firstlineno: self.long()?,
            linetable: self.bytes_object()?,
            exceptiontable: self.bytes_object()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        let text = |s: &str| Text::from(s);
        let inner = CodeObject {
            argcount: 1,
            posonlyargcount: 0,
            kwonlyargcount: 0,
            stacksize: 2,
            flags: 3,
            code: vec![1, 2],
            consts: vec![
                Constant::Int(-1),
                Constant::Int(i64::MIN),
                Constant::BigInt { negative: true, magnitude: vec![1; 40] },
                Constant::Tuple(vec![Constant::None; 300]),
                Constant::FrozenSet(vec![Constant::True]),
                Constant::Float(-0.0),
                Constant::Slice(Box::new([Constant::None, Constant::Int(1), Constant::None])),
                crate::constant::str_constant(text("x")),
                crate::constant::str_constant(text("é é")),
            ],
            names: vec![text("x"), text("y")],
            localsplusnames: vec![text("x")],
            localspluskinds: vec![0x26],
            filename: text("f"),
            name: text("n"),
            qualname: text("q"),
            firstlineno: 7,
            linetable: vec![9],
            exceptiontable: vec![],
        };
        let mut outer = inner.clone();
        outer.consts.push(Constant::Code(Arc::new(inner)));
        let read = read(&write(&outer)).unwrap();
        assert_eq!(format!("{read:?}"), format!("{outer:?}"));
    }

    #[test]
    fn refuses_broken_data() {
        assert_eq!(read(b"").unwrap_err(), ReadError::Truncated);
        assert_eq!(read(b"N").unwrap_err(), ReadError::WrongType);
        assert_eq!(read(b"(\xff\xff\xff\x7f").unwrap_err(), ReadError::Truncated);
        assert_eq!(read(b"r\0\0\0\0").unwrap_err(), ReadError::BadReference);
        assert_eq!(read(&b")\x01".repeat(3000)).unwrap_err(), ReadError::TooDeep);
    }
}
