//! iCalendar feeds of who is on call.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| portcullis_fuzz::calendar(bytes));
