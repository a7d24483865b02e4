//! What tier 0 saw: one [`Site`] per instruction with an inline cache, keyed by code unit.
//!
//! This is the interpreter's inline caches taken out of their words. Absence of a site means that
//! the instruction never ran or says nothing; it never means "anything goes".

/// Kinds of operands, one bit each: the bits `BINARY_OP` and `COMPARE_OP` collect in their cache word
/// (the right operand's shifted by 16).
pub mod kind {
    pub const INT: u16 = 1;
    pub const FLOAT: u16 = 2;
    /// Anything without a bit of its own.
    pub const OTHER: u16 = 4;
    pub const BOOL: u16 = 8;
    pub const STR: u16 = 16;
    pub const LIST: u16 = 32;
    pub const TUPLE: u16 = 64;
    pub const DICT: u16 = 128;
    pub const NONE: u16 = 256;
    pub const RANGE_ITERATOR: u16 = 512;
    pub const LIST_ITERATOR: u16 = 1024;
    pub const TUPLE_ITERATOR: u16 = 2048;
    /// What gives pairs: `enumerate`, `zip` of two, items of a dict.
    pub const PAIR_ITERATOR: u16 = 4096;
    /// In the whole word: the instruction ran, but what it saw was forgotten.
    pub const RAN: u64 = 1 << 15;
    /// In the whole word: two ints whose result was no small int.
    pub const OVERFLOWED: u64 = 1 << 32;
}

/// How an attribute load found its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadAttribute {
    /// An inline slot of the receiver, at a byte offset.
    Slot { shape: u32, offset: u32, class: u64, version: u32 },
    /// A function of the receiver's class; `shape` 0: the class has no shapes.
    Method { shape: u32, class: u64, version: u32, function: u64 },
    /// A value of the receiver's class that is no descriptor.
    ClassValue { shape: u32, class: u64, version: u32, value: u64 },
    /// A `__slots__` member, at a byte offset.
    Member { class: u64, version: u32, offset: u32 },
    /// A module's global; the receiver is the module itself.
    Module { module: u64, dict: u64, name: u64, value: u64 },
    /// An attribute of a class object.
    TypeAttribute { class: u64, version: u32, value: u64 },
}

/// How an attribute store went: into a word of the object, a slot or one of `__slots__`. `shape` 0: the class has no
/// shapes; `new_shape` 0: the word was there already, though perhaps UNBOUND.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoreAttribute {
    pub shape: u32,
    pub offset: u32,
    pub class: u64,
    pub version: u32,
    pub new_shape: u32,
}

/// What one instruction saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Site {
    /// Operand kinds of an operator, comparison or subscript.
    Operands {
        left: u16,
        right: u16,
        overflowed: bool,
    },
    /// How often a conditional jump went each way.
    Branch {
        not_taken: u64,
        taken: u64,
    },
    Load(LoadAttribute),
    /// Receivers of two to four shapes, each with the way its value was found.
    Loads(Vec<LoadAttribute>),
    Store(StoreAttribute),
    /// The value of a global or builtin, stable so far; `dict` is the one that held it.
    Global {
        dict: u64,
        name: u64,
        value: u64,
    },
    /// Code objects of the Python functions called, in the order seen, at most four. Calls of anything else are not
    /// noted.
    Call {
        targets: Vec<u64>,
    },
    /// Kinds of what was iterated, unpacked or converted.
    Kinds(u16),
}

impl Site {
    /// The site of a `BINARY_OP` or `COMPARE_OP` cache word; None where it never ran.
    pub fn from_operand_word(word: u64) -> Option<Site> {
        let known = word & !kind::RAN;
        let (left, right) = (known as u16, (known >> 16) as u16);
        let overflowed = word & kind::OVERFLOWED != 0;
        (word != 0).then_some(Site::Operands { left, right, overflowed })
    }

    /// The site of a cache word with kinds of one value; None where it never ran.
    pub fn from_kinds_word(word: u64) -> Option<Site> {
        (word != 0).then_some(Site::Kinds((word & !kind::RAN) as u16))
    }

    /// Whether this tells that the instruction ran.
    pub fn has_run(&self) -> bool {
        !matches!(self, Site::Branch { not_taken: 0, taken: 0 })
    }
}

/// All that is known about the runs of one code object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feedback {
    /// By rising code unit of the instruction (of its `EXTENDED_ARG` prefix, if it has one, the opcode's own unit).
    sites: Vec<(u32, Site)>,
    /// How often the function was entered.
    pub entries: u64,
    /// Every instruction that ran has its site, and some did.
    is_complete: bool,
}

impl Feedback {
    /// Feedback from sites in any order; of two for one unit the later counts.
    pub fn new(mut sites: Vec<(u32, Site)>, entries: u64) -> Feedback {
        sites.sort_by_key(|(at, _)| *at);
        sites.reverse();
        sites.dedup_by_key(|(at, _)| *at);
        sites.reverse();
        Feedback { sites, entries, is_complete: false }
    }

    /// Feedback with a site for every instruction that ran and could leave one.
    pub fn complete(sites: Vec<(u32, Site)>, entries: u64) -> Feedback {
        let is_complete = sites.iter().any(|(_, site)| site.has_run());
        Feedback { is_complete, ..Feedback::new(sites, entries) }
    }

    /// Whether an instruction without a site never ran, in code that did.
    pub fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// What the instruction at a code unit saw.
    pub fn at(&self, unit: u32) -> Option<&Site> {
        self.sites.binary_search_by_key(&unit, |(at, _)| *at).ok().map(|i| &self.sites[i].1)
    }

    pub fn sites(&self) -> &[(u32, Site)] {
        &self.sites
    }
}
