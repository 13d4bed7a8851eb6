//! Any text as a Slack message.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| portico::fuzzing::message(text));
