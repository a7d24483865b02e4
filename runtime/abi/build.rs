//! The fingerprint of the interface: a hash of this crate's sources and of its version. The command and the
//! runtime library carry it, so that parts of different builds are not put together.

use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=src");
    println!("cargo:rerun-if-changed=build.rs");
    let mut files: Vec<_> = std::fs::read_dir(Path::new("src"))
        .expect("the crate has sources")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    files.sort();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut add = |bytes: &[u8]| {
        for byte in bytes {
            // FNV-1a.
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    for file in files {
        add(file.file_name().unwrap_or_default().as_encoded_bytes());
        add(&std::fs::read(&file).expect("a source can be read"));
    }
    let version = std::env::var("CARGO_PKG_VERSION").expect("cargo sets the version");
    add(version.as_bytes());
    println!("cargo:rustc-env=TAIPAN_ABI_FINGERPRINT={}_{hash:016x}", version.replace(['.', '-', '+'], "_"));
}
