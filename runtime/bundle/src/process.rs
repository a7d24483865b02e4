//! What only the operating system can tell or do; the unsafe part of the command.

use std::sync::atomic::{AtomicU8, Ordering};

/// One bit per standard stream that was closed when the process started.
static CLOSED: AtomicU8 = AtomicU8::new(0);

/// Runs before Rust's own start-up, which opens `/dev/null` in the place of closed streams. Python shows
/// them as None, so what was there must be known.
extern "C" fn note_closed_streams() {
    for fd in 0..3 {
        // SAFETY: asks about a descriptor.
        if unsafe { libc::fcntl(fd, libc::F_GETFD) } < 0 {
            CLOSED.fetch_or(1 << fd, Ordering::Relaxed);
        }
    }
}

// SAFETY: the linker puts a pointer to a function without arguments where such pointers are expected. It runs
// before `main`, on the only thread, and uses nothing of Rust's runtime.
#[unsafe(link_section = ".init_array")]
#[used]
static NOTE_CLOSED_STREAMS: extern "C" fn() = note_closed_streams;

/// Closes again what was closed when the process started.
pub fn restore_closed_streams() {
    let closed = CLOSED.load(Ordering::Relaxed);
    for fd in (0..3).filter(|fd| closed & 1 << fd != 0) {
        // SAFETY: the descriptor is Rust's replacement, which nothing uses yet.
        unsafe { libc::close(fd) };
    }
}

/// Native stack of the main thread; mapped lazily.
pub const MAIN_STACK: usize = 512 << 20;

/// Does the work of the process on a thread with a large stack; gives the exit status. The status is also that of the
/// process: nothing that other threads do keeps it alive.
pub fn on_main_thread(work: impl FnOnce() -> i32 + Send + 'static) -> i32 {
    let worker = std::thread::Builder::new().name("main".into()).stack_size(MAIN_STACK).spawn(work);
    leave_signals_to_others();
    let status = match worker.map(|w| w.join()) {
        Ok(Ok(status)) => status,
        Ok(Err(_)) => 70,
        Err(error) => {
            use std::io::Write;
            drop(writeln!(std::io::stderr(), "taipan: cannot start the main thread: {error}"));
            1
        }
    };
    std::process::exit(status)
}

/// Keeps signals from the calling thread, so that they interrupt the one that runs the program.
fn leave_signals_to_others() {
    // SAFETY: the set is filled before it is read; the old one is not asked for.
    unsafe {
        let mut all = std::mem::zeroed();
        libc::sigfillset(&mut all);
        libc::pthread_sigmask(libc::SIG_BLOCK, &all, std::ptr::null_mut());
    }
}

/// Ends the process as Ctrl-C ends one that does nothing about it: a shell then knows that it was interrupted.
pub fn die_of_interrupt() -> i32 {
    // SAFETY: no handler of ours needs to run any more.
    unsafe {
        libc::signal(libc::SIGINT, libc::SIG_DFL);
        libc::kill(libc::getpid(), libc::SIGINT);
    }
    // The signal may be blocked.
    128 + libc::SIGINT
}

/// Whether standard input is a terminal.
pub fn has_terminal() -> bool {
    use std::io::IsTerminal;
    CLOSED.load(Ordering::Relaxed) & 1 == 0 && std::io::stdin().is_terminal()
}

/// Standard streams that go nowhere as long as this lives.
pub struct Silence([i32; 2]);

/// Sends what is written to stdout and stderr nowhere.
pub fn silence() -> Silence {
    // SAFETY: copies of descriptors, and one that is closed where it was opened; -1 where there is none is refused
    // by the system.
    unsafe {
        let nowhere = libc::open(c"/dev/null".as_ptr(), libc::O_WRONLY);
        let saved = [1, 2].map(|fd| {
            let saved = libc::dup(fd);
            libc::dup2(nowhere, fd);
            saved
        });
        libc::close(nowhere);
        Silence(saved)
    }
}

impl Drop for Silence {
    fn drop(&mut self) {
        for (fd, saved) in [1, 2].into_iter().zip(self.0) {
            // SAFETY: the copy was made for this.
            unsafe {
                libc::dup2(saved, fd);
                libc::close(saved);
            }
        }
    }
}
