//! Images: the code of modules in one piece of read-only memory, from which they are imported.
//!
//! `taipan` holds one with the standard library; an executable holds one with the program and what it imports
//! of the library. The build makes them and they are trusted, but one that is damaged is refused, not followed.
//!
//! ```text
//! image   magic "TPNIMG2\n" | count: u32 | count × row | data
//! row     name length: u16 | file length: u16 | flags: u16 | 0: u16 | code: part | source: part | name | file
//! part    offset: u32 | packed: u32 | size: u32
//! ```
//!
//! Integers are little-endian; offsets count from the start of the data. A part is compressed with Zstandard,
//! `packed` bytes that become `size`; one of 0 packed bytes is not there. Code is marshalled as CPython 3.14
//! marshals it. Names and files are UTF-8. A module without a file belongs to the library and is imported as
//! a frozen one; the others are the program's, and their file is a path below the program's folder.
//! `docs/executables.md` says how executables hold their image.

/// The first bytes of an image.
pub const MAGIC: &[u8; 8] = b"TPNIMG2\n";

/// A module that has submodules.
pub const PACKAGE: u16 = 1;
/// A folder without `__init__`: a part of a namespace package. It has neither code nor source.
pub const NAMESPACE: u16 = 2;

/// The name under which a program's main module stands.
pub const MAIN: &str = "__main__";

const ROW: usize = 32;

/// Compressed bytes inside an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part<'a> {
    pub packed: &'a [u8],
    /// Bytes when unpacked.
    pub size: usize,
}

/// A module of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Module<'a> {
    pub name: &'a str,
    /// Empty for the library's.
    pub file: &'a str,
    pub flags: u16,
    pub code: Option<Part<'a>>,
    pub source: Option<Part<'a>>,
}

impl Module<'_> {
    pub fn is_package(&self) -> bool {
        self.flags & PACKAGE != 0
    }

    pub fn is_namespace(&self) -> bool {
        self.flags & NAMESPACE != 0
    }
}

/// The modules of an image, in its order; None if it is damaged.
pub fn read(image: &[u8]) -> Option<Vec<Module<'_>>> {
    let short = |at: usize| Some(usize::from(u16::from_le_bytes(image.get(at..at + 2)?.try_into().ok()?)));
    let number = |at: usize| Some(u32::from_le_bytes(image.get(at..at + 4)?.try_into().ok()?) as usize);
    if image.get(..MAGIC.len())? != MAGIC {
        return None;
    }
    let count = number(MAGIC.len())?;
    let first = MAGIC.len() + 4;
    let mut data = first;
    for _ in 0..count {
        data += ROW + short(data)? + short(data + 2)?;
    }
    let part = |at: usize| -> Option<Option<Part<'_>>> {
        let (start, packed, size) = (data + number(at)?, number(at + 4)?, number(at + 8)?);
        Some(if packed == 0 { None } else { Some(Part { packed: image.get(start..start + packed)?, size }) })
    };
    let mut modules = Vec::new();
    let mut at = first;
    for _ in 0..count {
        let (name, file) = (short(at)?, short(at + 2)?);
        let texts = at + ROW;
        modules.push(Module {
            name: std::str::from_utf8(image.get(texts..texts + name)?).ok()?,
            file: std::str::from_utf8(image.get(texts + name..texts + name + file)?).ok()?,
            flags: short(at + 4)? as u16,
            code: part(at + 8)?,
            source: part(at + 20)?,
        });
        at = texts + name + file;
    }
    Some(modules)
}

/// An image of the modules. None: it would not fit its own numbers.
pub fn write(modules: &[Module<'_>]) -> Option<Vec<u8>> {
    let mut out = MAGIC.to_vec();
    let mut data: Vec<u8> = Vec::new();
    out.extend(u32::try_from(modules.len()).ok()?.to_le_bytes());
    for module in modules {
        for length in [module.name.len(), module.file.len()] {
            out.extend(u16::try_from(length).ok()?.to_le_bytes());
        }
        out.extend(module.flags.to_le_bytes());
        out.extend([0; 2]);
        for part in [module.code, module.source] {
            let part = part.unwrap_or(Part { packed: &[], size: 0 });
            for number in [data.len(), part.packed.len(), part.size] {
                out.extend(u32::try_from(number).ok()?.to_le_bytes());
            }
            data.extend(part.packed);
        }
        out.extend(module.name.as_bytes());
        out.extend(module.file.as_bytes());
    }
    out.extend(data);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let code = Part { packed: b"code", size: 9 };
        let modules = [
            Module { name: "os", file: "", flags: 0, code: Some(code), source: None },
            Module { name: "a.b", file: "a/b.py", flags: PACKAGE, code: None, source: Some(code) },
        ];
        let image = write(&modules).unwrap();
        assert_eq!(read(&image).unwrap(), modules);
        for length in 0..image.len() {
            assert_eq!(read(&image[..length]), None);
        }
    }
}
