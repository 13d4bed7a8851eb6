//! The rules of forms behind one function that takes and gives JSON: natively a library, in WASM an export. Both must give the same bytes.

use portico_types::forms::{Answers, random};
use serde_json::Value;
use wasm_bindgen::prelude::wasm_bindgen;

/// What the rules say of each case (`[schema, answers]`), as a JSON list; of a text that is no list of cases, nothing.
#[wasm_bindgen]
#[must_use]
pub fn judged(cases: &str) -> String {
    let cases: Vec<(Value, Answers)> = serde_json::from_str(cases).unwrap_or_default();
    let said = cases.into_iter().map(|(schema, given)| random::judged(schema, &given));
    Value::Array(said.collect()).to_string()
}
