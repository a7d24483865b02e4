//! Clocks and sleeping.

use taipan_vm::builtins::{float, int};
use taipan_vm::exceptions::os_error;
use taipan_vm::object::value::Obj;
use taipan_vm::thread::{PyResult, Thread, signals};

const SECOND: i64 = 1_000_000_000;

fn fail(t: &Thread) -> taipan_vm::thread::Raised {
    os_error::raise(t, std::io::Error::last_os_error().raw_os_error().unwrap_or(0), None)
}

/// What a clock shows, in nanoseconds.
fn clock(t: &Thread, id: libc::clockid_t) -> PyResult<i64> {
    let mut at = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the structure is ours to be filled.
    if unsafe { libc::clock_gettime(id, &mut at) } != 0 {
        return Err(fail(t));
    }
    Ok(at.tv_sec.saturating_mul(SECOND).saturating_add(at.tv_nsec))
}

fn seconds(nanoseconds: i64) -> f64 {
    // Whole seconds first: the sum is then rounded once.
    if nanoseconds % SECOND == 0 { (nanoseconds / SECOND) as f64 } else { nanoseconds as f64 / 1e9 }
}

/// A number of seconds as nanoseconds, rounded up.
fn timeout(t: &Thread, object: &Obj) -> PyResult<i64> {
    let range = || t.overflow_error("timestamp too large to convert to C PyTime_t");
    if let Some(value) = float::value(object) {
        if value.is_nan() {
            return Err(t.value_error("Invalid value NaN (not a number)"));
        }
        let nanoseconds = value * 1e9;
        let rounded = if nanoseconds >= 0.0 { nanoseconds.ceil() } else { nanoseconds.floor() };
        if rounded.abs() >= i64::MAX as f64 {
            return Err(range());
        }
        return Ok(rounded as i64);
    }
    if !int::is_int(object) && object.type_of().slots.index.get().is_none() {
        let class = object.type_of().name_text();
        return Err(t.type_error(format!("'{class}' object cannot be interpreted as an integer or float")));
    }
    let value = int::index_as_i64(t, object, "timestamp too large to convert to C PyTime_t")?;
    value.checked_mul(SECOND).ok_or_else(range)
}

fn sleep_for(t: &Thread, nanoseconds: i64) -> PyResult<()> {
    let end = clock(t, libc::CLOCK_MONOTONIC)?.saturating_add(nanoseconds);
    let until = libc::timespec { tv_sec: end / SECOND, tv_nsec: end % SECOND };
    loop {
        // SAFETY: the time is ours, nothing is given back.
        let errno =
            unsafe { libc::clock_nanosleep(libc::CLOCK_MONOTONIC, libc::TIMER_ABSTIME, &until, std::ptr::null_mut()) };
        match errno {
            0 => return Ok(()),
            libc::EINTR => signals::handle_pending(t)?,
            errno => return Err(os_error::raise(t, errno, None)),
        }
    }
}

#[taipan_macros::pymodule(name = "time")]
pub mod module {
    use taipan_vm::builtins::namespace::SimpleNamespace;
    use taipan_vm::call::IntoPy;
    use taipan_vm::object::value::{Obj, Ref};
    use taipan_vm::thread::{PyResult, Thread};

    use super::{SECOND, clock, fail, seconds, sleep_for, timeout};

    /// Return the current time in seconds since the Epoch.
    #[pyfunction(returns = "float")]
    fn time(t: &Thread) -> PyResult<f64> {
        clock(t, libc::CLOCK_REALTIME).map(seconds)
    }

    /// Return the current time in nanoseconds since the Epoch.
    #[pyfunction(returns = "int")]
    fn time_ns(t: &Thread) -> PyResult<i64> {
        clock(t, libc::CLOCK_REALTIME)
    }

    /// Performance counter for benchmarking.
    #[pyfunction(returns = "float")]
    fn perf_counter(t: &Thread) -> PyResult<f64> {
        clock(t, libc::CLOCK_MONOTONIC).map(seconds)
    }

    /// Performance counter for benchmarking as nanoseconds.
    #[pyfunction(returns = "int")]
    fn perf_counter_ns(t: &Thread) -> PyResult<i64> {
        clock(t, libc::CLOCK_MONOTONIC)
    }

    /// Monotonic clock, cannot go backward.
    #[pyfunction(returns = "float")]
    fn monotonic(t: &Thread) -> PyResult<f64> {
        clock(t, libc::CLOCK_MONOTONIC).map(seconds)
    }

    /// Monotonic clock, cannot go backward, as nanoseconds.
    #[pyfunction(returns = "int")]
    fn monotonic_ns(t: &Thread) -> PyResult<i64> {
        clock(t, libc::CLOCK_MONOTONIC)
    }

