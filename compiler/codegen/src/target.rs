//! The processors that code is made for, and the code generator's settings.

use cranelift_codegen::isa::{self, OwnedTargetIsa};
use cranelift_codegen::settings::{self, Configurable};
use taipan_abi::unit::{Refusal, RefusalReason};

/// Settings in which targets agree.
const SETTINGS: &[(&str, &str)] = &[
    ("opt_level", "speed"),
    ("enable_alias_analysis", "true"),
    ("is_pic", "false"),
    ("use_colocated_libcalls", "true"),
    ("enable_nan_canonicalization", "false"),
    // Touches each page of frames beyond a page, which are those of huge calls and displays.
    ("enable_probestack", "true"),
    ("probestack_strategy", "inline"),
    ("preserve_frame_pointers", "true"),
    ("unwind_info", "false"),
    ("machine_code_cfg_info", "false"),
];

/// How registers are allocated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allocation {
    /// Good code.
    Careful,
    /// In time that grows linearly, for huge functions.
    Fast,
}

/// A target by its triple, with the features that every processor of it has, or those named.
pub fn isa(triple: &str, features: &[&str], allocation: Allocation) -> Result<OwnedTargetIsa, Refusal> {
    let refuse = |message: String| Refusal::new(RefusalReason::Backend, format!("{triple}: {message}"));
    let mut flags = settings::builder();
    for (name, value) in SETTINGS {
        flags.set(name, value).map_err(|e| refuse(e.to_string()))?;
    }
    let algorithm = match allocation {
        Allocation::Careful => "backtracking",
        Allocation::Fast => "single_pass",
    };
    flags.set("regalloc_algorithm", algorithm).map_err(|e| refuse(e.to_string()))?;
    let verifier = if cfg!(debug_assertions) { "true" } else { "false" };
    flags.set("enable_verifier", verifier).map_err(|e| refuse(e.to_string()))?;
    let mut builder = isa::lookup_by_name(triple).map_err(|e| refuse(e.to_string()))?;
    for feature in features {
        builder.enable(feature).map_err(|e| refuse(e.to_string()))?;
    }
    builder.finish(settings::Flags::new(flags)).map_err(|e| refuse(e.to_string()))
}

/// The triple of the processor this runs on.
pub const HOST: &str =
    if cfg!(target_arch = "aarch64") { "aarch64-unknown-linux-gnu" } else { "x86_64-unknown-linux-gnu" };

/// The processor this runs on, with all it can do.
pub fn host(allocation: Allocation) -> Result<OwnedTargetIsa, Refusal> {
    isa(HOST, &host_features(), allocation)
}

#[cfg(target_arch = "x86_64")]
fn host_features() -> Vec<&'static str> {
    let mut out = Vec::new();
    macro_rules! detect {
        ($($name:tt => $flag:literal),* $(,)?) => {
            $(if std::is_x86_feature_detected!($name) { out.push($flag); })*
        };
    }
    detect! {
        "sse3" => "has_sse3",
        "ssse3" => "has_ssse3",
        "sse4.1" => "has_sse41",
        "sse4.2" => "has_sse42",
        "avx" => "has_avx",
        "avx2" => "has_avx2",
        "fma" => "has_fma",
        "popcnt" => "has_popcnt",
        "bmi1" => "has_bmi1",
        "bmi2" => "has_bmi2",
        "lzcnt" => "has_lzcnt",
    }
    out
}

#[cfg(target_arch = "aarch64")]
fn host_features() -> Vec<&'static str> {
    if std::arch::is_aarch64_feature_detected!("lse") { vec!["has_lse"] } else { Vec::new() }
}
