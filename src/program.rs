//! Reading what is to be run: a file, a folder or archive, standard input.

use std::ffi::{OsStr, OsString};
use std::io::{self, Read};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use taipan_abi::opcodes::PYC_MAGIC;

/// What a path turned out to be.
pub enum Content {
    Source(Vec<u8>),
    /// A `.pyc` file.
    Compiled(Vec<u8>),
    /// A folder or a zip archive: its `__main__` is run.
    Container,
}

/// Reads the program of a path. The error is the number and text of the operating system.
pub fn read(path: &Path) -> Result<Content, (i32, String)> {
    let problem = |error: io::Error| {
        let number = error.raw_os_error().unwrap_or(0);
        let text = error.to_string();
        (number, text.strip_suffix(&format!(" (os error {number})")).map_or(text.clone(), str::to_owned))
    };
    if path.is_dir() {
        return Ok(Content::Container);
    }
    let bytes = std::fs::read(path).map_err(problem)?;
    if is_archive(&bytes) {
        return Ok(Content::Container);
    }
    if path.extension().is_some_and(|e| e == "pyc") || bytes.starts_with(&PYC_MAGIC[..2]) {
        return Ok(Content::Compiled(bytes));
    }
    Ok(Content::Source(bytes))
}

/// Reads the program from standard input.
pub fn read_stdin() -> Vec<u8> {
    let mut bytes = Vec::new();
    // What cannot be read is not there, as for CPython.
    let _ = io::stdin().lock().read_to_end(&mut bytes);
    bytes
}

/// Whether the bytes end as a zip archive does, whatever they begin with.
fn is_archive(bytes: &[u8]) -> bool {
    const END: &[u8] = b"PK\x05\x06";
    const END_SIZE: usize = 22;
    let Some(last) = bytes.len().checked_sub(END_SIZE) else { return false };
    let first = last.saturating_sub(usize::from(u16::MAX));
    (first..=last).rev().any(|at| {
        let comment = || usize::from(u16::from_le_bytes([bytes[at + 20], bytes[at + 21]]));
        bytes[at..].starts_with(END) && at + END_SIZE + comment() == bytes.len()
    })
}

/// Everything but the first line, whose end stays: lines keep their numbers.
pub fn without_first_line(source: &[u8]) -> &[u8] {
    source.iter().position(|&byte| byte == b'\n').map_or(&[], |end| &source[end..])
}

/// The path from the root, as CPython makes it: nothing in it is resolved.
pub fn absolute(path: &OsStr) -> OsString {
    if path.as_bytes().starts_with(b"/") {
        return path.to_owned();
    }
    let Ok(here) = std::env::current_dir() else { return path.to_owned() };
    let mut full = here.into_os_string().into_vec();
    if path.is_empty() {
        return OsString::from_vec(full);
    }
    full.push(b'/');
    full.extend_from_slice(path.as_bytes());
    OsString::from_vec(full)
}

/// The folder that a program's imports are looked for in first.
pub fn folder_of(program: &Path) -> OsString {
    let resolved = std::fs::canonicalize(program).unwrap_or_else(|_| program.to_owned());
    resolved.parent().map_or_else(OsString::new, |folder| folder.as_os_str().to_owned())
}

/// Where the running executable lies, as the shell found it: links are not followed.
pub fn executable(name: &OsStr) -> PathBuf {
    if name.as_bytes().contains(&b'/') {
        return absolute(name).into();
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file());
    found.or_else(|| std::env::current_exe().ok()).unwrap_or_default()
}

/// What is wrong with code that is not UTF-8, in terms of the lone surrogates that Python makes of such bytes.
pub fn undecodable(code: &OsStr) -> String {
    let bytes = code.as_bytes();
    let valid = bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    let at = valid.chars().count();
    let rest = &bytes[valid.len()..];
    let count: usize = rest.utf8_chunks().take_while(|c| c.valid().is_empty()).map(|c| c.invalid().len()).sum();
    let problem = match (rest.first(), count) {
        (Some(byte), 0 | 1) => format!("character '\\udc{byte:02x}' in position {at}"),
        _ => format!("characters in position {at}-{}", at + count.max(1) - 1),
    };
    format!("UnicodeEncodeError: 'utf-8' codec can't encode {problem}: surrogates not allowed")
}

/// Takes away the white space that all lines begin with, for code given as an argument. Lines of white space
/// alone become empty and do not count.
pub fn dedented(source: &str) -> String {
    let indentation = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let is_blank = |line: &str| line.trim_end_matches(['\n', '\r']).len() == indentation(line);
    let lines = || source.split_inclusive('\n');
    let mut margin: Option<&str> = None;
    for line in lines().filter(|line| !is_blank(line)) {
        let own = &line[..indentation(line)];
        let common = margin.map_or(own, |margin| {
            let same = margin.bytes().zip(own.bytes()).take_while(|(a, b)| a == b).count();
            &own[..same]
        });
        margin = Some(common);
    }
    let Some(margin) = margin.filter(|margin| !margin.is_empty()) else { return source.to_owned() };
    lines()
        .map(|line| if is_blank(line) { line.trim_start_matches([' ', '\t']) } else { &line[margin.len()..] })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn margins_go() {
        assert_eq!(dedented("  a\n    b\n"), "a\n  b\n");
        assert_eq!(dedented("\n  a\n \n  b"), "\na\n\nb");
        assert_eq!(dedented(" \ta\n  b"), "\ta\n b");
        assert_eq!(dedented("a\n  b\n"), "a\n  b\n");
    }

    #[test]
    fn first_lines_leave_their_end() {
        assert_eq!(without_first_line(b"#!x\nprint()"), b"\nprint()");
        assert_eq!(without_first_line(b"#!x"), b"");
    }

    #[test]
    fn archives_are_known_by_their_end() {
        let mut archive = b"#!/bin/sh\nPK\x05\x06".to_vec();
        archive.extend([0; 16]);
        archive.extend([2, 0, b'h', b'i']);
        assert!(is_archive(&archive));
        archive.push(b'!');
        assert!(!is_archive(&archive));
        assert!(!is_archive(b"PK\x05\x06"));
    }
}
