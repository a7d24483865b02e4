//! [`Args`]: the arguments of one call, borrowed from the caller.

use crate::builtins::tuple::Tuple;
use crate::object::slots::ARGUMENTS_OFFSET;
use crate::object::types::NativeType;
use crate::object::value::{Obj, Value};
use crate::thread::{PyResult, Thread};

use super::signature::Signature;

/// Positional arguments, then one value per keyword name.
#[derive(Clone, Copy)]
pub struct Args<'a> {
    all: &'a [Obj],
    positional: usize,
    names: Option<&'a Tuple>,
}

/// Keyword arguments as they were passed.
#[derive(Clone, Copy)]
pub struct Keywords<'a> {
    pub names: &'a [Obj],
    pub values: &'a [Obj],
}

impl<'a> Keywords<'a> {
    pub fn iter(self) -> impl Iterator<Item = (&'a Obj, &'a Obj)> {
        self.names.iter().zip(self.values)
    }

    pub fn len(self) -> usize {
        self.names.len()
    }

    pub fn is_empty(self) -> bool {
        self.names.is_empty()
    }

    pub fn get(self, name: &str) -> Option<&'a Obj> {
        self.iter().find(|(n, _)| crate::builtins::str::equals(n, name)).map(|(_, v)| v)
    }
}

impl<'a> Args<'a> {
    pub const EMPTY: Args<'static> = Args { all: &[], positional: 0, names: None };

    /// Positional arguments alone.
    #[inline]
    pub fn positional(values: &'a [Obj]) -> Args<'a> {
        Args { all: values, positional: values.len(), names: None }
    }

    /// Positional arguments followed by the values of the keywords `names`.
    pub fn with_names(all: &'a [Obj], names: &'a Tuple) -> Args<'a> {
        Args { all, positional: all.len() - names.len(), names: (!names.is_empty()).then_some(names) }
    }

    /// The arguments of a vectorcall.
    ///
    /// # Safety
    /// As [`crate::object::slots::Vectorcall`] says, for the lifetime `'a`.
    #[inline(always)]
    pub unsafe fn from_vectorcall(args: *const Value, nargsf: usize, kwnames: Value) -> Args<'a> {
        let positional = nargsf & !ARGUMENTS_OFFSET;
        // SAFETY: kwnames is NULL or a tuple that the caller keeps alive; so are the arguments.
        unsafe {
            let names: Option<&'a Tuple> =
                if kwnames.is_null() { None } else { Some(&*(kwnames.bits() as *const Tuple)) };
            let count = positional + names.map_or(0, |n| n.len());
            let all = if count == 0 { &[] } else { std::slice::from_raw_parts(args.cast::<Obj>(), count) };
            Args { all, positional, names }
        }
    }

    /// The arguments in vectorcall form.
    #[inline(always)]
    pub fn as_vectorcall(&self) -> (*const Value, usize, Value) {
        let names = self.names.map_or(Value::NULL, |n| n.borrowed().value());
        (self.all.as_ptr().cast(), self.positional, names)
    }

    /// How many positional arguments there are.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.positional
    }

    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    #[inline(always)]
    pub fn pos(&self) -> &'a [Obj] {
        &self.all[..self.positional]
    }

    /// Every argument: positional ones, then keyword values.
    #[inline(always)]
    pub fn all(&self) -> &'a [Obj] {
        self.all
    }

    #[inline(always)]
    pub fn get(&self, index: usize) -> Option<&'a Obj> {
        self.pos().get(index)
    }

    #[inline(always)]
    pub fn has_keywords(&self) -> bool {
        self.names.is_some()
    }

    pub fn names(&self) -> Option<&'a Tuple> {
        self.names
    }

    pub fn keywords(&self) -> Keywords<'a> {
        Keywords { names: self.names.map_or(&[], |n| n.items()), values: &self.all[self.positional..] }
    }

    /// The positional arguments from `index` on.
    pub fn rest_after(&self, index: usize) -> &'a [Obj] {
        self.pos().get(index..).unwrap_or(&[])
    }

    /// The arguments without the first `count` positional ones.
    #[inline]
    pub fn skip(&self, count: usize) -> Args<'a> {
        Args { all: &self.all[count..], positional: self.positional - count, names: self.names }
    }

    /// The receiver of a method, and the other arguments.
    #[inline(always)]
    pub fn split_receiver(&self, t: &Thread, qualname: &str) -> PyResult<(&'a Obj, Args<'a>)> {
        match self.pos().first() {
            Some(receiver) => Ok((receiver, self.skip(1))),
            None => Err(missing_receiver(t, qualname)),
        }
    }

    /// The keyword arguments that no parameter of the signature takes.
    pub fn keywords_beyond(&self, signature: &'static Signature) -> Vec<(&'a Obj, &'a Obj)> {
        self.keywords().iter().filter(|(name, _)| signature.index_of(name).is_none()).collect()
    }

    /// Fails if there are keyword arguments.
    pub fn no_keywords(&self, t: &Thread, function: &str) -> PyResult<()> {
        if self.has_keywords() {
            return Err(t.type_error(format!("{function}() takes no keyword arguments")));
        }
        Ok(())
    }

    /// Fails if the number of positional arguments is not between `min` and `max`, in the words of
    /// `_PyArg_CheckPositional`.
    pub fn check_positional(&self, t: &Thread, function: &str, min: usize, max: usize) -> PyResult<()> {
        let count = self.positional;
        if count >= min && count <= max {
            return Ok(());
        }
        let bound = if count < min { min } else { max };
        let how = match (min == max, count < min) {
            (true, _) => "",
            (false, true) => "at least ",
            (false, false) => "at most ",
        };
        let plural = if bound == 1 { "" } else { "s" };
        Err(t.type_error(format!("{function} expected {how}{bound} argument{plural}, got {count}")))
    }
}

#[cold]
fn missing_receiver(t: &Thread, qualname: &str) -> crate::thread::Raised {
    let (class, method) = qualname.rsplit_once('.').unwrap_or(("object", qualname));
    t.type_error(format!("unbound method {class}.{method}() needs an argument"))
}
