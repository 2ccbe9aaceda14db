//! Real collections: of made-up roots, of a Debian root, of this machine.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy allows it in test functions, not in their helpers"
)]

#[path = "../../../../tests/python.rs"]
mod python;
#[path = "../../../../tests/tsa.rs"]
mod tsa;

mod agree;
mod altered;
mod bundle;
mod courts;
mod home;
mod machine;
mod stamp;
mod strangers;
