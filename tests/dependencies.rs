//! Our crates depend on each other only along the arrows of the design.
//!
//! The runtime and the compiler never see each other: each can be built, tested and changed
//! without the other. Only the root package composes them.

#[path = "harness/metadata.rs"]
mod metadata;

use std::collections::BTreeSet;

use metadata::{array, text};

/// A crate of ours, and which others of ours it may use.
const ARROWS: &[(&str, &[&str])] = &[
    ("taipan-abi", &[]),
    ("taipan-macros", &[]),
    ("taipan-frontend", &["taipan-abi"]),
    ("taipan-optimizer", &["taipan-abi"]),
    ("taipan-codegen", &["taipan-abi", "taipan-optimizer"]),
    ("taipan-vm", &["taipan-abi", "taipan-macros"]),
    ("taipan-stdlib", &["taipan-abi", "taipan-macros", "taipan-vm"]),
    ("taipan-bundle", &["taipan-abi", "taipan-vm", "taipan-stdlib", "taipan-frontend", "taipan-codegen"]),
    ("taipan-cli", &["taipan-abi", "taipan-frontend"]),
    (
        "taipan",
        &[
            "taipan-abi",
            "taipan-bundle",
            "taipan-cli",
            "taipan-codegen",
            "taipan-frontend",
            "taipan-optimizer",
            "taipan-stdlib",
            "taipan-vm",
        ],
    ),
];

#[test]
fn crates_depend_along_the_arrows() {
    let metadata = metadata::of_workspace(&["--no-deps"]);
    let packages = array(&metadata, "packages");
    let ours: BTreeSet<&str> = packages.iter().map(|package| text(package, "name")).collect();

    let mut problems = Vec::new();
    for package in packages {
        let name = text(package, "name");
        let Some((_, allowed)) = ARROWS.iter().find(|(from, _)| *from == name) else {
            problems.push(format!("{name} is new: give it a row in ARROWS"));
            continue;
        };
        for dependency in array(package, "dependencies") {
            // Tests may look from further up: a compiler pass is tested on what the front end makes.
            if dependency["kind"].as_str() == Some("dev") {
                continue;
            }
            let to = text(dependency, "name");
            if ours.contains(to) && !allowed.contains(&to) {
                let kind = dependency["kind"].as_str().unwrap_or("normal");
                problems.push(format!("{name} must not depend on {to} ({kind} dependency)"));
            }
        }
    }
    for (name, _) in ARROWS {
        if !ours.contains(name) {
            problems.push(format!("{name} has a row in ARROWS, but is no crate"));
        }
    }
    assert!(problems.is_empty(), "the design's arrows are broken:\n{}", problems.join("\n"));
}

#[test]
fn the_table_has_no_cycle() {
    let mut settled = BTreeSet::new();
    while let Some((name, _)) =
        ARROWS.iter().find(|(name, uses)| !settled.contains(name) && uses.iter().all(|used| settled.contains(used)))
    {
        settled.insert(*name);
    }
    let stuck: Vec<_> = ARROWS.iter().filter(|(name, _)| !settled.contains(name)).collect();
    assert!(stuck.is_empty(), "these rows of ARROWS form a cycle: {stuck:?}");
}
