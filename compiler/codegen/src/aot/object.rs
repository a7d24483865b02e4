//! The object file's sections, symbols and relocations.

use object::write::{Object, Relocation, StandardSegment, Symbol, SymbolId, SymbolSection};
use object::{
    Architecture, BinaryFormat, Endianness, RelocationEncoding, RelocationFlags, RelocationKind as Kind, SectionKind,
    SymbolFlags, SymbolKind, SymbolScope, elf,
};
use taipan_abi::helpers::Helper;
use taipan_abi::unit::{CompiledUnit, Refusal, RefusalReason, RelocationTarget, TABLE_HEADER};

use super::Unit;
use crate::preserving;
use crate::unit::RelocationKind;

/// The symbol of the record.
pub const RECORD_SYMBOL: &str = "taipan_native_code";
/// The runtime's function that takes the record.
pub const LOADER_SYMBOL: &str = "taipan_native";

/// The symbol of a helper of the runtime.
pub fn helper_symbol(helper: Helper) -> String {
    format!("taipan_helper_{}", helper.info().name)
}

const CODE_ALIGNMENT: u64 = 32;

/// Refuses a unit with relocations that no object file can have.
pub(super) fn check(unit: &CompiledUnit) -> Result<(), Refusal> {
    for relocation in &unit.relocations {
        let kind = RelocationKind::from_number(relocation.kind);
        let is_fine = kind.is_some_and(|kind| kind != RelocationKind::Absolute)
            && !matches!(relocation.target, RelocationTarget::Symbol(_));
        if !is_fine {
            return Err(Refusal::new(RefusalReason::Backend, format!("{}: {relocation:?}", unit.name)));
        }
    }
    Ok(())
}

/// What a kind of relocation is called in object files.
fn flags(kind: RelocationKind) -> RelocationFlags {
    let generic = |kind, encoding, size| RelocationFlags::Generic { kind, encoding, size };
    match kind {
        RelocationKind::Absolute => generic(Kind::Absolute, RelocationEncoding::Generic, 64),
        RelocationKind::Relative => generic(Kind::Relative, RelocationEncoding::Generic, 32),
        RelocationKind::RelativeCall | RelocationKind::PreservingCall => {
            generic(Kind::PltRelative, RelocationEncoding::X86Branch, 32)
        }
        RelocationKind::ArmCall => RelocationFlags::Elf { r_type: elf::R_AARCH64_CALL26 },
        RelocationKind::ArmPage => RelocationFlags::Elf { r_type: elf::R_AARCH64_ADR_PREL_PG_HI21 },
        RelocationKind::ArmPageOffset => RelocationFlags::Elf { r_type: elf::R_AARCH64_ADD_ABS_LO12_NC },
    }
}

/// An object file in the making.
struct Writer {
    object: Object<'static>,
    text: object::write::SectionId,
    /// Helpers as they are, and by their stubs.
    helpers: Vec<Option<SymbolId>>,
    stubs: Vec<(Helper, SymbolId)>,
}

fn symbol(name: &str, section: SymbolSection, value: u64, size: u64, kind: SymbolKind) -> Symbol {
    let is_undefined = section == SymbolSection::Undefined;
    Symbol {
        name: name.as_bytes().to_vec(),
        value,
        size,
        kind: if is_undefined { SymbolKind::Unknown } else { kind },
        scope: if is_undefined { SymbolScope::Unknown } else { SymbolScope::Compilation },
        weak: false,
        section,
        flags: SymbolFlags::None,
    }
}

impl Writer {
    fn undefined(&mut self, name: &str) -> SymbolId {
        self.object.add_symbol(symbol(name, SymbolSection::Undefined, 0, 0, SymbolKind::Unknown))
    }

    fn helper(&mut self, helper: Helper) -> SymbolId {
        match self.helpers[helper as usize] {
            Some(known) => known,
            None => {
                let made = self.undefined(&helper_symbol(helper));
                self.helpers[helper as usize] = Some(made);
                made
            }
        }
    }

    /// Adds a function to the code, and its symbol.
    fn code(&mut self, name: &str, code: &[u8]) -> (u64, SymbolId) {
        let at = self.object.append_section_data(self.text, code, CODE_ALIGNMENT);
        let section = SymbolSection::Section(self.text);
        (at, self.object.add_symbol(symbol(name, section, at, code.len() as u64, SymbolKind::Text)))
    }

    fn relocate(
        &mut self,
        section: object::write::SectionId,
        offset: u64,
        symbol: SymbolId,
        addend: i64,
        flags: RelocationFlags,
    ) -> Result<(), String> {
        let relocation = Relocation { offset, symbol, addend, flags };
        self.object.add_relocation(section, relocation).map_err(|error| error.to_string())
    }

    /// x86-64: the stubs by which cold ways call helpers.
    fn preserving_stubs(&mut self) -> Result<(), String> {
        let (_, body) = self.code("taipan_preserving", &preserving::body());
        for helper in preserving::HELPERS {
            let target = self.helper(helper);
            let (at, stub) = self.code(&format!("taipan_preserving_{}", helper.info().name), preserving::NEAR_STUB);
            let text = self.text;
            self.relocate(text, at + preserving::NEAR_HELPER, target, -4, flags(RelocationKind::Relative))?;
            self.relocate(text, at + preserving::NEAR_BODY, body, -4, flags(RelocationKind::Relative))?;
            self.stubs.push((helper, stub));
        }
        Ok(())
    }

