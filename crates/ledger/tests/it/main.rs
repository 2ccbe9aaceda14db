//! The ledger through its public door, with files, processes and faults.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
#![expect(clippy::print_stderr, reason = "a skipped test says why")]

mod child;
mod crash;
mod damage;
mod faults;
mod interop;
mod proofs;
mod reading;
mod sample;
mod witness;
