//! The type lattice: a set of exact classes, refined by one fact that holds for the whole set.
//!
//! Bottom is the empty set, top every bit. Union never loses soundness: the refinement survives only
//! where both sides agree (ranges are joined). Types describe values, not representations: a raw `i64` has
//! an int type, usually with a range.

use std::fmt;

use taipan_abi::layout::ClassId;
use taipan_abi::value as word;

/// Sets of classes.
pub mod bits {
    pub const SMALL_INT: u32 = 1;
    pub const BIG_INT: u32 = 1 << 1;
    pub const FLOAT: u32 = 1 << 2;
    pub const BOOL: u32 = 1 << 3;
    pub const NONE: u32 = 1 << 4;
    pub const STR: u32 = 1 << 5;
    pub const BYTES: u32 = 1 << 6;
    pub const LIST: u32 = 1 << 7;
    pub const TUPLE: u32 = 1 << 8;
    pub const DICT: u32 = 1 << 9;
    pub const SET: u32 = 1 << 10;
    pub const FUNCTION: u32 = 1 << 11;
    pub const METHOD: u32 = 1 << 12;
    pub const CELL: u32 = 1 << 13;
    pub const SLICE: u32 = 1 << 14;
    pub const RANGE: u32 = 1 << 15;
    pub const RANGE_ITER: u32 = 1 << 16;
    pub const LIST_ITER: u32 = 1 << 17;
    pub const TUPLE_ITER: u32 = 1 << 18;
    pub const GENERATOR: u32 = 1 << 19;
    pub const CLASS: u32 = 1 << 20;
    pub const MODULE: u32 = 1 << 21;
    /// Anything else that is a heap object.
    pub const OTHER: u32 = 1 << 22;
    /// Ellipsis and NotImplemented.
    pub const SPECIAL: u32 = 1 << 23;
    pub const NULL: u32 = 1 << 24;
    pub const UNBOUND: u32 = 1 << 25;
    pub const INT: u32 = SMALL_INT | BIG_INT;
    /// Every Python object.
    pub const OBJECT: u32 = (1 << 24) - 1;
    pub const ALL: u32 = (1 << 26) - 1;
    /// Never pointers, so never counted.
    pub const IMMEDIATE: u32 = SMALL_INT | BOOL | NONE | SPECIAL | NULL | UNBOUND;
}

const NAMES: &[(u32, &str)] = &[
    (bits::INT, "int"),
    (bits::SMALL_INT, "small"),
    (bits::BIG_INT, "big"),
    (bits::FLOAT, "float"),
    (bits::BOOL, "bool"),
    (bits::NONE, "none"),
    (bits::STR, "str"),
    (bits::BYTES, "bytes"),
    (bits::LIST, "list"),
    (bits::TUPLE, "tuple"),
    (bits::DICT, "dict"),
    (bits::SET, "set"),
    (bits::FUNCTION, "function"),
    (bits::METHOD, "method"),
    (bits::CELL, "cell"),
    (bits::SLICE, "slice"),
    (bits::RANGE, "range"),
    (bits::RANGE_ITER, "range_iterator"),
    (bits::LIST_ITER, "list_iterator"),
    (bits::TUPLE_ITER, "tuple_iterator"),
    (bits::GENERATOR, "generator"),
    (bits::CLASS, "type"),
    (bits::MODULE, "module"),
    (bits::OTHER, "other"),
    (bits::SPECIAL, "special"),
    (bits::NULL, "null"),
    (bits::UNBOUND, "unbound"),
];

/// What holds for every value of a type beyond its class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fact {
    Nothing,
    /// Ints from low to high, both included.
    Range(i64, i64),
    /// Exactly this word: an immediate, or an object of the request.
    Word(u64),
    /// Exactly the double with these bits.
    Double(u64),
    /// Instances with this shape, as long as nothing runs that may change it.
    Shape(u32),
    /// Tuples of this length.
    Length(u32),
}

/// A type: see the module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Type {
    pub bits: u32,
    pub fact: Fact,
}

impl Type {
    pub const NEVER: Type = Type::of(0);
    pub const ANY: Type = Type::of(bits::ALL);
    pub const OBJECT: Type = Type::of(bits::OBJECT);
    pub const SMALL: Type = Type::of(bits::SMALL_INT);
    pub const INT: Type = Type::of(bits::INT);
    pub const FLOAT: Type = Type::of(bits::FLOAT);
    pub const BOOL: Type = Type::of(bits::BOOL);
    pub const NONE: Type = Type::of(bits::NONE);

    pub const fn of(bits: u32) -> Type {
        Type { bits, fact: Fact::Nothing }
    }

    /// Ints of a range; the class bits follow from it.
    pub fn range(low: i64, high: i64) -> Type {
        if low > high {
            return Type::NEVER;
        }
        let mut set = 0;
        if low <= word::INT_MAX && high >= word::INT_MIN {
            set |= bits::SMALL_INT;
        }
        if low < word::INT_MIN || high > word::INT_MAX {
            set |= bits::BIG_INT;
        }
        Type { bits: set, fact: Fact::Range(low, high) }
    }

