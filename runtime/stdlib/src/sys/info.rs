//! What `sys` tells about the build, the numbers and the flags.

use taipan_vm::builtins::namespace::SimpleNamespace;
use taipan_vm::call::IntoPy;
use taipan_vm::object::types::{Type, type_flag};
use taipan_vm::object::value::{Obj, Ref};
use taipan_vm::thread::{PyResult, Thread};

use crate::struct_sequence::{Facts, complete, make};

/// Types that programs do not make.
const CLOSED: usize = type_flag::DISALLOW_INSTANTIATION;

pub const MAJOR: i32 = 3;
pub const MINOR: i32 = 14;
pub const MICRO: i32 = 0;
/// `sys.hexversion`.
pub const HEX_VERSION: i64 = 0x030E_00F0;
/// `sys.version`.
pub const VERSION: &str = concat!("3.14.0 (Taipan ", env!("CARGO_PKG_VERSION"), ")");

crate::struct_sequence!(version_info, "sys", "version_info", 5, super::CLOSED,
    "sys.version_info\n\nVersion information as a named tuple.", [
    major "Major release number",
    minor "Minor release number",
    micro "Patch release number",
    releaselevel "'alpha', 'beta', 'candidate', or 'final'",
    serial "Serial release number",
]);

crate::struct_sequence!(flags, "sys", "flags", 18, super::CLOSED,
    "sys.flags\n\nFlags provided through command line arguments or environment vars.", [
    debug "-d",
    inspect "-i",
    interactive "-i",
    optimize "-O or -OO",
    dont_write_bytecode "-B",
    no_user_site "-s",
    no_site "-S",
    ignore_environment "-E",
    verbose "-v",
    bytes_warning "-b",
    quiet "-q",
    hash_randomization "-R",
    isolated "-I",
    dev_mode "-X dev",
    utf8_mode "-X utf8",
    warn_default_encoding "-X warn_default_encoding",
    safe_path "-P",
    int_max_str_digits "-X int_max_str_digits",
    gil "-X gil",
    thread_inherit_context "-X thread_inherit_context",
    context_aware_warnings "-X context_aware_warnings",
]);

crate::struct_sequence!(float_info, "sys", "float_info", 11, super::CLOSED,
    "sys.float_info\n\nA named tuple holding information about the float type. It contains low level\ninformation about the precision and internal representation. Please study\nyour system's :file:`float.h` for more information.", [
    max "DBL_MAX -- maximum representable finite float",
    max_exp "DBL_MAX_EXP -- maximum int e such that radix**(e-1) is representable",
    max_10_exp "DBL_MAX_10_EXP -- maximum int e such that 10**e is representable",
    min "DBL_MIN -- Minimum positive normalized float",
    min_exp "DBL_MIN_EXP -- minimum int e such that radix**(e-1) is a normalized float",
    min_10_exp "DBL_MIN_10_EXP -- minimum int e such that 10**e is a normalized float",
    dig "DBL_DIG -- maximum number of decimal digits that can be faithfully represented in a float",
    mant_dig "DBL_MANT_DIG -- mantissa digits",
    epsilon "DBL_EPSILON -- Difference between 1 and the next representable float",
    radix "FLT_RADIX -- radix of exponent",
    rounds "FLT_ROUNDS -- rounding mode used for arithmetic operations",
]);

crate::struct_sequence!(int_info, "sys", "int_info", 4, super::CLOSED,
    "sys.int_info\n\nA named tuple that holds information about Python's\ninternal representation of integers.  The attributes are read only.", [
    bits_per_digit "size of a digit in bits",
    sizeof_digit "size in bytes of the C type used to represent a digit",
    default_max_str_digits "maximum string conversion digits limitation",
    str_digits_check_threshold "minimum positive value for int_max_str_digits",
]);

crate::struct_sequence!(hash_info, "sys", "hash_info", 9, super::CLOSED,
    "hash_info\n\nA named tuple providing parameters used for computing hashes. The attributes are read only.", [
    width "width of the type used for hashing, in bits",
    modulus "prime number giving the modulus on which the hash function is based",
    inf "value to be used for hash of a positive infinity",
    nan "value to be used for hash of a nan",
    imag "multiplier used for the imaginary part of a complex number",
    algorithm "name of the algorithm for hashing of str, bytes and memoryviews",
    hash_bits "internal output size of hash algorithm",
    seed_bits "seed size of hash algorithm",
    cutoff "small string optimization cutoff",
]);

crate::struct_sequence!(thread_info, "sys", "thread_info", 3, super::CLOSED,
    "sys.thread_info\n\nA named tuple holding information about the thread implementation.", [
    name "name of the thread implementation",
    lock "name of the lock implementation",
    version "name and version of the thread library",
]);

crate::struct_sequence!(unraisable_args, "sys", "UnraisableHookArgs", 5, 0,
    "UnraisableHookArgs\n\nType used to pass arguments to sys.unraisablehook.", [
    exc_type "Exception type",
    exc_value "Exception value",
    exc_traceback "Exception traceback",
    err_msg "Error message",
    object "Object causing the exception",
]);

crate::struct_sequence!(asyncgen_hooks, "sys", "asyncgen_hooks", 2, super::CLOSED,
    "asyncgen_hooks\n\nA named tuple providing information about asynchronous\ngenerators hooks.  The attributes are read only.", [
    firstiter "",
    finalizer "",
]);