    fn target(&mut self, relocation: &taipan_abi::unit::Relocation, table: (SymbolId, u64)) -> Option<(SymbolId, i64)> {
        match relocation.target {
            RelocationTarget::Helper(number) => {
                let helper = *Helper::ALL.get(number as usize)?;
                if relocation.kind == RelocationKind::PreservingCall as u8 {
                    return self.stubs.iter().find(|(h, _)| *h == helper).map(|(_, stub)| (*stub, 0));
                }
                Some((self.helper(helper), 0))
            }
            RelocationTarget::Table(offset) => Some((table.0, (table.1 + u64::from(offset)) as i64)),
            RelocationTarget::Symbol(_) => None,
        }
    }
}

/// The object file of units and their index. The error says why there can be none.
pub(super) fn write(triple: &str, index: &[u8], units: &[Unit]) -> Result<Vec<u8>, String> {
    let architecture = match triple.split('-').next() {
        Some("x86_64") => Architecture::X86_64,
        Some("aarch64") => Architecture::Aarch64,
        _ => return Err(format!("native code cannot be made for {triple} yet")),
    };
    let mut object = Object::new(BinaryFormat::Elf, architecture, Endianness::Little);
    let segment = object.segment_name(StandardSegment::Text).to_vec();
    let text = object.add_section(segment, b".text.taipan_native".to_vec(), SectionKind::Text);
    let mut w = Writer { object, text, helpers: vec![None; Helper::ALL.len()], stubs: Vec::new() };
    if architecture == Architecture::X86_64 {
        w.preserving_stubs()?;
    }

    let data = w.object.segment_name(StandardSegment::Data).to_vec();
    let tables = w.object.add_section(data.clone(), b".bss.taipan_tables".to_vec(), SectionKind::UninitializedData);
    let words: usize = units.iter().map(|u| TABLE_HEADER as usize + u.compiled.table.len()).sum();
    w.object.append_section_bss(tables, 8 * words as u64, 16);
    let section = SymbolSection::Section(tables);
    let tables = w.object.add_symbol(symbol("taipan_tables", section, 0, 8 * words as u64, SymbolKind::Data));

    let mut places = Vec::new();
    let mut table_at = 0;
    for unit in units {
        let (at, code) = w.code(&format!("py::{}", unit.compiled.name), &unit.compiled.code);
        for relocation in &unit.compiled.relocations {
            let bad = || format!("{}: {relocation:?}", unit.compiled.name);
            let kind = RelocationKind::from_number(relocation.kind).ok_or_else(bad)?;
            let (symbol, more) = w.target(relocation, (tables, table_at)).ok_or_else(bad)?;
            let offset = at + u64::from(relocation.offset);
            w.relocate(text, offset, symbol, relocation.addend + more, flags(kind))?;
        }
        places.push((code, table_at));
        table_at += 8 * (u64::from(TABLE_HEADER) + unit.compiled.table.len() as u64);
    }

    let descriptions = w.object.add_section(data.clone(), b".rodata.taipan_units".to_vec(), SectionKind::ReadOnlyData);
    let mut bytes = (index.len() as u64).to_le_bytes().to_vec();
    bytes.extend_from_slice(index);
    units.iter().for_each(|unit| bytes.extend_from_slice(&unit.description));
    let length = bytes.len() as u64;
    w.object.set_section_data(descriptions, bytes, 8);
    let section = SymbolSection::Section(descriptions);
    let descriptions = w.object.add_symbol(symbol("taipan_units", section, 0, length, SymbolKind::Data));

    let absolute = flags(RelocationKind::Absolute);
    let section =
        w.object.add_section(data.clone(), b".data.rel.ro.taipan_places".to_vec(), SectionKind::ReadOnlyDataWithRel);
    w.object.set_section_data(section, vec![0; 16 * places.len()], 8);
    for (number, &(code, table)) in places.iter().enumerate() {
        w.relocate(section, 16 * number as u64, code, 0, absolute)?;
        w.relocate(section, 16 * number as u64 + 8, tables, table as i64, absolute)?;
    }
    let size = 16 * places.len() as u64;
    let section = SymbolSection::Section(section);
    let places_symbol = w.object.add_symbol(symbol("taipan_places", section, 0, size, SymbolKind::Data));

    // The layout is that of `NativeCode` in `runtime/bundle/src/native.rs`.
    let section = w.object.add_section(data, b".data.rel.ro.taipan_native".to_vec(), SectionKind::ReadOnlyDataWithRel);
    let mut record = vec![0; 40];
    record[16..24].copy_from_slice(&length.to_le_bytes());
    record[32..].copy_from_slice(&(places.len() as u64).to_le_bytes());
    w.object.set_section_data(section, record, 8);
    let loader = w.undefined(LOADER_SYMBOL);
    for (offset, symbol) in [(0, loader), (8, descriptions), (24, places_symbol)] {
        w.relocate(section, offset, symbol, 0, absolute)?;
    }
    let record = symbol(RECORD_SYMBOL, SymbolSection::Section(section), 0, 40, SymbolKind::Data);
    w.object.add_symbol(Symbol { scope: SymbolScope::Linkage, ..record });
    // Without it the linker takes the stack to be executable.
    w.object.add_section(Vec::new(), b".note.GNU-stack".to_vec(), SectionKind::Other);
    w.object.write().map_err(|error| error.to_string())
}
