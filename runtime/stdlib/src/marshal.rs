//! `marshal`: CPython 3.14's serialisation of simple objects and code (format 5), both ways.

use taipan_vm::builtins::code::{Code, Counts, Parts};
use taipan_vm::builtins::dict::Dict;
use taipan_vm::builtins::list::List;
use taipan_vm::builtins::set::{Set, any_set, frozen_set};
use taipan_vm::builtins::str::{self, Str};
use taipan_vm::builtins::tuple::Tuple;
use taipan_vm::builtins::{bytes, bytes_like, complex_object, float, int, slice};
use taipan_vm::exceptions as exc;
use taipan_vm::numeric::int::IntRef;
use taipan_vm::object::value::{Obj, Ref};
use taipan_vm::thread::{PyResult, Raised, Thread};

/// Set on a type byte whose object later ones refer to.
const FLAG_REF: u8 = 0x80;
/// Nesting beyond this is refused, as CPython does.
const MAX_DEPTH: usize = 2000;

struct Reader<'a> {
    t: &'a Thread,
    rest: &'a [u8],
    /// Objects that may be referred to; None while one is being read.
    refs: Vec<Option<Obj>>,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn truncated(&self) -> Raised {
        self.t.error(&exc::EOF_ERROR, "marshal data too short")
    }

    fn bad(&self, what: &str) -> Raised {
        self.t.value_error(format!("bad marshal data ({what})"))
    }

    fn take(&mut self, count: usize) -> PyResult<&'a [u8]> {
        if count > self.rest.len() {
            return Err(self.truncated());
        }
        let (front, rest) = self.rest.split_at(count);
        self.rest = rest;
        Ok(front)
    }

    fn byte(&mut self) -> PyResult<u8> {
        Ok(self.take(1)?[0])
    }

    fn long(&mut self) -> PyResult<i32> {
        let b = self.take(4)?;
        Ok(i32::from_le_bytes([b[0], b[1], b[2], b[3]]))
    }

    fn size(&mut self) -> PyResult<usize> {
        let n = self.long()?;
        usize::try_from(n).map_err(|_| self.bad("bytes object size out of range"))
    }

    fn double(&mut self) -> PyResult<f64> {
        let b = self.take(8)?;
        let mut word = [0; 8];
        word.copy_from_slice(b);
        Ok(f64::from_le_bytes(word))
    }

    /// A list of objects; its length is not trusted before they are there.
    fn objects(&mut self, count: usize) -> PyResult<Vec<Obj>> {
        if count > self.rest.len() {
            return Err(self.truncated());
        }
        (0..count).map(|_| self.object()).collect()
    }

    fn object(&mut self) -> PyResult {
        match self.object_or_null()? {
            Some(object) => Ok(object),
            None => Err(self.t.type_error("NULL object in marshal data for object")),
        }
    }

    fn object_or_null(&mut self) -> PyResult<Option<Obj>> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.bad("recursion limit exceeded"));
        }
        let head = self.byte()?;
        let place = if head & FLAG_REF != 0 {
            self.refs.push(None);
            Some(self.refs.len() - 1)
        } else {
            None
        };
        let object = self.content(head & !FLAG_REF)?;
        if let (Some(place), Some(object)) = (place, &object) {
            self.refs[place] = Some(object.clone());
        }
        self.depth -= 1;
        Ok(object)
    }

    fn content(&mut self, kind: u8) -> PyResult<Option<Obj>> {
        let t = self.t;
        Ok(Some(match kind {
            b'0' => return Ok(None),
            b'N' => Obj::NONE,
            b'T' => Obj::TRUE,
            b'F' => Obj::FALSE,
            b'.' => Obj::ELLIPSIS,
            b'S' => exc::STOP_ITERATION.borrowed_obj().clone(),
            b'i' => Obj::from_i32(self.long()?),
            b'l' => self.big()?,
            b'g' => float::from_f64(t, self.double()?)?,
            b'f' => {
                let length = self.byte()? as usize;
                let text = self.take(length)?;
                let value = taipan_vm::numeric::float_parse::parse_float(text);
                float::from_f64(t, value.ok_or_else(|| self.bad("float"))?)?
            }
            b'y' => {
                let (real, imag) = (self.double()?, self.double()?);
                complex_object(t, real, imag)?
            }
            b's' => {
                let length = self.size()?;
                bytes::from_slice(t, self.take(length)?)?
            }
            b'u' | b't' => {
                let length = self.size()?;
                let text = Str::from_wtf8(t, self.take(length)?)?;
                if kind == b't' { str::intern_obj(t, &text)? } else { text.into_obj() }
            }
            b'a' | b'A' => {
                let length = self.size()?;
                self.latin1(length, kind == b'A')?
            }
            b'z' | b'Z' => {
                let length = self.byte()? as usize;
                self.latin1(length, kind == b'Z')?
            }
            b'(' => {
                let count = self.size()?;
                Tuple::from_vec(t, self.objects(count)?)?.into_obj()
            }
            b')' => {
                let count = self.byte()? as usize;
                Tuple::from_vec(t, self.objects(count)?)?.into_obj()
            }
            b'[' => {
                let count = self.size()?;
                List::from_vec(t, self.objects(count)?)?.into_obj()
            }
            b'{' => self.dict()?,
            b'<' => {
                let count = self.size()?;
                let set = Set::new(t)?;
                for item in self.objects(count)? {
                    set.add(t, &item)?;
                }
                set.into_obj()
            }
            b'>' => {
                let count = self.size()?;
                frozen_set(t, self.objects(count)?)?
            }
            b':' => {
                let (start, stop, step) = (self.object()?, self.object()?, self.object()?);
                slice::new(t, start, stop, step)?
            }
            b'r' => {
                let index = self.long()? as usize;
                match self.refs.get(index) {
                    Some(Some(object)) => object.clone(),
                    _ => return Err(self.bad("invalid reference")),
                }
            }
            b'c' => self.code()?,
            _ => return Err(self.bad("unknown type code")),
        }))
    }

    fn latin1(&mut self, length: usize, interned: bool) -> PyResult {
        let content = self.take(length)?;
        if !content.is_ascii() {
            return Err(self.bad("string is not ASCII"));
        }
        let text = Str::from_ascii(self.t, content)?;
        if interned { str::intern_obj(self.t, &text) } else { Ok(text.into_obj()) }
    }

    /// Digits of 15 bits, the count's sign is the number's.
    fn big(&mut self) -> PyResult {
        let count = self.long()?;
        let digits = self.take(2 * count.unsigned_abs() as usize)?;
        let mut bits: Vec<u8> = Vec::with_capacity(digits.len());
        let (mut buffer, mut held) = (0u32, 0);
        for pair in digits.chunks_exact(2) {
            let digit = u16::from_le_bytes([pair[0], pair[1]]);
            if digit >= 1 << 15 {
                return Err(self.bad("digit out of range in long"));
            }
            buffer |= (digit as u32) << held;
            held += 15;
            while held >= 8 {
                bits.push(buffer as u8);
                buffer >>= 8;
                held -= 8;
            }
        }
        bits.push(buffer as u8);
        bits.push(0);
        let number = taipan_vm::numeric::int_convert::from_bytes(&bits, true, false);
        let number = if count < 0 { taipan_vm::numeric::int_ops::neg(number.as_ref()) } else { number };
        int::from_number(self.t, number)
    }

    fn dict(&mut self) -> PyResult {
        let dict = Dict::new(self.t)?;
        while let Some(key) = self.object_or_null()? {
            let value = self.object()?;
            dict.set(self.t, &key, value)?;
        }
        Ok(dict.into_obj())
    }

    fn bytes_field(&mut self) -> PyResult<Vec<u8>> {
        let object = self.object()?;
        match bytes_like(self.t, &object)? {
            Some(content) => Ok(content),
            None => Err(self.bad("code object")),
        }
    }

    fn tuple_field(&mut self) -> PyResult<Vec<Obj>> {
        let object = self.object()?;
        match object.downcast::<Tuple>() {
            Some(items) => Ok(items.items().to_vec()),
            None => Err(self.bad("code object")),
        }
    }

    fn names_field(&mut self) -> PyResult<Vec<Obj>> {
        let names = self.tuple_field()?;
        names.iter().map(|n| self.interned(n)).collect()
    }

    fn interned(&self, name: &Obj) -> PyResult {
        match name.downcast::<Str>() {
            Some(text) => str::intern_obj(self.t, text),
            None => Err(self.bad("code object")),
        }
    }

    fn name_field(&mut self) -> PyResult {
        let name = self.object()?;
        self.interned(&name)
    }

    fn code(&mut self) -> PyResult {
        let mut counts = Counts {
            argcount: self.long()? as u32,
            posonlyargcount: self.long()? as u32,
            kwonlyargcount: self.long()? as u32,
            stacksize: self.long()? as u32,
            flags: self.long()? as u32,
            firstlineno: 0,
        };
        let bytecode = self.bytes_field()?;
        let consts = self.tuple_field()?;
        let names = self.names_field()?;
        let localsplus = self.names_field()?;
        let kinds = self.bytes_field()?;
        let (filename, name, qualname) = (self.name_field()?, self.name_field()?, self.name_field()?);
        counts.firstlineno = self.long()?;
        let linetable = self.bytes_field()?;
        let exceptiontable = self.bytes_field()?;
        if kinds.len() != localsplus.len() || bytecode.len() % 2 != 0 {
            return Err(self.bad("code object"));
        }
        let parts = Parts {
            counts,
            bytecode,
            consts,
            names,
            localsplus,
            kinds,
            filename,
            name,
            qualname,
            linetable,
            exceptiontable,
        };
        Code::new(self.t, parts).map(Ref::into_obj)
    }
}

