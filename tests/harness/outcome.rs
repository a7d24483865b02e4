//! What a run did, in the format of the `.out` files, which is also the form in which outcomes
//! are compared.
//!
//! The file is standard output. If there was standard error output or a status other than 0,
//! a line `--- stderr` with the error output and a line `--- exit N` follow. An output whose last
//! line is not ended gets a line `--- no newline` where another section follows it.
//!
//! Python calls the main program by its absolute path in tracebacks and warnings. Records must be
//! the same wherever the sources lie, so such paths are cut down to what lies below the folder.

use std::os::unix::process::ExitStatusExt;
use std::path::Path;

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

/// Replaces `FOLDER/` by the given text, for each of the folders.
pub fn without_paths(mut text: Vec<u8>, folders: &[(&Path, &str)]) -> Vec<u8> {
    for (folder, replacement) in folders {
        let mut prefix = folder.as_os_str().as_encoded_bytes().to_vec();
        prefix.push(b'/');
        let mut result = Vec::with_capacity(text.len());
        let mut rest = text.as_slice();
        while let Some(at) = rest.windows(prefix.len()).position(|window| window == prefix) {
            result.extend_from_slice(&rest[..at]);
            result.extend_from_slice(replacement.as_bytes());
            rest = &rest[at + prefix.len()..];
        }
        result.extend_from_slice(rest);
        text = result;
    }
    text
}

fn end_line(text: &mut Vec<u8>) {
    if !text.is_empty() && !text.ends_with(b"\n") {
        text.extend_from_slice(b"\n--- no newline\n");
    }
}