/// The classes of this file.
pub const TYPES: &[fn() -> &'static Type] = &[
    version_info::class,
    flags::class,
    float_info::class,
    int_info::class,
    hash_info::class,
    thread_info::class,
    unraisable_args::class,
    asyncgen_hooks::class,
];

const FACTS: &[&Facts] = &[
    &version_info::FACTS,
    &flags::FACTS,
    &float_info::FACTS,
    &int_info::FACTS,
    &hash_info::FACTS,
    &thread_info::FACTS,
    &unraisable_args::FACTS,
    &asyncgen_hooks::FACTS,
];

/// Completes the classes.
pub fn init(t: &Thread) -> PyResult<()> {
    FACTS.iter().try_for_each(|facts| complete(t, facts))
}

/// `sys.version_info`.
pub fn version(t: &Thread) -> PyResult {
    let items =
        vec![Obj::from_i32(MAJOR), Obj::from_i32(MINOR), Obj::from_i32(MICRO), "final".into_py(t)?, Obj::from_i32(0)];
    make(t, &version_info::FACTS, items)
}

/// `sys.implementation`.
pub fn implementation(t: &Thread) -> PyResult {
    let space = SimpleNamespace::new(t)?;
    space.set(t, "name", "taipan".into_py(t)?)?;
    space.set(t, "cache_tag", "taipan-314".into_py(t)?)?;
    space.set(t, "version", version(t)?)?;
    space.set(t, "hexversion", HEX_VERSION.into_py(t)?)?;
    space.set(t, "_multiarch", format!("{}-linux-gnu", std::env::consts::ARCH).into_py(t)?)?;
    space.set(t, "supports_isolated_interpreters", Obj::FALSE)?;
    Ok(Ref::into_obj(space))
}

/// `sys.flags`.
pub fn flags_object(t: &Thread) -> PyResult {
    let config = &t.interp().config;
    let bit = |flag: bool| Obj::from_i32(i32::from(flag));
    let x_option =
        |name: &str| config.x_options.iter().any(|o| o == name || o.strip_prefix(name).is_some_and(|r| r == "=1"));
    let variable = |name: &str| crate::io::stdio::variable(t, name);
    let items = vec![
        Obj::from_i32(i32::from(config.debug)),
        bit(config.inspect),
        bit(config.interactive),
        Obj::from_i32(i32::from(config.optimize)),
        bit(config.dont_write_bytecode),
        bit(config.no_user_site),
        bit(config.no_site),
        bit(config.ignore_environment),
        Obj::from_i32(i32::from(config.verbose)),
        Obj::from_i32(i32::from(config.bytes_warning)),
        bit(config.quiet),
        bit(variable("PYTHONHASHSEED").is_none_or(|seed| seed != "0")),
        bit(config.isolated),
        Obj::from_bool(x_option("dev") || variable("PYTHONDEVMODE").is_some()),
        bit(x_option("utf8") || variable("PYTHONUTF8").is_some_and(|v| v == "1")),
        bit(x_option("warn_default_encoding")),
        Obj::from_bool(config.safe_path),
        t.interp().int_max_str_digits.get().into_py(t)?,
        Obj::from_i32(1),
        Obj::from_i32(0),
        Obj::from_i32(0),
    ];
    make(t, &flags::FACTS, items)
}

/// `sys.float_info`.
pub fn floats(t: &Thread) -> PyResult {
    let items = vec![
        f64::MAX.into_py(t)?,
        Obj::from_i32(f64::MAX_EXP),
        Obj::from_i32(f64::MAX_10_EXP),
        f64::MIN_POSITIVE.into_py(t)?,
        Obj::from_i32(f64::MIN_EXP),
        Obj::from_i32(f64::MIN_10_EXP),
        Obj::from_i32(f64::DIGITS as i32),
        Obj::from_i32(f64::MANTISSA_DIGITS as i32),
        f64::EPSILON.into_py(t)?,
        Obj::from_i32(f64::RADIX as i32),
        Obj::from_i32(1),
    ];
    make(t, &float_info::FACTS, items)
}

/// `sys.int_info`, in the terms of CPython's digits, which `__sizeof__` counts by.
pub fn ints(t: &Thread) -> PyResult {
    let items = vec![Obj::from_i32(30), Obj::from_i32(4), Obj::from_i32(4300), Obj::from_i32(640)];
    make(t, &int_info::FACTS, items)
}

/// `sys.hash_info`.
pub fn hashes(t: &Thread) -> PyResult {
    let items = vec![
        Obj::from_i32(64),
        ((1i64 << 61) - 1).into_py(t)?,
        Obj::from_i32(314_159),
        Obj::from_i32(0),
        Obj::from_i32(1_000_003),
        "siphash13".into_py(t)?,
        Obj::from_i32(64),
        Obj::from_i32(128),
        Obj::from_i32(0),
    ];
    make(t, &hash_info::FACTS, items)
}

/// `sys.thread_info`.
pub fn threads(t: &Thread) -> PyResult {
    let items = vec!["pthread".into_py(t)?, "semaphore".into_py(t)?, Obj::NONE];
    make(t, &thread_info::FACTS, items)
}
