//! Proofs, checkpoints and cosignatures that others hand in.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| portcullis_fuzz::proof(bytes));
