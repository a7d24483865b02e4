//! Gives the runtime library a symbol that says which build of Taipan it belongs to.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let out = std::path::PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let symbol = format!(
        "// SAFETY: nothing else has a name with this hash.\n#[unsafe(export_name = \"taipan_runtime_{}\")]\npub static FINGERPRINT: u8 = 0;\n",
        taipan_abi::FINGERPRINT
    );
    std::fs::write(out.join("fingerprint.rs"), symbol).expect("the output folder can be written");
}
