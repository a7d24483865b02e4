//! The object file of an executable: the image, the record that the runtime reads, and `main`.
//!
//! The record's layout is that of `Program` in `runtime/bundle/src/executable.rs`.

use object::write::{Object, Relocation, StandardSegment, Symbol, SymbolSection};
use object::{
    Architecture, BinaryFormat, Endianness, RelocationEncoding, RelocationFlags, RelocationKind, SectionKind,
    SymbolFlags, SymbolKind, SymbolScope, elf,
};

/// Bytes of the record: image, its length, the JIT, machine code.
const RECORD: usize = 32;
const LENGTH_AT: usize = 8;
const JIT_AT: u64 = 16;
const CODE_AT: u64 = 24;

/// `main`, which passes its arguments and the record to the runtime: instructions, and where the record's address and
/// the runtime's go.
struct Main {
    code: &'static [u8],
    relocations: &'static [(u64, Target, RelocationFlags, i64)],
}

#[derive(Clone, Copy, PartialEq)]
enum Target {
    Record,
    Runtime,
}

const fn generic(kind: RelocationKind, encoding: RelocationEncoding, size: u8) -> RelocationFlags {
    RelocationFlags::Generic { kind, encoding, size }
}

/// `lea rdx, [rip + record]`; `jmp taipan_main`
const X86_64: Main = Main {
    code: &[0x48, 0x8D, 0x15, 0, 0, 0, 0, 0xE9, 0, 0, 0, 0],
    relocations: &[
        (3, Target::Record, generic(RelocationKind::Relative, RelocationEncoding::Generic, 32), -4),
        (8, Target::Runtime, generic(RelocationKind::PltRelative, RelocationEncoding::X86Branch, 32), -4),
    ],
};

/// `adrp x2, record`; `add x2, x2, :lo12:record`; `b taipan_main`
const AARCH64: Main = Main {
    code: &[0x02, 0, 0, 0x90, 0x42, 0, 0, 0x91, 0, 0, 0, 0x14],
    relocations: &[
        (0, Target::Record, RelocationFlags::Elf { r_type: elf::R_AARCH64_ADR_PREL_PG_HI21 }, 0),
        (4, Target::Record, RelocationFlags::Elf { r_type: elf::R_AARCH64_ADD_ABS_LO12_NC }, 0),
        (8, Target::Runtime, RelocationFlags::Elf { r_type: elf::R_AARCH64_JUMP26 }, 0),
    ],
};

/// The object file. The error says why there can be none.
pub fn file(image: &[u8], with_jit: bool, has_code: bool) -> Result<Vec<u8>, String> {
    let (architecture, main) = match std::env::consts::ARCH {
        "x86_64" => (Architecture::X86_64, X86_64),
        "aarch64" => (Architecture::Aarch64, AARCH64),
        other => return Err(format!("executables cannot be made for {other} yet")),
    };
    let mut object = Object::new(BinaryFormat::Elf, architecture, Endianness::Little);
    let rodata = object.segment_name(StandardSegment::Data).to_vec();
    let section = object.add_section(rodata.clone(), b".rodata.taipan_image".to_vec(), SectionKind::ReadOnlyData);
    object.set_section_data(section, image, 16);
    let image_symbol = object.add_symbol(symbol("taipan_image", SymbolSection::Section(section), image.len() as u64));

    let section = object.add_section(rodata, b".data.rel.ro.taipan_program".to_vec(), SectionKind::ReadOnlyDataWithRel);
    let mut record = [0; RECORD];
    record[LENGTH_AT..][..8].copy_from_slice(&(image.len() as u64).to_le_bytes());
    object.set_section_data(section, record.to_vec(), 8);
    let record = object.add_symbol(symbol("taipan_program", SymbolSection::Section(section), RECORD as u64));
    let mut pointers = vec![(0, image_symbol)];
    if with_jit {
        pointers.push((JIT_AT, object.add_symbol(symbol("taipan_jit", SymbolSection::Undefined, 0))));
    }
    if has_code {
        // The other object file's record.
        pointers.push((CODE_AT, object.add_symbol(symbol("taipan_native_code", SymbolSection::Undefined, 0))));
    }
    let flags = generic(RelocationKind::Absolute, RelocationEncoding::Generic, 64);
    for (offset, symbol) in pointers {
        let relocation = Relocation { offset, symbol, addend: 0, flags };
        object.add_relocation(section, relocation).map_err(|error| error.to_string())?;
    }

    let text = object.segment_name(StandardSegment::Text).to_vec();
    let section = object.add_section(text, b".text.main".to_vec(), SectionKind::Text);
    object.set_section_data(section, main.code, 16);
    let start = Symbol {
        kind: SymbolKind::Text,
        scope: SymbolScope::Dynamic,
        ..symbol("main", SymbolSection::Section(section), main.code.len() as u64)
    };
    object.add_symbol(start);
    let runtime = object.add_symbol(symbol("taipan_main", SymbolSection::Undefined, 0));
    for &(offset, target, flags, addend) in main.relocations {
        let symbol = if target == Target::Record { record } else { runtime };
        object
            .add_relocation(section, Relocation { offset, symbol, addend, flags })
            .map_err(|error| error.to_string())?;
    }
    // Without it the linker takes the stack to be executable.
    object.add_section(Vec::new(), b".note.GNU-stack".to_vec(), SectionKind::Other);
    object.write().map_err(|error| error.to_string())
}

fn symbol(name: &str, section: SymbolSection, size: u64) -> Symbol {
    let is_undefined = section == SymbolSection::Undefined;
    Symbol {
        name: name.as_bytes().to_vec(),
        value: 0,
        size,
        kind: if is_undefined { SymbolKind::Unknown } else { SymbolKind::Data },
        scope: if is_undefined { SymbolScope::Unknown } else { SymbolScope::Compilation },
        weak: false,
        section,
        flags: SymbolFlags::None,
    }
}
