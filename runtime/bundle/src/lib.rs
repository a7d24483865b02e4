//! The runtime library linked into executables.
