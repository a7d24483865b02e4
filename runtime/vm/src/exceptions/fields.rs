//! Attributes that some exception types add to [`BaseException`], each a cell found by index.

use super::BaseException;
use crate::builtins::str::{self, Str};
use crate::call::Args;
use crate::object::protocol;
use crate::object::slots::{SlotFn, SlotId};
use crate::object::types::{GetSetDef, MethodDef};
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

/// The most attributes that a type adds.
pub const MAX_FIELDS: usize = 8;

// Indices of fields; types that derive from each other must not use one for two purposes.
pub const VALUE: usize = 0;
pub const CODE: usize = 0;
pub const NAME: usize = 0;
pub const OBJECT: usize = 1;
pub const MSG: usize = 1;
pub const PATH: usize = 2;
pub const NAME_FROM: usize = 3;

/// A field as an attribute; an empty one reads as None.
const fn field<const N: usize>(name: &'static str, doc: &'static str) -> GetSetDef {
    GetSetDef {
        name,
        get: Some(|_, this| Ok(exception(this).map_or(Obj::NONE, |e| e.field(N).get_or_none()))),
        set: Some(|_, this, value| {
            if let Some(e) = exception(this) {
                e.field(N).set(value.cloned());
            }
            Ok(())
        }),
        doc,
    }
}

fn exception(this: &Obj) -> Option<&BaseException> {
    BaseException::of(this)
}

/// `BaseException.__init__` for types that add to it.
fn base_init(t: &Thread, this: &Obj, args: Args) -> PyResult<()> {
    match BaseException::class().slots.init.get() {
        Some(init) => init(t, this, args),
        None => Ok(()),
    }
}

/// The arguments without keywords.
fn positional<'a>(args: &Args<'a>) -> Args<'a> {
    Args::positional(args.pos())
}

/// Sets fields from keyword arguments.
fn keyword_fields(t: &Thread, this: &Obj, args: &Args, class: &str, allowed: &[(&str, usize)]) -> PyResult<()> {
    let Some(e) = exception(this) else { return Ok(()) };
    for (name, value) in args.keywords().iter() {
        let text = str::lossy(name);
        match allowed.iter().find(|(n, _)| *n == text) {
            Some((_, index)) => e.field(*index).set(Some(value.clone()).filter(|v| !v.is_none() || *index == OBJECT)),
            None => {
                return Err(t.type_error(format!("{class}() got an unexpected keyword argument '{text}'")));
            }
        }
    }
    Ok(())
}

macro_rules! fields {
    ($name:ident, slots: [$($slot:ident $kind:ident $function:path),*], getset: [$($getset:expr),* $(,)?] $(, methods: [$($methods:expr),*])?) => {
        pub mod $name {
            #[allow(unused_imports)]
            use super::*;
            pub const SLOTS: &[(SlotId, SlotFn)] = &[$((SlotId::$slot, SlotFn::$kind($function))),*];
            pub static METHODS: &[&[&MethodDef]] = &[$($($methods),*)?];
            pub const GETSET: &[GetSetDef] = &[$($getset),*];
        }
    };
}

fields!(stop_iteration, slots: [init Init init_stop_iteration], getset: [field::<VALUE>("value", "generator return value")]);

fn init_stop_iteration(t: &Thread, this: &Obj, args: Args) -> PyResult<()> {
    base_init(t, this, args)?;
    if let Some(e) = exception(this) {
        e.field(VALUE).set(Some(args.get(0).cloned().unwrap_or(Obj::NONE)));
    }
    Ok(())
}

fields!(system_exit, slots: [init Init init_system_exit], getset: [field::<CODE>("code", "exception code")]);

fn init_system_exit(t: &Thread, this: &Obj, args: Args) -> PyResult<()> {
    base_init(t, this, args)?;
    let Some(e) = exception(this) else { return Ok(()) };
    match args.pos() {
        [] => {}
        [one] => e.field(CODE).set(Some(one.clone())),
        _ => e.field(CODE).set(e.args.get().map(Ref::into_obj)),
    }
    Ok(())
}

fields!(name_error, slots: [init Init init_name_error], getset: [field::<NAME>("name", "name")]);

fn init_name_error(t: &Thread, this: &Obj, args: Args) -> PyResult<()> {
    base_init(t, this, positional(&args))?;
    keyword_fields(t, this, &args, "NameError", &[("name", NAME)])
}

fields!(
    attribute_error,
    slots: [init Init init_attribute_error],
    getset: [field::<NAME>("name", "attribute name"), field::<OBJECT>("obj", "object")]
);

fn init_attribute_error(t: &Thread, this: &Obj, args: Args) -> PyResult<()> {
    base_init(t, this, positional(&args))?;
    keyword_fields(t, this, &args, "AttributeError", &[("name", NAME), ("obj", OBJECT)])
}

