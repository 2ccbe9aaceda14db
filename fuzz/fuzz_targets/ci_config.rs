//! `.gitlab-ci.yml` and scripts: includes, commands, causes.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| portcullis_fuzz::ci_config(bytes));
