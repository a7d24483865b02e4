//! Finding the runtime library, and making sure that it belongs to this `taipan`.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

const NAME: &str = "libtaipan_rt.a";
/// The variable that says where the library is.
pub const VARIABLE: &str = "TAIPAN_RUNTIME";
/// How the library's symbol with the fingerprint begins.
const MARK: &[u8] = b"taipan_runtime_";

/// The library for a `taipan` that lies at `executable`. The error is what is wrong.
pub fn find(executable: &Path, named: Option<OsString>) -> Result<PathBuf, String> {
    let candidates = match named.filter(|named| !named.is_empty()) {
        Some(named) => vec![PathBuf::from(named)],
        None => {
            let real = std::fs::canonicalize(executable).unwrap_or_else(|_| executable.to_owned());
            let folder = real.parent().unwrap_or(Path::new(".")).to_owned();
            let library = folder.parent().unwrap_or(&folder).join("lib");
            vec![folder.join(NAME), library.join(NAME)]
        }
    };
    let Some(found) = candidates.iter().find(|path| path.is_file()) else {
        let places: Vec<String> = candidates.iter().map(|path| path.display().to_string()).collect();
        return Err(format!(
            "the runtime library is missing; looked for {} ({VARIABLE} can name it)",
            places.join(" and ")
        ));
    };
    let problem = |what: &str| format!("the runtime library {} {what}", found.display());
    match fingerprint(found) {
        Ok(Some(own)) if own == taipan_abi::FINGERPRINT => Ok(found.clone()),
        Ok(Some(other)) => Err(problem(&format!(
            "belongs to another version of taipan: it is {other}, this is {}",
            taipan_abi::FINGERPRINT
        ))),
        Ok(None) => Err(problem("is not one of taipan's")),
        Err(error) => Err(problem(&format!("cannot be read: {error}"))),
    }
}

/// The fingerprint in an archive's table of symbols, which is its first member.
fn fingerprint(path: &Path) -> io::Result<Option<String>> {
    const HEADER: usize = 8 + 60;
    let mut file = File::open(path)?;
    let mut header = Vec::new();
    file.by_ref().take(HEADER as u64).read_to_end(&mut header)?;
    if header.len() < HEADER || !header.starts_with(b"!<arch>\n/") {
        return Ok(None);
    }
    let size = std::str::from_utf8(&header[8 + 48..8 + 58]).ok().and_then(|text| text.trim().parse().ok());
    let Some(size) = size else { return Ok(None) };
    let mut table = Vec::new();
    file.take(size).read_to_end(&mut table)?;
    let Some(at) = memchr::memmem::find(&table, MARK) else { return Ok(None) };
    let rest = &table[at + MARK.len()..];
    let end = rest.iter().position(|&byte| byte == 0).unwrap_or(rest.len());
    Ok(Some(String::from_utf8_lossy(&rest[..end]).into_owned()))
}
