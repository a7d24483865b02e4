//! Lowers MIR to machine code through Cranelift.
