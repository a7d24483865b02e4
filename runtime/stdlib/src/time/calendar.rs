//! Dates: `struct_time` and the functions that make and show it. The system library knows the time zones.

use std::ffi::CStr;

use taipan_vm::builtins::module::Module;
use taipan_vm::builtins::tuple::Tuple;
use taipan_vm::builtins::{float, int};
use taipan_vm::call::IntoPy;
use taipan_vm::exceptions::os_error;
use taipan_vm::object::value::{Obj, Ref};
use taipan_vm::thread::{PyResult, Raised, Thread};

crate::struct_sequence!(struct_time, "time", "struct_time", 9, 0,
    "The time value as returned by gmtime(), localtime(), and strptime(), and\n accepted by asctime(), mktime() and strftime().  May be considered as a\n sequence of 9 integers.\n\n Note that several fields' values are not the same as those defined by\n the C language standard for struct tm.  For example, the value of the\n field tm_year is the actual year, not year - 1900.  See individual\n fields' descriptions for details.", [
    tm_year "year, for example, 1993",
    tm_mon "month of year, range [1, 12]",
    tm_mday "day of month, range [1, 31]",
    tm_hour "hours, range [0, 23]",
    tm_min "minutes, range [0, 59]",
    tm_sec "seconds, range [0, 61])",
    tm_wday "day of week, range [0, 6], Monday is 0",
    tm_yday "day of year, range [1, 366]",
    tm_isdst "1 if summer time is in effect, 0 if not, and -1 if unknown",
    tm_zone "abbreviation of timezone name",
    tm_gmtoff "offset from UTC in seconds",
]);

unsafe extern "C" {
    fn tzset();
    fn strftime(to: *mut libc::c_char, size: usize, format: *const libc::c_char, at: *const libc::tm) -> usize;
}

fn blank() -> libc::tm {
    // SAFETY: all zeros is a date as good as any, its zone pointer null.
    unsafe { std::mem::zeroed() }
}

/// A point in time: now where there is no argument.
fn timestamp(t: &Thread, given: Option<&Obj>) -> PyResult<i64> {
    let range = "timestamp out of range for platform time_t";
    match given.filter(|g| !g.is_none()) {
        // SAFETY: nothing is stored through the null pointer.
        None => Ok(unsafe { libc::time(std::ptr::null_mut()) }),
        Some(given) => match float::value(given) {
            Some(value) if value.is_nan() => Err(t.value_error("Invalid value NaN (not a number)")),
            Some(value) => {
                let whole = value.floor();
                if whole.abs() >= i64::MAX as f64 { Err(t.overflow_error(range)) } else { Ok(whole as i64) }
            }
            None => int::index_as_i64(t, given, range),
        },
    }
}

type Convert = unsafe extern "C" fn(*const libc::time_t, *mut libc::tm) -> *mut libc::tm;

fn convert(t: &Thread, at: i64, convert: Convert) -> PyResult<libc::tm> {
    let mut date = blank();
    // SAFETY: both structures are ours.
    if unsafe { convert(&at, &mut date) }.is_null() {
        let errno = std::io::Error::last_os_error().raw_os_error().unwrap_or(libc::EINVAL);
        return Err(os_error::raise(t, errno, None));
    }
    Ok(date)
}

fn zone_name(date: &libc::tm) -> String {
    if date.tm_zone.is_null() {
        return String::new();
    }
    // SAFETY: the system library's names are C strings that last.
    unsafe { CStr::from_ptr(date.tm_zone) }.to_string_lossy().into_owned()
}

/// A date of the system library as an object.
fn object_of(t: &Thread, date: &libc::tm) -> PyResult {
    let items = vec![
        (i64::from(date.tm_year) + 1900).into_py(t)?,
        Obj::from_i32(date.tm_mon + 1),
        Obj::from_i32(date.tm_mday),
        Obj::from_i32(date.tm_hour),
        Obj::from_i32(date.tm_min),
        Obj::from_i32(date.tm_sec),
        Obj::from_i32((date.tm_wday + 6) % 7),
        Obj::from_i32(date.tm_yday + 1),
        Obj::from_i32(date.tm_isdst),
        zone_name(date).into_py(t)?,
        date.tm_gmtoff.into_py(t)?,
    ];
    crate::struct_sequence::make(t, &struct_time::FACTS, items)
}

