//! Any body whatsoever at `/slack/events`, behind the signature.

#![no_main]

libfuzzer_sys::fuzz_target!(|body: &[u8]| portico::fuzzing::event(body));
