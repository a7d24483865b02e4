//! Writing to the standard streams. They may be closed or full, which must not panic as `println!` does.

use std::io::Write;

/// Writes to standard output; gives the exit status. Help that nobody can read is no error, as in CPython.
pub fn show(text: &str) -> i32 {
    let mut stream = std::io::stdout().lock();
    drop(stream.write_all(text.as_bytes()).and_then(|()| stream.flush()));
    0
}

/// Writes a line to standard error. False: it could not be written.
pub fn complain(text: &str) -> bool {
    writeln!(std::io::stderr().lock(), "{text}").is_ok()
}
