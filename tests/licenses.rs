//! Executables that users build contain our dependencies, so each of them must be usable under
//! permissive licences alone.
//!
//! Reads the SPDX expression of every package that is needed on the supported targets.

#[path = "harness/metadata.rs"]
mod metadata;
#[path = "harness/spdx.rs"]
mod spdx;

use std::collections::{BTreeMap, BTreeSet};

use metadata::{array, text};
use serde_json::Value;

const PERMISSIVE: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "PSF-2.0",
    "Python-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Licences that a package may have when nothing of it ends up in an executable.
const FOR_TOOLS: &[&str] = &["MPL-2.0"];

/// Packages under [`FOR_TOOLS`], each with the reason why it is used.
const TOOLS: &[(&str, &str)] = &[];

/// Linked packages under a licence that is not in [`PERMISSIVE`] and that nobody has decided about
/// yet: `(package, licence, what is known)`. The rows go when the licence is accepted or the
/// package is dropped.
const UNDECIDED: &[(&str, &str, &str)] = &[(
    "unicode_names2",
    "Unicode-DFS-2016",
    "what Unicode-3.0 was called before; comes with the Python parser, for \\N{...} in strings",
)];

/// Packages whose manifest names a licence file in place of an expression: `(package, the
/// expression for that file, what it holds)`.
const STATED_IN_FILE: &[(&str, &str, &str)] =
    &[("rustpython-pylib", "PSF-2.0", "the standard library's Python files, with their own licence")];

const TARGETS: &[&str] = &["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu"];

#[test]
fn every_dependency_is_permissive() {
    let mut arguments = vec!["--locked"];
    for target in TARGETS {
        arguments.extend(["--filter-platform", target]);
    }
    let metadata = metadata::of_workspace(&arguments);
    let linked = linked_packages(&metadata);

    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    for package in array(&metadata, "packages") {
        let name = text(package, "name");
        seen.insert(name);
        let stated = STATED_IN_FILE.iter().find(|(package, _, _)| *package == name).map(|row| row.1);
        let Some(licence) = package["license"].as_str().or(stated) else {
            problems.push(format!("{name} states no licence expression"));
            continue;
        };
        let is_tool = TOOLS.iter().any(|(tool, _)| *tool == name);
        if is_tool && linked.contains(text(package, "id")) {
            problems.push(format!("{name} is listed as a tool, but is linked into executables"));
        }
        let undecided = UNDECIDED.iter().find(|(package, _, _)| *package == name);
        let may_use = |term: &str| {
            PERMISSIVE.contains(&term)
                || is_tool && FOR_TOOLS.contains(&term)
                || undecided.is_some_and(|(_, licence, _)| *licence == term)
        };
        match spdx::is_satisfied(licence, may_use) {
            Ok(true) => {}
            Ok(false) => problems.push(format!("{name} is under {licence}")),
            Err(error) => problems.push(format!("{name}: cannot read {licence:?}: {error}")),
        }
    }
    for (tool, _) in TOOLS {
        if !seen.contains(tool) {
            problems.push(format!("{tool} has a row in TOOLS, but is no dependency"));
        }
    }
    for (package, _, _) in UNDECIDED {
        if !seen.contains(package) {
            problems.push(format!("{package} has a row in UNDECIDED, but is no dependency"));
        }
    }
    assert!(problems.is_empty(), "licences that are not permissive:\n{}", problems.join("\n"));
}

/// The ids of the packages whose code is linked: what our crates reach without going through
/// development or build dependencies or procedural macros.
fn linked_packages(metadata: &Value) -> BTreeSet<&str> {
    let macros: BTreeSet<&str> = array(metadata, "packages")
        .iter()
        .filter(|package| {
            let is_macro = |kind: &Value| kind.as_str() == Some("proc-macro");
            array(package, "targets").iter().any(|target| array(target, "kind").iter().any(is_macro))
        })
        .map(|package| text(package, "id"))
        .collect();
    let nodes: BTreeMap<&str, &Value> =
        array(&metadata["resolve"], "nodes").iter().map(|node| (text(node, "id"), node)).collect();

    let mut linked = BTreeSet::new();
    let mut open: Vec<&str> = array(metadata, "workspace_members")
        .iter()
        .map(|id| id.as_str().unwrap_or_else(|| panic!("the member id {id} is no string")))
        .collect();
    while let Some(id) = open.pop() {
        if macros.contains(id) || !linked.insert(id) {
            continue;
        }
        let node = nodes.get(id).unwrap_or_else(|| panic!("{id} is not in the resolved graph"));
        for dependency in array(node, "deps") {
            let is_normal = |kind: &Value| kind["kind"].is_null();
            if array(dependency, "dep_kinds").iter().any(is_normal) {
                open.push(text(dependency, "pkg"));
            }
        }
    }
    linked
}

#[test]
fn expressions_mean_what_spdx_says() {
    let permissive = |text: &str| {
        spdx::is_satisfied(text, |term| PERMISSIVE.contains(&term)).unwrap_or_else(|error| panic!("{text:?}: {error}"))
    };
    for accepted in [
        "MIT",
        "MIT OR Apache-2.0",
        "MIT/Apache-2.0",
        "GPL-3.0-only OR MIT",
        "(MIT OR GPL-2.0-only) AND Unicode-3.0",
        "Apache-2.0 WITH LLVM-exception",
        "LGPL-2.1-or-later OR Apache-2.0 WITH LLVM-exception AND ISC",
    ] {
        assert!(permissive(accepted), "{accepted} should be accepted");
    }
    for refused in [
        "MPL-2.0",
        "MIT AND GPL-3.0-only",
        "GPL-2.0-only WITH Classpath-exception-2.0",
        "MIT AND (LGPL-2.1-only OR GPL-3.0-only)",
        "MIT AND MPL-2.0 OR GPL-3.0-only",
    ] {
        assert!(!permissive(refused), "{refused} should be refused");
    }
    for broken in ["", "MIT OR", "(MIT", "MIT Apache-2.0", "OR MIT", "MIT WITH", "MIT)"] {
        assert!(spdx::is_satisfied(broken, |_| true).is_err(), "{broken:?} should not parse");
    }
}