/// The nine items of a date argument.
fn date_of(t: &Thread, object: &Obj, function: &str) -> PyResult<libc::tm> {
    let Some(tuple) = object.downcast::<Tuple>() else {
        return Err(t.type_error("Tuple or struct_time argument required"));
    };
    if tuple.len() != 9 {
        return Err(t.type_error(format!("{function}(): illegal time tuple argument")));
    }
    let mut values = [0i32; 9];
    for (place, item) in values.iter_mut().zip(tuple.items()) {
        let value = int::index_as_i64(t, item, "Python int too large to convert to C int")?;
        *place = i32::try_from(value).map_err(|_| {
            let side = if value < 0 { "less than minimum" } else { "greater than maximum" };
            t.overflow_error(format!("signed integer is {side}"))
        })?;
    }
    let mut date = blank();
    date.tm_year = values[0].checked_sub(1900).ok_or_else(|| t.overflow_error("year out of range"))?;
    date.tm_mon = values[1].wrapping_sub(1);
    date.tm_mday = values[2];
    date.tm_hour = values[3];
    date.tm_min = values[4];
    date.tm_sec = values[5];
    date.tm_wday = values[6].wrapping_add(1).wrapping_rem(7);
    date.tm_yday = values[7].wrapping_sub(1);
    date.tm_isdst = values[8];
    if object.type_of().is(struct_time::class()) {
        let offset = crate::struct_sequence::field(object, 10);
        if int::is_int(&offset) {
            date.tm_gmtoff = int::index_clipped(t, &offset)?;
        }
    }
    Ok(date)
}

/// Refuses what no date has, and lets 0 stand for the first where C programs mean it.
fn check(t: &Thread, date: &mut libc::tm) -> PyResult<()> {
    let bad = |what: &str| -> Raised { t.value_error(format!("{what} out of range")) };
    match date.tm_mon {
        -1 => date.tm_mon = 0,
        0..=11 => {}
        _ => return Err(bad("month")),
    }
    match date.tm_mday {
        0 => date.tm_mday = 1,
        1..=31 => {}
        _ => return Err(bad("day of month")),
    }
    if !(0..=23).contains(&date.tm_hour) {
        return Err(bad("hour"));
    }
    if !(0..=59).contains(&date.tm_min) {
        return Err(bad("minute"));
    }
    if !(0..=61).contains(&date.tm_sec) {
        return Err(bad("seconds"));
    }
    if date.tm_wday < 0 {
        return Err(bad("day of week"));
    }
    match date.tm_yday {
        -1 => date.tm_yday = 0,
        0..=365 => {}
        _ => return Err(bad("day of year")),
    }
    date.tm_isdst = date.tm_isdst.clamp(-1, 1);
    Ok(())
}

fn as_text(date: &libc::tm) -> String {
    const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let day = DAYS.get(date.tm_wday as usize).copied().unwrap_or("???");
    let month = MONTHS.get(date.tm_mon as usize).copied().unwrap_or("???");
    let year = i64::from(date.tm_year) + 1900;
    format!("{day} {month}{:3} {:02}:{:02}:{:02} {year}", date.tm_mday, date.tm_hour, date.tm_min, date.tm_sec)
}

/// Formats by the system library; the format has no zero byte.
fn format(t: &Thread, pattern: &[u8], date: &libc::tm) -> PyResult<Vec<u8>> {
    if pattern.is_empty() {
        return Ok(Vec::new());
    }
    let mut zero_ended = pattern.to_vec();
    zero_ended.push(0);
    let mut size = 1024;
    loop {
        let mut out = vec![0u8; size];
        // SAFETY: the buffer has `size` bytes, the format ends with a zero.
        let length = unsafe { strftime(out.as_mut_ptr().cast(), size, zero_ended.as_ptr().cast(), date) };
        if length > 0 || size >= 256 * zero_ended.len() {
            out.truncate(length);
            return Ok(out);
        }
        size = size.checked_mul(2).ok_or_else(|| t.no_memory())?;
    }
}

/// `timezone`, `altzone`, `daylight`, `tzname`: from dates in winter and in summer.
pub fn set_zone(t: &Thread, module: &Module) -> PyResult<()> {
    const YEAR: i64 = (365 * 24 + 6) * 3600;
    // SAFETY: reads the environment; programs that change it meanwhile do so under the interpreter lock.
    unsafe { tzset() };
    let now = timestamp(t, None)?;
    let first = now / YEAR * YEAR;
    let (winter, summer) = (convert(t, first, libc::localtime_r)?, convert(t, first + YEAR / 2, libc::localtime_r)?);
    let (january, july) = (-winter.tm_gmtoff, -summer.tm_gmtoff);
    let (standard, other, names) = if january < july {
        (july, january, [zone_name(&summer), zone_name(&winter)])
    } else {
        (january, july, [zone_name(&winter), zone_name(&summer)])
    };
    module.set(t, "timezone", standard.into_py(t)?)?;
    module.set(t, "altzone", other.into_py(t)?)?;
    module.set(t, "daylight", Obj::from_i32(i32::from(january != july)))?;
    let names = names.iter().map(|name| name.as_str().into_py(t)).collect::<PyResult<Vec<Obj>>>()?;
    module.set(t, "tzname", Tuple::from_vec(t, names).map(Ref::into_obj)?)
}

