//! What a run did, in the format of the `.out` files, which is also the form in which outcomes
//! are compared.
//!
//! The file is standard output. If there was standard error output or a status other than 0,
//! a line `--- stderr` with the error output and a line `--- exit N` follow. An output whose last
//! line is not ended gets a line `--- no newline` where another section follows it.

use std::os::unix::process::ExitStatusExt;

use super::process::{Finished, TIMEOUT};

pub fn render(finished: &Finished) -> Vec<u8> {
    let mut text = finished.stdout.clone();
    let exit = match finished.status {
        None => format!("timeout after {} s", TIMEOUT.as_secs()),
        Some(status) => match (status.code(), status.signal()) {
            (Some(code), _) => code.to_string(),
            (None, Some(signal)) => format!("signal {signal}"),
            (None, None) => "unknown".to_owned(),
        },
    };
    if finished.stderr.is_empty() && exit == "0" {
        return text;
    }
    end_line(&mut text);
    text.extend_from_slice(b"--- stderr\n");
    text.extend_from_slice(&finished.stderr);
    end_line(&mut text);
    text.extend_from_slice(format!("--- exit {exit}\n").as_bytes());
    text
}

fn end_line(text: &mut Vec<u8>) {
    if !text.is_empty() && !text.ends_with(b"\n") {
        text.extend_from_slice(b"\n--- no newline\n");
    }
}
