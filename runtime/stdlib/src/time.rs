//! `time`.

#[taipan_macros::pymodule(name = "time")]
pub mod module {
    use taipan_vm::exceptions::os_error;
    use taipan_vm::thread::{PyResult, Thread};

    fn clock(t: &Thread, id: libc::clockid_t) -> PyResult<i64> {
        let mut at = libc::timespec { tv_sec: 0, tv_nsec: 0 };
        // SAFETY: the structure is ours to be filled.
        if unsafe { libc::clock_gettime(id, &mut at) } != 0 {
            let errno = std::io::Error::last_os_error().raw_os_error().unwrap_or(0);
            return Err(os_error::raise(t, errno, None));
        }
        Ok(at.tv_sec * 1_000_000_000 + at.tv_nsec)
    }

    fn seconds(nanoseconds: i64) -> f64 {
        nanoseconds as f64 / 1e9
    }

    /// Return the current time in seconds since the Epoch.
    #[pyfunction]
    fn time(t: &Thread) -> PyResult<f64> {
        clock(t, libc::CLOCK_REALTIME).map(seconds)
    }

    /// Return the current time in nanoseconds since the Epoch.
    #[pyfunction]
    fn time_ns(t: &Thread) -> PyResult<i64> {
        clock(t, libc::CLOCK_REALTIME)
    }

    /// Performance counter for benchmarking.
    #[pyfunction]
    fn perf_counter(t: &Thread) -> PyResult<f64> {
        clock(t, libc::CLOCK_MONOTONIC).map(seconds)
    }

    /// Performance counter for benchmarking as nanoseconds.
    #[pyfunction]
    fn perf_counter_ns(t: &Thread) -> PyResult<i64> {
        clock(t, libc::CLOCK_MONOTONIC)
    }

    /// Monotonic clock, cannot go backward.
    #[pyfunction]
    fn monotonic(t: &Thread) -> PyResult<f64> {
        clock(t, libc::CLOCK_MONOTONIC).map(seconds)
    }

    /// Monotonic clock, cannot go backward, as nanoseconds.
    #[pyfunction]
    fn monotonic_ns(t: &Thread) -> PyResult<i64> {
        clock(t, libc::CLOCK_MONOTONIC)
    }

    /// Process time for profiling: sum of the kernel and user-space CPU time.
    #[pyfunction]
    fn process_time(t: &Thread) -> PyResult<f64> {
        clock(t, libc::CLOCK_PROCESS_CPUTIME_ID).map(seconds)
    }
}