#[taipan_macros::pymodule(name = "time")]
pub mod module {
    use taipan_vm::builtins::module::Module;
    use taipan_vm::builtins::str::Str;
    use taipan_vm::builtins::{decode_bytes, encode_text};
    use taipan_vm::call::{Args, IntoPy};
    use taipan_vm::object::attributes;
    use taipan_vm::object::value::{Obj, Ref};
    use taipan_vm::thread::{PyResult, Thread, names};

    use super::{as_text, check, convert, date_of, object_of, timestamp};

    /// Convert seconds since the Epoch to a time tuple expressing UTC.
    #[pyfunction(sig = "(seconds=None, /)")]
    fn gmtime(t: &Thread, seconds: Option<&Obj>) -> PyResult {
        object_of(t, &convert(t, timestamp(t, seconds)?, libc::gmtime_r)?)
    }

    /// Convert seconds since the Epoch to a time tuple expressing local time.
    #[pyfunction(sig = "(seconds=None, /)")]
    fn localtime(t: &Thread, seconds: Option<&Obj>) -> PyResult {
        object_of(t, &convert(t, timestamp(t, seconds)?, libc::localtime_r)?)
    }

    /// Convert a time in seconds since the Epoch to a string in local time.
    #[pyfunction(sig = "(seconds=None, /)")]
    fn ctime(t: &Thread, seconds: Option<&Obj>) -> PyResult<String> {
        Ok(as_text(&convert(t, timestamp(t, seconds)?, libc::localtime_r)?))
    }

    /// Convert a time tuple to a string, e.g. 'Sat Jun 06 16:26:11 1998'.
    #[pyfunction(sig = "(tuple=None, /)")]
    fn asctime(t: &Thread, tuple: Option<&Obj>) -> PyResult<String> {
        let date = match tuple {
            None => convert(t, timestamp(t, None)?, libc::localtime_r)?,
            Some(tuple) => {
                let mut date = date_of(t, tuple, "asctime")?;
                check(t, &mut date)?;
                date
            }
        };
        Ok(as_text(&date))
    }

    /// Convert a time tuple in local time to seconds since the Epoch.
    #[pyfunction(sig = "(tuple, /)")]
    fn mktime(t: &Thread, tuple: &Obj) -> PyResult<f64> {
        let mut date = date_of(t, tuple, "mktime")?;
        // A week day that stays tells failure from the second before the epoch.
        date.tm_wday = -1;
        // SAFETY: the structure is ours.
        let at = unsafe { libc::mktime(&mut date) };
        if at == -1 && date.tm_wday == -1 {
            return Err(t.overflow_error("mktime argument out of range"));
        }
        Ok(at as f64)
    }

    /// Convert a time tuple to a string according to a format specification.
    #[pyfunction(sig = "(format, tuple=None, /)")]
    fn strftime(t: &Thread, format: &Str, tuple: Option<&Obj>) -> PyResult<Ref<Str>> {
        let date = match tuple {
            None => convert(t, timestamp(t, None)?, libc::localtime_r)?,
            Some(tuple) => {
                let mut date = date_of(t, tuple, "strftime")?;
                check(t, &mut date)?;
                date
            }
        };
        let pattern = encode_text(t, format, "utf-8", "surrogatepass")?;
        let mut out = Vec::new();
        for (index, part) in pattern.split(|byte| *byte == 0).enumerate() {
            if index > 0 {
                out.push(0);
            }
            out.extend(super::format(t, part, &date)?);
        }
        decode_bytes(t, &out, "utf-8", "surrogatepass")
    }

    /// Parse a string to a time tuple according to a format specification.
    #[pyfunction]
    fn strptime(t: &Thread, args: Args) -> PyResult {
        let import = t.interp().builtins().get_str(t, &names::__import__)?.unwrap_or(Obj::NONE);
        let module = taipan_vm::call::call1(t, &import, &"_strptime".into_py(t)?)?;
        let function = attributes::get_text(t, &module, "_strptime_time")?;
        taipan_vm::call::call_args(t, &function, args)
    }

    /// Initialize, or reinitialize, the local timezone to the value stored in os.environ['TZ'].
    #[pyfunction]
    fn tzset(t: &Thread) -> PyResult<()> {
        let Some(modules) = t.interp().modules.get() else { return Ok(()) };
        match modules.get_text(t, "time")?.map(taipan_vm::object::value::Obj::into_ref::<Module>) {
            Some(Ok(module)) => super::set_zone(t, &module),
            _ => Ok(()),
        }
    }
}
