//! Interned names: identifiers as small numbers, and the mangling of private ones.
//!
//! Invariant: two [`Sym`]s of one [`Names`] are equal exactly if their texts are.

use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;
use std::cmp::Ordering;

/// An interned name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sym(u32);

macro_rules! well_known {
    ($($ident:ident = $text:literal),* $(,)?) => {
        /// Names the compiler itself refers to, in order of their symbols.
        const WELL_KNOWN: &[&str] = &[$($text),*];
        well_known!(@consts 0u32; $($ident)*);
    };
    (@consts $n:expr; $first:ident $($rest:ident)*) => {
        impl Sym { pub const $first: Sym = Sym($n); }
        well_known!(@consts $n + 1; $($rest)*);
    };
    (@consts $n:expr;) => {};
}

well_known! {
    EMPTY = "",
    ANNOTATE = "__annotate__",
    ANNOTATE_FUNC = "__annotate_func__",
    ANNOTATIONS = "__annotations__",
    CLASS = "__class__",
    CLASSCELL = "__classcell__",
    CLASSDICT = "__classdict__",
    CLASSDICTCELL = "__classdictcell__",
    CONDITIONAL_ANNOTATIONS = "__conditional_annotations__",
    DEBUG = "__debug__",
    DOC = "__doc__",
    FIRSTLINENO = "__firstlineno__",
    MODULE = "__module__",
    NAME = "__name__",
    QUALNAME = "__qualname__",
    STATIC_ATTRIBUTES = "__static_attributes__",
    TYPE_PARAMS = "__type_params__",
    DOT_ZERO = ".0",
    DOT_DEFAULTS = ".defaults",
    DOT_FORMAT = ".format",
    DOT_GENERIC_BASE = ".generic_base",
    DOT_KWDEFAULTS = ".kwdefaults",
    DOT_TYPE_PARAMS = ".type_params",
    FORMAT = "format",
    GENEXPR = "<genexpr>",
    LISTCOMP = "<listcomp>",
    SETCOMP = "<setcomp>",
    DICTCOMP = "<dictcomp>",
    LAMBDA = "<lambda>",
    MODULE_SCOPE = "<module>",
    JOIN = "join",
    RETURN = "return",
    SUPER = "super",
}

/// The names of one compilation.
pub struct Names {
    texts: IndexSet<Box<str>, FxBuildHasher>,
}

impl Names {
    pub fn new() -> Names {
        let mut names = Names { texts: IndexSet::with_capacity_and_hasher(512, FxBuildHasher) };
        for text in WELL_KNOWN {
            names.intern(text);
        }
        names
    }

    pub fn intern(&mut self, text: &str) -> Sym {
        if let Some(index) = self.texts.get_index_of(text) {
            return Sym(index as u32);
        }
        let (index, _) = self.texts.insert_full(text.into());
        Sym(index as u32)
    }

    pub fn text(&self, sym: Sym) -> &str {
        &self.texts[sym.0 as usize]
    }

    /// Orders by code points, as CPython sorts strings.
    pub fn compare(&self, a: Sym, b: Sym) -> Ordering {
        self.text(a).cmp(self.text(b))
    }

    /// The name as it is stored in a class `private`: `__x` becomes `_C__x`.
    pub fn mangle(&mut self, private: Option<Sym>, name: Sym) -> Sym {
        let Some(private) = private else { return name };
        let text = self.text(name);
        if !text.starts_with("__") || text.ends_with("__") || text.contains('.') {
            return name;
        }
        let class = self.text(private).trim_start_matches('_');
        if class.is_empty() {
            return name;
        }
        let mangled = format!("_{class}{text}");
        self.intern(&mangled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mangles_only_private_names() {
        let mut names = Names::new();
        let class = Some(names.intern("_A"));
        for (given, expected) in [("__x", "_A__x"), ("__x__", "__x__"), ("_x", "_x"), ("__a.b", "__a.b"), ("__", "__")]
        {
            let sym = names.intern(given);
            let mangled = names.mangle(class, sym);
            assert_eq!(names.text(mangled), expected);
        }
        let underscores = Some(names.intern("__"));
        let sym = names.intern("__x");
        assert_eq!(names.mangle(underscores, sym), sym);
    }

    #[test]
    fn well_known_names_have_their_symbols() {
        let mut names = Names::new();
        assert_eq!(names.intern("super"), Sym::SUPER);
        assert_eq!(names.intern("__class__"), Sym::CLASS);
    }
}