/// Reads one object; what follows it is ignored.
pub fn loads(t: &Thread, data: &[u8]) -> PyResult {
    Reader { t, rest: data, refs: Vec::new(), depth: 0 }.object()
}

struct Writer<'a> {
    t: &'a Thread,
    out: Vec<u8>,
    depth: usize,
}

impl Writer<'_> {
    fn unmarshallable(&self) -> Raised {
        self.t.value_error("unmarshallable object")
    }

    fn size(&mut self, size: usize) -> PyResult<()> {
        match i32::try_from(size) {
            Ok(size) => {
                self.out.extend(size.to_le_bytes());
                Ok(())
            }
            Err(_) => Err(self.unmarshallable()),
        }
    }

    fn sequence(&mut self, kind: u8, items: &[Obj]) -> PyResult<()> {
        self.out.push(kind);
        self.size(items.len())?;
        items.iter().try_for_each(|item| self.object(item))
    }

    fn blob(&mut self, content: &[u8]) -> PyResult<()> {
        self.out.push(b's');
        self.size(content.len())?;
        self.out.extend(content);
        Ok(())
    }

    fn object(&mut self, object: &Obj) -> PyResult<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.t.value_error("object too deeply nested to marshal"));
        }
        self.content(object)?;
        self.depth -= 1;
        Ok(())
    }

    fn content(&mut self, object: &Obj) -> PyResult<()> {
        if object.is_none() {
            self.out.push(b'N');
        } else if object.is(&Obj::TRUE) {
            self.out.push(b'T');
        } else if object.is(&Obj::FALSE) {
            self.out.push(b'F');
        } else if object.is(&Obj::ELLIPSIS) {
            self.out.push(b'.');
        } else if object.value().is_int() || object.is_exact::<int::Int>() {
            self.int(object)?;
        } else if object.type_of().is(float::Float::class()) {
            self.out.push(b'g');
            self.out.extend(float::value(object).unwrap_or(0.0).to_le_bytes());
        } else if let Some(text) = object.exact::<Str>() {
            self.text(text)?;
        } else if let Some(tuple) = object.exact::<Tuple>() {
            self.sequence(b'(', tuple.items())?;
        } else if let Some(list) = object.exact::<List>() {
            self.sequence(b'[', &list.to_vec())?;
        } else if let Some(dict) = object.exact::<Dict>() {
            self.out.push(b'{');
            for (key, value) in dict.entries() {
                self.object(&key)?;
                self.object(&value)?;
            }
            self.out.push(b'0');
        } else if let Some(set) = any_set(object) {
            let kind = if object.is_exact::<Set>() { b'<' } else { b'>' };
            self.sequence(kind, &set.items())?;
        } else if let Some(code) = object.exact::<Code>() {
            self.code(code)?;
        } else if object.is(&exc::STOP_ITERATION.borrowed_obj()) {
            self.out.push(b'S');
        } else if let Some(content) = bytes_like(self.t, object)? {
            self.blob(&content)?;
        } else {
            return Err(self.unmarshallable());
        }
        Ok(())
    }

    fn int(&mut self, object: &Obj) -> PyResult<()> {
        let Some(number) = int::number(object) else { return Err(self.unmarshallable()) };
        if let Some(small) = number.to_i64().and_then(|n| i32::try_from(n).ok()) {
            self.out.push(b'i');
            self.out.extend(small.to_le_bytes());
            return Ok(());
        }
        self.out.push(b'l');
        let digits = digits15(number);
        let count = i32::try_from(digits.len()).map_err(|_| self.unmarshallable())?;
        self.out.extend((if number.is_negative() { -count } else { count }).to_le_bytes());
        digits.iter().for_each(|d| self.out.extend(d.to_le_bytes()));
        Ok(())
    }

    fn text(&mut self, text: &Str) -> PyResult<()> {
        let content = text.to_wtf8();
        match (text.is_ascii(), content.len() < 256) {
            (true, true) => {
                self.out.push(if text.is_interned() { b'Z' } else { b'z' });
                self.out.push(content.len() as u8);
            }
            (true, false) => {
                self.out.push(if text.is_interned() { b'A' } else { b'a' });
                self.size(content.len())?;
            }
            _ => {
                self.out.push(if text.is_interned() { b't' } else { b'u' });
                self.size(content.len())?;
            }
        }
        self.out.extend(&*content);
        Ok(())
    }

    fn code(&mut self, code: &Code) -> PyResult<()> {
        self.out.push(b'c');
        for number in [code.argcount, code.posonlyargcount, code.kwonlyargcount, code.stack_size() as u32, code.flags] {
            self.out.extend(number.to_le_bytes());
        }
        self.blob(code.bytecode())?;
        self.sequence(b'(', code.consts())?;
        self.sequence(b'(', code.names())?;
        self.sequence(b'(', code.localsplus())?;
        self.blob(code.kinds())?;
        for name in [&code.filename, &code.name, &code.qualname] {
            self.object(name)?;
        }
        self.out.extend(code.firstlineno.to_le_bytes());
        self.blob(&code.linetable)?;
        self.blob(&code.exceptiontable)
    }
}

