//! The range through its own HTTP.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests say what they expect by failing"
)]

mod attacks;
mod ci;
mod credentials;
mod day;
mod emission;
mod errors;
mod faults;
mod harness;
mod node;
mod openapi;
mod paging;
mod people;
mod python;
mod roads;
mod settings;
mod streams;
mod switches;
mod tokens;
mod world;
