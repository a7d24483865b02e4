//! The `taipan` command.