/// The magnitude in digits of 15 bits.
fn digits15(number: IntRef) -> Vec<u16> {
    let bytes = number.magnitude().to_le_bytes();
    let mut digits = Vec::with_capacity(bytes.len() * 8 / 15 + 1);
    let (mut buffer, mut held) = (0u32, 0);
    for byte in bytes.iter() {
        buffer |= (*byte as u32) << held;
        held += 8;
        if held >= 15 {
            digits.push((buffer & 0x7FFF) as u16);
            buffer >>= 15;
            held -= 15;
        }
    }
    if buffer != 0 {
        digits.push(buffer as u16);
    }
    digits
}

/// Writes one object.
pub fn dumps(t: &Thread, object: &Obj) -> PyResult<Vec<u8>> {
    let mut writer = Writer { t, out: Vec::new(), depth: 0 };
    writer.object(object)?;
    Ok(writer.out)
}

#[taipan_macros::pymodule(name = "marshal")]
pub mod module {
    use taipan_vm::builtins::module::Module;
    use taipan_vm::builtins::{bytes, bytes_like};
    use taipan_vm::call::{self, IntoPy};
    use taipan_vm::object::value::Obj;
    use taipan_vm::thread::{PyResult, Thread, names};

    /// Convert the bytes-like object to a value.
    #[pyfunction(name = "loads", sig = "(bytes, /, *, allow_code=True)")]
    fn loads_function(t: &Thread, content: &Obj, _allow_code: bool) -> PyResult {
        match bytes_like(t, content)? {
            Some(content) => super::loads(t, &content),
            None => {
                let class = content.type_of().name_text();
                Err(t.type_error(format!("a bytes-like object is required, not '{class}'")))
            }
        }
    }

    /// Return the bytes object that would be written to a file by dump(value, file).
    #[pyfunction(name = "dumps", sig = "(value, version=5, /, *, allow_code=True)")]
    fn dumps_function(t: &Thread, value: &Obj, _version: i32, _allow_code: bool) -> PyResult {
        bytes::from_slice(t, &super::dumps(t, value)?)
    }

    /// Write the value on the open file.
    #[pyfunction(sig = "(value, file, version=5, /, *, allow_code=True)")]
    fn dump(t: &Thread, value: &Obj, file: &Obj, _version: i32, _allow_code: bool) -> PyResult {
        let content = bytes::from_slice(t, &super::dumps(t, value)?)?;
        call::call_method1(t, file, &names::write, &content)
    }

    /// Read one value from the open file and return it.
    #[pyfunction(sig = "(file, /, *, allow_code=True)")]
    fn load(t: &Thread, file: &Obj, allow_code: bool) -> PyResult {
        let content = call::call_method0(t, file, &names::read)?;
        loads_function(t, &content, allow_code)
    }

    #[pyinit]
    fn init(t: &Thread, module: &Module) -> PyResult<()> {
        module.set(t, "version", 5i64.into_py(t)?)
    }
}
