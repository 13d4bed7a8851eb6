//! Any body whatsoever at `/slack/interactions`, behind the signature.

#![no_main]

libfuzzer_sys::fuzz_target!(|body: &[u8]| portico::fuzzing::interaction(body));
