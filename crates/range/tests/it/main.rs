//! The range through its own HTTP.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests say what they expect by failing"
)]

mod attacks;
mod emission;
mod errors;
mod faults;
mod harness;
mod paging;
mod python;
mod roads;
mod tokens;
mod world;
