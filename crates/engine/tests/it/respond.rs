//! Tokens recognised, acts, plans, gates: `engine::respond`.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot set itself up shall fail where it stands"
)]

mod act;
mod example;
mod gate;
mod plan;
mod reach;
mod token;
mod undo;
mod words;
