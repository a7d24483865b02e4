//! Reads what tier 0 saw out of its inline caches.
//!
//! Caches hold raw words of objects they do not own. A word is believed only where the cache's version says that
//! whoever owned it still does: types and key tables never use a version twice. Types themselves are looked for among
//! those alive.

use std::collections::HashSet;

use taipan_abi::feedback::{LoadAttribute, Site, StoreAttribute, kind};
use taipan_abi::opcodes::Op;

use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::float::Float;
use crate::builtins::int::Int;
use crate::builtins::module::Module;
use crate::builtins::object::Object;
use crate::interpreter::code_units::Unit;
use crate::interpreter::ops::attr;
use crate::object::attribute_cache::{self, Way};
use crate::object::ready::for_each_subclass;
use crate::object::types::Type;
use crate::object::value::{Ref, Value};
use crate::thread::Thread;

/// The types alive, collected when first asked for.
#[derive(Default)]
struct Types(Option<HashSet<u64>>);

impl Types {
    fn is_alive(&mut self, class: u64) -> bool {
        fn collect(class: &Type, into: &mut HashSet<u64>) {
            if into.insert(class as *const Type as u64) {
                for_each_subclass(class, &mut |subclass| collect(subclass, into));
            }
        }
        self.0
            .get_or_insert_with(|| {
                let mut all = HashSet::new();
                collect(Object::class(), &mut all);
                all
            })
            .contains(&class)
    }

    /// The class, if it is alive and has the version.
    fn with_version(&mut self, class: u64, version: u32) -> bool {
        // SAFETY: types alive are readable.
        version != 0 && self.is_alive(class) && unsafe { &*(class as *const Type) }.version.get() == version
    }
}

/// Reads the caches of one code object.
pub struct Reader<'a> {
    t: &'a Thread,
    code: &'a Code,
    globals: Option<&'a Dict>,
    builtins: Option<&'a Dict>,
    types: Types,
}

