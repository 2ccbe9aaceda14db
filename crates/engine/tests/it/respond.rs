//! Tokens recognised, acts, plans, gates: `engine::respond`.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot set itself up shall fail where it stands"
)]

mod act;
mod check;
mod example;
mod gate;
mod instead;
mod people;
mod plan;
mod reach;
mod revert;
mod settings;
mod token;
mod undo;
mod words;