    pub fn class(class: ClassId) -> Type {
        Type::of(match class {
            ClassId::Int => bits::INT,
            ClassId::Float => bits::FLOAT,
            ClassId::Bool => bits::BOOL,
            ClassId::NoneType => bits::NONE,
            ClassId::Str => bits::STR,
            ClassId::Bytes => bits::BYTES,
            ClassId::List => bits::LIST,
            ClassId::Tuple => bits::TUPLE,
            ClassId::Dict => bits::DICT,
            ClassId::Set => bits::SET,
            ClassId::Function => bits::FUNCTION,
            ClassId::BoundMethod => bits::METHOD,
            ClassId::Cell => bits::CELL,
            ClassId::Slice => bits::SLICE,
            ClassId::Range => bits::RANGE,
            ClassId::RangeIterator => bits::RANGE_ITER,
            ClassId::ListIterator => bits::LIST_ITER,
            ClassId::TupleIterator => bits::TUPLE_ITER,
            ClassId::Generator => bits::GENERATOR,
            ClassId::Type => bits::CLASS,
            ClassId::Module => bits::MODULE,
        })
    }

    /// The type of a constant word.
    pub fn of_word(w: u64) -> Type {
        if word::is_int(w) {
            let value = word::decode_int(w);
            return Type::range(value, value);
        }
        if let Some(value) = word::decode_float(w) {
            return Type { bits: bits::FLOAT, fact: Fact::Double(value.to_bits()) };
        }
        let set = match w {
            word::NULL => bits::NULL,
            word::UNBOUND => bits::UNBOUND,
            word::TRUE | word::FALSE => bits::BOOL,
            word::NONE => bits::NONE,
            word::NOT_IMPLEMENTED | word::ELLIPSIS => bits::SPECIAL,
            _ => bits::OBJECT & !bits::IMMEDIATE,
        };
        Type { bits: set, fact: Fact::Word(w) }
    }

    pub fn is_never(self) -> bool {
        self.bits == 0
    }

    /// Whether every value is in the set.
    pub fn is_within(self, set: u32) -> bool {
        self.bits & !set == 0
    }

    /// Whether some value may be in the set.
    pub fn may_be(self, set: u32) -> bool {
        self.bits & set != 0
    }

    /// Values that may be pointers are counted.
    pub fn is_counted(self) -> bool {
        if self.bits == bits::FLOAT
            && let Fact::Double(d) = self.fact
        {
            return word::encode_float(f64::from_bits(d)).is_none();
        }
        self.may_be(!bits::IMMEDIATE & bits::ALL)
    }

    /// The range of an int type; everything 64 bits hold where nothing is known.
    pub fn int_range(self) -> (i64, i64) {
        match self.fact {
            Fact::Range(low, high) => (low, high),
            _ if self.bits == bits::SMALL_INT => (word::INT_MIN, word::INT_MAX),
            _ => (i64::MIN, i64::MAX),
        }
    }

    /// The only int of the type.
    pub fn as_int(self) -> Option<i64> {
        match self.fact {
            Fact::Range(low, high) if low == high && self.is_within(bits::INT) => Some(low),
            _ => None,
        }
    }

    pub fn as_double(self) -> Option<f64> {
        match self.fact {
            Fact::Double(d) => Some(f64::from_bits(d)),
            _ => None,
        }
    }

    /// The only bool of the type.
    pub fn as_bool(self) -> Option<bool> {
        match self.fact {
            Fact::Word(w) if self.bits == bits::BOOL => Some(w == word::TRUE),
            _ => None,
        }
    }

    /// The immediate word of a type with one value.
    pub fn as_immediate(self) -> Option<u64> {
        match self.fact {
            Fact::Range(low, high) if low == high && self.bits == bits::SMALL_INT => word::encode_int(low),
            Fact::Double(d) => word::encode_float(f64::from_bits(d)),
            Fact::Word(w) if !word::is_pointer(w) => Some(w),
            _ => match self.bits {
                bits::NONE => Some(word::NONE),
                bits::NULL => Some(word::NULL),
                bits::UNBOUND => Some(word::UNBOUND),
                _ => None,
            },
        }
    }

    /// The smallest type that holds both.
    pub fn union(self, other: Type) -> Type {
        if self.is_never() {
            return other;
        }
        if other.is_never() {
            return self;
        }
        let set = self.bits | other.bits;
        let fact = match (self.fact, other.fact) {
            (a, b) if a == b => a,
            (Fact::Range(a, b), Fact::Range(c, d)) => return Type::range(a.min(c), b.max(d)).with_bits(set),
            _ => Fact::Nothing,
        };
        Type { bits: set, fact }
    }

    fn with_bits(self, set: u32) -> Type {
        Type { bits: self.bits | set, fact: self.fact }
    }

    /// A type that holds every value of both; the refinement of the narrower one.
    pub fn intersect(self, other: Type) -> Type {
        let set = self.bits & other.bits;
        let fact = match (self.fact, other.fact) {
            (Fact::Range(a, b), Fact::Range(c, d)) => {
                let narrow = Type::range(a.max(c), b.min(d));
                return Type { bits: narrow.bits & set, fact: narrow.fact };
            }
            (Fact::Nothing, fact) => fact,
            (fact, _) => fact,
        };
        match fact {
            _ if set == 0 => Type::NEVER,
            // Without big ints the range ends where small ints do.
            Fact::Range(a, b) if set & bits::BIG_INT == 0 => Type::range(a.max(word::INT_MIN), b.min(word::INT_MAX)),
            _ => Type { bits: set, fact },
        }
    }