impl<'a> Reader<'a> {
    pub fn new(t: &'a Thread, code: &'a Code, globals: Option<&'a Dict>, builtins: Option<&'a Dict>) -> Reader<'a> {
        Reader { t, code, globals, builtins, types: Types::default() }
    }

    /// What every instruction with a cache saw, by code unit.
    pub fn sites(&mut self) -> Vec<(u32, Site)> {
        let decoded = self.code.decoded();
        let bytes = self.code.bytecode();
        let mut sites = Vec::new();
        let mut index = 0;
        while index + 1 < decoded.units.len() {
            let at = decoded.origins[index];
            let Some(op) = bytes.get(2 * at as usize).and_then(|&b| Op::from_number(b)) else { break };
            let caches = crate::interpreter::code_units::cache_units(op);
            if caches > 0 {
                let (unit, cache) = (&decoded.units[index], &decoded.units[index + 1..index + 1 + caches]);
                sites.extend(self.site(op, unit, cache).map(|site| (at, site)));
            }
            index += 1 + caches;
        }
        sites
    }

    fn site(&mut self, op: Op, unit: &Unit, cache: &[Unit]) -> Option<Site> {
        match op {
            Op::BINARY_OP | Op::COMPARE_OP | Op::STORE_SUBSCR | Op::CONTAINS_OP => Site::from_operand_word(cache[0].a),
            Op::FOR_ITER | Op::UNPACK_SEQUENCE | Op::TO_BOOL => Site::from_kinds_word(cache[0].a),
            Op::POP_JUMP_IF_FALSE | Op::POP_JUMP_IF_TRUE | Op::POP_JUMP_IF_NONE | Op::POP_JUMP_IF_NOT_NONE => {
                Some(Site::Branch { not_taken: cache[0].a, taken: cache[0].b })
            }
            Op::LOAD_GLOBAL => self.global(unit, cache),
            Op::LOAD_ATTR => match attr::polymorphic_shapes(unit, cache) {
                Some(shapes) => self.loads(unit, &shapes),
                None => self.load(unit, cache).map(Site::Load),
            },
            Op::STORE_ATTR => self.store(unit, cache).map(Site::Store),
            Op::CALL => self.targets([cache[0].a, cache[0].b, cache[1].a, cache[1].b]),
            _ => None,
        }
    }

    fn global(&self, unit: &Unit, cache: &[Unit]) -> Option<Site> {
        let name = self.code.names().get(unit.b as usize >> 1)?.value();
        let (globals_version, builtins_version) = (cache[0].a as u32, (cache[0].a >> 32) as u32);
        let globals = self.globals?;
        if globals_version == 0 || current_version(globals) != globals_version {
            return None;
        }
        let holder = if builtins_version == 0 { globals } else { self.builtins? };
        if builtins_version != 0 && current_version(holder) != builtins_version {
            return None;
        }
        let value = holder.value_at(cache[0].b as usize)?.value().bits();
        Some(Site::Global { dict: holder as *const Dict as u64, name: name.bits(), value })
    }

    fn load(&mut self, unit: &Unit, cache: &[Unit]) -> Option<LoadAttribute> {
        let words = [cache[0].a, cache[0].b, cache[1].a];
        let (low, high) = (words[0] as u32, (words[0] >> 32) as u32);
        match attr::specialised_load(unit)? {
            attr::Specialised::Slot => {
                let class = self.t.interp().shapes.get(low).class() as u64;
                let version = words[1] as u32;
                let valid = self.types.with_version(class, version);
                valid.then_some(LoadAttribute::Slot { shape: low, offset: high, class, version })
            }
            attr::Specialised::Method => {
                let (class, function) = (words[1], words[2]);
                let valid = self.types.with_version(class, high);
                valid.then_some(LoadAttribute::Method { shape: low, class, version: high, function })
            }
            attr::Specialised::ImmediateMethod => {
                let (class, function) = (words[1], words[2]);
                // The others have few methods.
                let is_number = [Int::class(), Float::class()].map(|c| c as *const Type as u64).contains(&class);
                let valid = is_number && self.types.with_version(class, high);
                valid.then_some(LoadAttribute::Method { shape: 0, class, version: high, function })
            }
            attr::Specialised::ClassValue => {
                let (class, value) = (words[1], words[2]);
                let valid = self.types.with_version(class, high);
                valid.then_some(LoadAttribute::ClassValue { shape: low, class, version: high, value })
            }
            attr::Specialised::Member => {
                let class = words[1];
                let valid = self.types.with_version(class, low);
                valid.then_some(LoadAttribute::Member { class, version: low, offset: high })
            }
            attr::Specialised::Module => {
                let module = self.module_of(words[1])?;
                let dict = module.dict();
                if current_version(&dict) != low {
                    return None;
                }
                let value = dict.value_at(high as usize)?.value().bits();
                let name = self.code.names().get(unit.b as usize >> 1)?.value().bits();
                Some(LoadAttribute::Module { module: module.obj().value().bits(), dict: words[1], name, value })
            }
            attr::Specialised::TypeAttribute => {
                let (class, value) = (words[1], words[2]);
                let valid = self.types.with_version(class, low);
                valid.then_some(LoadAttribute::TypeAttribute { class, version: low, value })
            }
        }
    }

    /// The ways of a polymorphic load; None where one of them has no shape or cannot be remembered.
    fn loads(&mut self, unit: &Unit, shapes: &[u32]) -> Option<Site> {
        let name = self.code.names().get(unit.b as usize >> 1)?;
        let mut ways = Vec::new();
        for &shape in shapes {
            let class = self.t.interp().shapes.get(shape).class();
            if shape == 0 || !self.types.is_alive(class as u64) {
                return None;
            }
            // SAFETY: types alive are readable.
            let target = unsafe { &*class };
            let route = attribute_cache::load_route_by_shape(self.t, target, shape, name);
            let (class, version) = (class as u64, target.version.get());
            ways.push(match route.way {
                Way::Slot => LoadAttribute::Slot { shape, offset: route.offset, class, version },
                Way::Method => LoadAttribute::Method { shape, class, version, function: route.payload },
                Way::ClassValue => LoadAttribute::ClassValue { shape, class, version, value: route.payload },
                _ => return None,
            });
        }
        (ways.len() > 1).then_some(Site::Loads(ways))
    }

    fn store(&mut self, unit: &Unit, cache: &[Unit]) -> Option<StoreAttribute> {
        let (shape, offset) = (cache[0].a as u32, (cache[0].a >> 32) as u32);
        let (version, new_shape) = (cache[0].b as u32, (cache[0].b >> 32) as u32);
        if attr::is_member_store(unit) {
            let class = cache[1].a;
            let valid = self.types.with_version(class, version);
            return valid.then_some(StoreAttribute { shape, offset, class, version, new_shape: 0 });
        }
        if !attr::is_slot_store(unit) {
            return None;
        }
        let class = self.t.interp().shapes.get(shape).class() as u64;
        let valid = self.types.with_version(class, version);
        valid.then_some(StoreAttribute { shape, offset, class, version, new_shape })
    }

    /// The code a call ran, in the order seen; nothing where that was too much, or some of it is gone.
    fn targets(&self, words: [u64; 4]) -> Option<Site> {
        let targets: Vec<u64> = words.into_iter().filter(|&w| w != 0).collect();
        let all = targets.iter().all(|&word| self.is_code(word));
        (all && !targets.is_empty()).then_some(Site::Call { targets })
    }

    /// Whether a code object lives at an address. It may be another one than was seen there: a wrong guess, no more.
    fn is_code(&self, word: u64) -> bool {
        // SAFETY: just found alive.
        self.t.heap.is_live_gc(word) && unsafe { Value::from_bits(word).to_obj() }.is_exact::<Code>()
    }

    /// The module among the imported ones that has the dict.
    fn module_of(&self, dict: u64) -> Option<Ref<Module>> {
        let modules = self.t.interp().modules.get()?;
        let mut at = 0;
        while let Some((_, module)) = modules.next_entry(&mut at) {
            if let Some(found) = module.exact::<Module>()
                && found.dict_ptr() as u64 == dict
            {
                return module.clone().into_ref().ok();
            }
        }
        None
    }
}

/// The version of a dict's key table, 0 where it has none.
fn current_version(dict: &Dict) -> u32 {
    let table = dict.table_ptr();
    // SAFETY: a dict's table is readable while the dict lives and nothing runs.
    if table.is_null() { 0 } else { unsafe { (*table).keys_version } }
}

/// Lets instructions see kinds of operands anew.
pub fn forget_kinds(code: &Code) {
    code.tier.next_phase();
    let decoded = code.decoded();
    let bytes = code.bytecode();
    let mut index = 0;
    while index + 1 < decoded.units.len() {
        let at = decoded.origins[index];
        let Some(op) = bytes.get(2 * at as usize).and_then(|&b| Op::from_number(b)) else { break };
        let caches = crate::interpreter::code_units::cache_units(op);
        if matches!(
            op,
            Op::BINARY_OP
                | Op::COMPARE_OP
                | Op::STORE_SUBSCR
                | Op::CONTAINS_OP
                | Op::FOR_ITER
                | Op::UNPACK_SEQUENCE
                | Op::TO_BOOL
        ) {
            // SAFETY: the instruction has a cache unit, and units are only touched by this thread.
            let word = unsafe { &mut (*(&raw const decoded.units[index + 1]).cast_mut()).a };
            *word = if *word == 0 { 0 } else { kind::RAN };
        }
        index += 1 + caches;
    }
}
