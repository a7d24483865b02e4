//! Binding arguments to the parameters of native functions, with the messages of CPython's
//! argument clinic (`Python/getargs.c`, `Objects/methodobject.c` as places to compare).

use super::args::Args;
use crate::builtins::str;
use crate::object::value::Obj;
use crate::thread::{PyResult, Raised, Thread};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ParameterKind {
    PositionalOnly,
    Either,
    KeywordOnly,
}

pub struct Parameter {
    pub name: &'static str,
    pub kind: ParameterKind,
    pub required: bool,
}

/// The parameters of a native function, receiver apart.
pub struct Signature {
    pub name: &'static str,
    /// With the class in front, for methods.
    pub qualname: &'static str,
    pub parameters: &'static [Parameter],
    pub varargs: bool,
    pub varkeywords: bool,
}

impl Signature {
    /// How many parameters take positional arguments.
    pub const fn positional(&self) -> usize {
        let mut count = 0;
        while count < self.parameters.len() && !matches!(self.parameters[count].kind, ParameterKind::KeywordOnly) {
            count += 1;
        }
        count
    }

    /// How many arguments by position are enough; out of reach where some keyword is required.
    const fn least(&self) -> usize {
        let (mut count, mut index) = (0, 0);
        while index < self.parameters.len() {
            let parameter = &self.parameters[index];
            if parameter.required {
                if matches!(parameter.kind, ParameterKind::KeywordOnly) {
                    return usize::MAX;
                }
                count = index + 1;
            }
            index += 1;
        }
        count
    }

    /// The parameter a keyword names, if it may be given by name.
    pub fn index_of(&self, name: &Obj) -> Option<usize> {
        self.parameters.iter().position(|p| p.kind != ParameterKind::PositionalOnly && str::equals(name, p.name))
    }

    fn takes_keywords(&self) -> bool {
        self.varkeywords || self.parameters.iter().any(|p| p.kind != ParameterKind::PositionalOnly)
    }

    /// One entry per parameter: its argument, or None where an optional one is missing.
    #[inline(always)]
    pub fn bind<'a, const N: usize>(&self, t: &Thread, args: Args<'a>) -> PyResult<[Option<&'a Obj>; N]> {
        let mut bound = [None; N];
        let given = args.len();
        if !args.has_keywords() && given <= self.positional() && given >= self.least() {
            for (place, argument) in bound.iter_mut().zip(args.pos()) {
                *place = Some(argument);
            }
            return Ok(bound);
        }
        self.bind_slow(t, args, &mut bound)?;
        Ok(bound)
    }

    #[inline(never)]
    fn bind_slow<'a>(&self, t: &Thread, args: Args<'a>, bound: &mut [Option<&'a Obj>]) -> PyResult<()> {
        let positional = self.positional();
        if args.has_keywords() && !self.takes_keywords() {
            return Err(t.type_error(format!("{}() takes no keyword arguments", self.qualname)));
        }
        if args.len() > positional && !self.varargs {
            return Err(self.too_many(t, args));
        }
        for (place, argument) in bound.iter_mut().zip(args.pos().iter().take(positional)) {
            *place = Some(argument);
        }
        let given = args.len().min(positional);
        for (name, value) in args.keywords().iter() {
            match self.index_of(name) {
                Some(index) if index < given => {
                    return Err(t.type_error(format!(
                        "argument for {}() given by name ('{}') and position ({})",
                        self.name,
                        self.parameters[index].name,
                        index + 1
                    )));
                }
                Some(index) => bound[index] = Some(value),
                None if self.varkeywords => {}
                None => {
                    return Err(t.type_error(format!(
                        "{}() got an unexpected keyword argument '{}'",
                        self.name,
                        str::lossy(name)
                    )));
                }
            }
        }
        for (index, parameter) in self.parameters.iter().enumerate() {
            if parameter.required && bound[index].is_none() {
                return Err(self.missing(t, args, index));
            }
        }
        Ok(())
    }

    #[cold]
    fn missing(&self, t: &Thread, args: Args, index: usize) -> Raised {
        if !self.takes_keywords() {
            return self.wrong_count(t, args);
        }
        let parameter = &self.parameters[index];
        match parameter.kind {
            ParameterKind::PositionalOnly => {
                let required =
                    self.parameters.iter().filter(|p| p.required && p.kind != ParameterKind::KeywordOnly).count();
                let optional = self.parameters.iter().any(|p| !p.required && p.kind != ParameterKind::KeywordOnly);
                let how = if optional || self.varargs { "at least" } else { "exactly" };
                let plural = if required == 1 { "" } else { "s" };
                t.type_error(format!(
                    "{}() takes {how} {required} positional argument{plural} ({} given)",
                    self.name,
                    args.len()
                ))
            }
            _ => t.type_error(format!(
                "{}() missing required argument '{}' (pos {})",
                self.name,
                parameter.name,
                index + 1
            )),
        }
    }

    #[cold]
    fn too_many(&self, t: &Thread, args: Args) -> Raised {
        if !self.takes_keywords() {
            return self.wrong_count(t, args);
        }
        let positional = self.positional();
        let given = args.len() + args.keywords().len();
        if positional == 0 {
            return t.type_error(format!("{}() takes no positional arguments", self.name));
        }
        let required = self.parameters.iter().filter(|p| p.required && p.kind != ParameterKind::KeywordOnly).count();
        let keyword_only = self.parameters.iter().any(|p| p.kind == ParameterKind::KeywordOnly);
        let plural = if positional == 1 { "" } else { "s" };
        let how = if required < positional { "at most" } else { "exactly" };
        if keyword_only
            || given == args.len() && self.parameters.iter().any(|p| p.kind == ParameterKind::PositionalOnly)
        {
            t.type_error(format!(
                "{}() takes {how} {positional} positional argument{plural} ({} given)",
                self.name,
                args.len()
            ))
        } else {
            t.type_error(format!("{}() takes {how} {positional} argument{plural} ({given} given)", self.name))
        }
    }

    /// The wrong number of arguments to a function that takes none by name.
    #[cold]
    fn wrong_count(&self, t: &Thread, args: Args) -> Raised {
        let max = self.positional();
        let min = self.parameters.iter().filter(|p| p.required).count();
        match (min, max, self.varargs) {
            (0, 0, false) => t.type_error(format!("{}() takes no arguments ({} given)", self.qualname, args.len())),
            (1, 1, false) => {
                t.type_error(format!("{}() takes exactly one argument ({} given)", self.qualname, args.len()))
            }
            _ => match args.check_positional(t, self.name, min, if self.varargs { usize::MAX } else { max }) {
                Err(raised) => raised,
                Ok(()) => t.system_error("argument count"),
            },
        }
    }
}