    /// Whether every value of this type is one of the other.
    pub fn is_subtype(self, other: Type) -> bool {
        if self.is_never() {
            return true;
        }
        if !self.is_within(other.bits) {
            return false;
        }
        match (other.fact, self.fact) {
            (Fact::Nothing, _) => true,
            (Fact::Range(c, d), _) => {
                let (a, b) = self.int_range();
                self.is_within(bits::INT) && a >= c && b <= d
            }
            (a, b) => a == b,
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.bits {
            0 => return f.write_str("never"),
            bits::ALL => f.write_str("any")?,
            bits::OBJECT => f.write_str("object")?,
            set => {
                let mut left = set;
                let mut first = true;
                for &(bit, name) in NAMES {
                    if left & bit == bit {
                        left &= !bit;
                        write!(f, "{}{name}", if first { "" } else { "|" })?;
                        first = false;
                    }
                }
            }
        }
        match self.fact {
            Fact::Nothing => Ok(()),
            Fact::Range(a, b) if a == b => write!(f, "[{a}]"),
            Fact::Range(a, b) => {
                let bound = |v: i64| match v {
                    i64::MIN => "min".to_string(),
                    i64::MAX => "max".to_string(),
                    v => v.to_string(),
                };
                write!(f, "[{}..{}]", bound(a), bound(b))
            }
            Fact::Word(w) => write!(f, "[word {w:#x}]"),
            Fact::Double(d) => write!(f, "[double {d:#x}]"),
            Fact::Shape(s) => write!(f, "[shape {s}]"),
            Fact::Length(n) => write!(f, "[length {n}]"),
        }
    }
}

impl std::str::FromStr for Type {
    type Err = String;

    fn from_str(text: &str) -> Result<Type, String> {
        let (names, fact) = match text.split_once('[') {
            Some((names, rest)) => (names, rest.strip_suffix(']').ok_or("missing ]")?),
            None => (text, ""),
        };
        let mut set = 0;
        for name in names.split('|') {
            set |= match name {
                "never" => 0,
                "any" => bits::ALL,
                "object" => bits::OBJECT,
                _ => NAMES.iter().find(|(_, n)| *n == name).ok_or_else(|| format!("unknown type {name:?}"))?.0,
            };
        }
        let number = |t: &str| -> Result<i64, String> {
            match t {
                "min" => Ok(i64::MIN),
                "max" => Ok(i64::MAX),
                _ => t.parse().map_err(|_| format!("bad number {t:?}")),
            }
        };
        let hex = |t: &str| u64::from_str_radix(t.trim_start_matches("0x"), 16).map_err(|_| format!("bad word {t:?}"));
        let fact = if fact.is_empty() {
            Fact::Nothing
        } else if let Some(rest) = fact.strip_prefix("word ") {
            Fact::Word(hex(rest)?)
        } else if let Some(rest) = fact.strip_prefix("double ") {
            Fact::Double(hex(rest)?)
        } else if let Some(rest) = fact.strip_prefix("shape ") {
            Fact::Shape(number(rest)? as u32)
        } else if let Some(rest) = fact.strip_prefix("length ") {
            Fact::Length(number(rest)? as u32)
        } else if let Some((low, high)) = fact.split_once("..") {
            Fact::Range(number(low)?, number(high)?)
        } else {
            let value = number(fact)?;
            Fact::Range(value, value)
        };
        Ok(Type { bits: set, fact })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_round_trip_through_text() {
        let types = [
            Type::ANY,
            Type::NEVER,
            Type::INT,
            Type::range(0, 10),
            Type::range(i64::MIN, i64::MAX),
            Type::range(5, 5),
            Type::of(bits::LIST | bits::NONE),
            Type { bits: bits::OTHER, fact: Fact::Shape(7) },
            Type { bits: bits::TUPLE, fact: Fact::Length(2) },
            Type::of_word(word::TRUE),
            Type::of_word(word::encode_float(1.5).unwrap()),
        ];
        for t in types {
            assert_eq!(t.to_string().parse::<Type>(), Ok(t), "{t}");
        }
    }

    #[test]
    fn union_is_an_upper_bound_and_intersection_a_lower_one() {
        let types = [
            Type::SMALL,
            Type::range(0, 4),
            Type::range(3, 9),
            Type::FLOAT,
            Type::NONE,
            Type::of_word(word::TRUE),
            Type::BOOL,
        ];
        for a in types {
            for b in types {
                let (u, i) = (a.union(b), a.intersect(b));
                assert!(a.is_subtype(u) && b.is_subtype(u), "{a} | {b} = {u}");
                assert!(i.is_subtype(Type::of(a.bits)) && i.is_subtype(Type::of(b.bits)), "{a} & {b} = {i}");
            }
        }
    }
}