fields!(
    import_error,
    slots: [init Init init_import_error, str Unary str_import_error],
    getset: [
        field::<MSG>("msg", "exception message"),
        field::<NAME>("name", "module name"),
        field::<PATH>("path", "module path"),
        field::<NAME_FROM>("name_from", "name imported from module"),
    ]
);

fn init_import_error(t: &Thread, this: &Obj, args: Args) -> PyResult<()> {
    base_init(t, this, positional(&args))?;
    let allowed = [("name", NAME), ("path", PATH), ("name_from", NAME_FROM)];
    keyword_fields(t, this, &args, "ImportError", &allowed)?;
    if let (Some(e), [one]) = (exception(this), args.pos()) {
        e.field(MSG).set(Some(one.clone()));
    }
    Ok(())
}

fn str_import_error(t: &Thread, this: &Obj) -> PyResult {
    if let Some(message) = exception(this).and_then(|e| e.field(MSG).get())
        && message.is_exact::<Str>()
    {
        return Ok(message);
    }
    base_str(t, this)
}

fn base_str(t: &Thread, this: &Obj) -> PyResult {
    match BaseException::class().slots.str.get() {
        Some(to_str) => to_str(t, this),
        None => protocol::repr(t, this).map(Ref::into_obj),
    }
}

fields!(key_error, slots: [str Unary str_key_error], getset: []);

/// A single key is shown by its repr, so that an empty or numeric key can be told apart.
fn str_key_error(t: &Thread, this: &Obj) -> PyResult {
    match exception(this).map(|e| e.arguments()).as_deref() {
        Some([one]) => protocol::repr(t, one).map(Ref::into_obj),
        _ => base_str(t, this),
    }
}

fields!(
    os_error,
    slots: [new New crate::exceptions::os_error::new, init Init crate::exceptions::os_error::init, str Unary crate::exceptions::os_error::to_str],
    getset: [
        field::<{ crate::exceptions::os_error::ERRNO }>("errno", "POSIX exception code"),
        field::<{ crate::exceptions::os_error::STRERROR }>("strerror", "exception strerror"),
        field::<{ crate::exceptions::os_error::FILENAME }>("filename", "exception filename"),
        field::<{ crate::exceptions::os_error::FILENAME2 }>("filename2", "second exception filename"),
        field::<{ crate::exceptions::os_error::WRITTEN }>("characters_written", ""),
    ]
);

fields!(
    syntax_error,
    slots: [init Init crate::exceptions::syntax_error::init, str Unary crate::exceptions::syntax_error::to_str],
    getset: [
        field::<{ crate::exceptions::syntax_error::MSG }>("msg", "exception msg"),
        field::<{ crate::exceptions::syntax_error::FILENAME }>("filename", "exception filename"),
        field::<{ crate::exceptions::syntax_error::LINENO }>("lineno", "exception lineno"),
        field::<{ crate::exceptions::syntax_error::OFFSET }>("offset", "exception offset"),
        field::<{ crate::exceptions::syntax_error::TEXT }>("text", "exception text"),
        field::<{ crate::exceptions::syntax_error::END_LINENO }>("end_lineno", "exception end lineno"),
        field::<{ crate::exceptions::syntax_error::END_OFFSET }>("end_offset", "exception end offset"),
        field::<{ crate::exceptions::syntax_error::PRINT_FILE_AND_LINE }>("print_file_and_line", "exception print_file_and_line"),
    ]
);

fields!(exception_group,
    slots: [new New crate::exceptions::group::new, init Init crate::exceptions::group::init, str Unary crate::exceptions::group::to_str, repr Unary crate::exceptions::group::repr],
    getset: [
        field::<{ crate::exceptions::group::MESSAGE }>("message", "exception message"),
        field::<{ crate::exceptions::group::EXCEPTIONS }>("exceptions", "nested exceptions"),
    ],
    methods: [crate::exceptions::group::GROUP_METHODS]
);

macro_rules! unicode_fields {
    ($name:ident, $init:ident, $to_str:ident) => {
        fields!(
            $name,
            slots: [init Init crate::exceptions::unicode_error::$init, str Unary crate::exceptions::unicode_error::$to_str],
            getset: [
                field::<{ crate::exceptions::unicode_error::ENCODING }>("encoding", "exception encoding"),
                field::<{ crate::exceptions::unicode_error::OBJECT }>("object", "exception object"),
                field::<{ crate::exceptions::unicode_error::START }>("start", "exception start"),
                field::<{ crate::exceptions::unicode_error::END }>("end", "exception end"),
                field::<{ crate::exceptions::unicode_error::REASON }>("reason", "exception reason"),
            ]
        );
    };
}

unicode_fields!(unicode_decode_error, init_decode, decode_str);
unicode_fields!(unicode_encode_error, init_encode, encode_str);
unicode_fields!(unicode_translate_error, init_translate, translate_str);