    /// Process time for profiling: sum of the kernel and user-space CPU time.
    #[pyfunction(returns = "float")]
    fn process_time(t: &Thread) -> PyResult<f64> {
        clock(t, libc::CLOCK_PROCESS_CPUTIME_ID).map(seconds)
    }

    /// Process time for profiling as nanoseconds.
    #[pyfunction(returns = "int")]
    fn process_time_ns(t: &Thread) -> PyResult<i64> {
        clock(t, libc::CLOCK_PROCESS_CPUTIME_ID)
    }

    /// Thread time for profiling: sum of the kernel and user-space CPU time.
    #[pyfunction(returns = "float")]
    fn thread_time(t: &Thread) -> PyResult<f64> {
        clock(t, libc::CLOCK_THREAD_CPUTIME_ID).map(seconds)
    }

    /// Thread time for profiling as nanoseconds.
    #[pyfunction(returns = "int")]
    fn thread_time_ns(t: &Thread) -> PyResult<i64> {
        clock(t, libc::CLOCK_THREAD_CPUTIME_ID)
    }

    /// Return the time of the specified clock clk_id as a float.
    #[pyfunction(sig = "(clk_id, /)", returns = "float")]
    fn clock_gettime(t: &Thread, clk_id: i32) -> PyResult<f64> {
        clock(t, clk_id).map(seconds)
    }

    /// Return the time of the specified clock clk_id as nanoseconds (int).
    #[pyfunction(sig = "(clk_id, /)", returns = "int")]
    fn clock_gettime_ns(t: &Thread, clk_id: i32) -> PyResult<i64> {
        clock(t, clk_id)
    }

    /// Return the resolution (precision) of the specified clock clk_id.
    #[pyfunction(sig = "(clk_id, /)", returns = "float")]
    fn clock_getres(t: &Thread, clk_id: i32) -> PyResult<f64> {
        let mut at = libc::timespec { tv_sec: 0, tv_nsec: 0 };
        // SAFETY: the structure is ours to be filled.
        if unsafe { libc::clock_getres(clk_id, &mut at) } != 0 {
            return Err(fail(t));
        }
        Ok(at.tv_sec as f64 + at.tv_nsec as f64 * 1e-9)
    }

    fn set_clock(t: &Thread, id: i32, nanoseconds: i64) -> PyResult<()> {
        let at = libc::timespec { tv_sec: nanoseconds.div_euclid(SECOND), tv_nsec: nanoseconds.rem_euclid(SECOND) };
        // SAFETY: the structure is only read.
        if unsafe { libc::clock_settime(id, &at) } != 0 { Err(fail(t)) } else { Ok(()) }
    }

    /// Set the time of the specified clock clk_id.
    #[pyfunction(sig = "(clk_id, time, /)")]
    fn clock_settime(t: &Thread, clk_id: i32, time: &Obj) -> PyResult<()> {
        set_clock(t, clk_id, timeout(t, time)?)
    }

    /// Set the time of the specified clock clk_id with nanoseconds.
    #[pyfunction(sig = "(clk_id, time, /)")]
    fn clock_settime_ns(t: &Thread, clk_id: i32, time: i64) -> PyResult<()> {
        set_clock(t, clk_id, time)
    }

    /// sleep(seconds)
    ///
    /// Delay execution for a given number of seconds.  The argument may be
    /// a floating-point number for subsecond precision.
    #[pyfunction(sig = "(object, /)")]
    fn sleep(t: &Thread, object: &Obj) -> PyResult<()> {
        let nanoseconds = timeout(t, object)?;
        if nanoseconds < 0 {
            return Err(t.value_error("sleep length must be non-negative"));
        }
        sleep_for(t, nanoseconds)
    }

    /// Get information of the specified clock.
    #[pyfunction(sig = "(name, /)")]
    fn get_clock_info(t: &Thread, name: &str) -> PyResult {
        let (id, text) = match name {
            "time" => (libc::CLOCK_REALTIME, "CLOCK_REALTIME"),
            "monotonic" | "perf_counter" => (libc::CLOCK_MONOTONIC, "CLOCK_MONOTONIC"),
            "process_time" => (libc::CLOCK_PROCESS_CPUTIME_ID, "CLOCK_PROCESS_CPUTIME_ID"),
            "thread_time" => (libc::CLOCK_THREAD_CPUTIME_ID, "CLOCK_THREAD_CPUTIME_ID"),
            _ => return Err(t.value_error("unknown clock")),
        };
        let space = SimpleNamespace::new(t)?;
        space.set(t, "implementation", format!("clock_gettime({text})").into_py(t)?)?;
        space.set(t, "monotonic", Obj::from_bool(name != "time"))?;
        space.set(t, "adjustable", Obj::from_bool(name == "time"))?;
        space.set(t, "resolution", clock_getres(t, id)?.into_py(t)?)?;
        Ok(Ref::into_obj(space))
    }
}
