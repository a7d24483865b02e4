//! Signals: a handler notes that one arrived, the eval breaker acts on it.

use std::sync::atomic::{AtomicBool, AtomicPtr, Ordering};

use super::{PyResult, Thread, breaker};

/// The main thread, whose breaker the handler sets.
static MAIN: AtomicPtr<Thread> = AtomicPtr::new(std::ptr::null_mut());
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

extern "C" fn on_interrupt(_signal: libc::c_int) {
    INTERRUPTED.store(true, Ordering::SeqCst);
    let main = MAIN.load(Ordering::SeqCst);
    // SAFETY: threads are leaked; setting a bit is all that is done.
    if let Some(thread) = unsafe { main.as_ref() } {
        thread.breaker.fetch_or(breaker::SIGNAL, Ordering::SeqCst);
    }
}

/// Makes Ctrl-C raise KeyboardInterrupt in the main thread, and a closed pipe an error instead of death.
pub fn install(t: &'static Thread) {
    MAIN.store(std::ptr::from_ref(t).cast_mut(), Ordering::SeqCst);
    // SAFETY: the handler only touches atomics.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = on_interrupt as *const () as usize;
        libc::sigaction(libc::SIGINT, &action, std::ptr::null_mut());
        libc::signal(libc::SIGPIPE, libc::SIG_IGN);
    }
}

/// Whether Ctrl-C arrived since the last call.
pub fn take_interrupt() -> bool {
    INTERRUPTED.swap(false, Ordering::SeqCst)
}

/// Acts on the signals that arrived.
pub fn handle_pending(t: &Thread) -> PyResult<()> {
    if take_interrupt() {
        return Err(t.error_with_args(&crate::exceptions::KEYBOARD_INTERRUPT, &[]));
    }
    Ok(())
}
