//! The table of ways to run a program, and which of them a plain `cargo test` uses.

/// How a mode turns a source file into a running process.
pub enum How {
    /// `taipan FLAGS… FILE ARGUMENTS…`
    Run(&'static [&'static str]),
    /// `taipan build FLAGS… FILE -o EXECUTABLE`, then `EXECUTABLE ARGUMENTS…`
    Build(&'static [&'static str]),
    /// `taipan --record PROFILE FLAGS… FILE ARGUMENTS…`, then as above with `--profile PROFILE`
    Native(&'static [&'static str]),
}

pub struct Mode {
    pub name: &'static str,
    pub how: How,
}

/// Every mode there is.
pub const MODES: &[Mode] = &[
    Mode { name: "interpreter", how: How::Run(&["--no-jit"]) },
    Mode { name: "jit0", how: How::Run(&["--jit-threshold", "0"]) },
    Mode { name: "jit", how: How::Run(&[]) },
    Mode { name: "aot", how: How::Build(&[]) },
    Mode { name: "native", how: How::Native(&["--jit-threshold", "3"]) },
];

/// The modes that run unless `TAIPAN_TEST_MODES` says otherwise.
pub const ENABLED: &[&str] = &["interpreter", "jit0", "jit", "aot"];

pub fn by_name(name: &str) -> Result<&'static Mode, String> {
    MODES.iter().find(|mode| mode.name == name).ok_or_else(|| {
        let known: Vec<_> = MODES.iter().map(|mode| mode.name).collect();
        format!("no mode is called {name:?}; there are {}", known.join(", "))
    })
}
