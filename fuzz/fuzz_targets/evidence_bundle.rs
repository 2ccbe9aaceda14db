//! Bundles of hosts: manifests of others beside a file that is there.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| portcullis_fuzz::evidence_bundle(bytes));
