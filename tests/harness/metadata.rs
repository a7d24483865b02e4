//! `cargo metadata` of this workspace, for the tests that check how crates depend on each other.

use std::env;
use std::process::Command;

use serde_json::Value;

/// Runs `cargo metadata` with further arguments and gives its answer.
pub fn of_workspace(arguments: &[&str]) -> Value {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(&cargo)
        .args(["metadata", "--format-version", "1"])
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap_or_else(|error| panic!("cannot run {}: {error}", cargo.display()));
    assert!(
        output.status.success(),
        "cargo metadata {arguments:?} failed:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("cargo metadata did not answer in JSON: {error}"))
}

/// A field that cargo documents as a string.
pub fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_else(|| panic!("cargo metadata: {field:?} is no string in {value}"))
}

/// A field that cargo documents as an array.
pub fn array<'a>(value: &'a Value, field: &str) -> &'a [Value] {
    value[field].as_array().unwrap_or_else(|| panic!("cargo metadata: {field:?} is no array in {value}"))
}
