//! The runtime library beside the executable under test. `cargo test` does not put it there; `cargo build` does.

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

/// Builds the library, once, where the executable is the one that cargo has just built. One that was named is taken
/// with what lies beside it.
pub fn ensure(executable: &Path) {
    static DONE: OnceLock<()> = OnceLock::new();
    if executable != Path::new(env!("CARGO_BIN_EXE_taipan")) {
        return;
    }
    DONE.get_or_init(|| {
        let profile = executable.parent().and_then(Path::file_name).and_then(|name| name.to_str()).unwrap_or("debug");
        let profile = if profile == "debug" { "dev" } else { profile };
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(["build", "--offline", "--profile", profile])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .expect("cargo can be run");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    });
}
