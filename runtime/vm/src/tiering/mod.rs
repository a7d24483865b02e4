//! Tiering: what is compiled when, and the ways into compiled code and back.
//!
//! ```text
//! RESUME, JUMP_BACKWARD count ──▶ hot ──▶ snapshot (CompileRequest) ──▶ hooks::Tier2 ──▶ unit (CompiledUnit, loaded)
//!                                                                                            │
//! calls: Code::entry ── loops: handler of JUMP_BACKWARD ── generators: handler of RESUME ◀────┘
//! exit ──▶ the frame is made whole, tier 0 goes on        invariant broken ──▶ the unit is cut off
//! ```
//!
//! A frame in which compiled code runs is marked; [`observe`] says what it looks like from outside.

pub mod entry;
pub mod exit;
pub mod feedback;
pub mod hot;
pub mod invariants;
mod leave;
pub mod native;
pub mod observe;
pub mod record;
pub mod snapshot;
pub mod state;
pub mod symbols;
pub mod unit;

pub use state::{CodeTier, Tiering};
