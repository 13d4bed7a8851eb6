//! `cargo xtask agree`: the browser's rules of forms are the server's. Random forms and answers are judged by both, and must come to the
//! same, byte for byte.

use std::fs;
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use portico_judged::judged;
use portico_types::forms::random::{self, Dice};
use serde_json::{Value, json};
use wasm_bindgen_cli_support::Bindgen;

use crate::{tools, workspace};

const CASES: u64 = 4000;
const PACKAGE: &str = "portico-judged";

/// Reads cases from its first argument; the module stands beside it.
const SCRIPT: &str = "const { judged } = require('./portico_judged.js'); \
    process.stdout.write(judged(require('fs').readFileSync('cases.json', 'utf8')));";

pub(crate) fn run() -> Result<()> {
    let Some(node) = tools::node() else {
        bail!("no Node that will do is here (`cargo xtask setup`)");
    };
    let folder = workspace::root().join("target/tools/judged");
    fs::create_dir_all(&folder)?;
    compile(&folder)?;
    let cases: Vec<(Value, Value)> = (0..CASES).map(case).collect();
    let text = serde_json::to_string(&cases)?;
    fs::write(folder.join("cases.json"), &text)?;
    let output = Command::new(node).args(["-e", SCRIPT]).current_dir(&folder).output()?;
    ensure!(
        output.status.success(),
        "Node: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let (here, there) = (judged(&text), String::from_utf8(output.stdout)?);
    let kept = here.matches("\"kept\"").count();
    ensure!(kept > 1000, "hardly any answers were good: {kept}");
    if here == there {
        println!("{CASES} forms judged alike, natively and in WASM.");
        return Ok(());
    }
    let parsed = |text: &str| serde_json::from_str::<Vec<Value>>(text).context("what was said is no list");
    let (here, there) = (parsed(&here)?, parsed(&there)?);
    for ((case, here), there) in cases.iter().zip(&here).zip(&there) {
        if *here != *there {
            bail!("They differ of {}\nnatively: {here}\nin WASM: {there}", json!(case));
        }
    }
    bail!(
        "they differ in how many cases they judged: {} and {}",
        here.len(),
        there.len()
    )
}

/// A form and answers; now and then it is hardly a form.
fn case(seed: u64) -> (Value, Value) {
    let dice = &mut Dice(seed);
    let schema = random::schema(dice);
    let answers = random::answers(dice, &schema);
    let given = if seed.is_multiple_of(3) {
        schema.applicable(&answers)
    } else {
        answers
    };
    let schema = if seed.is_multiple_of(5) {
        random::spoilt(&mut Dice(seed))
    } else {
        json!(schema)
    };
    (schema, json!(given))
}

/// The module and its glue for Node.
fn compile(folder: &std::path::Path) -> Result<()> {
    let profile = "wasm-release";
    let status = Command::new("cargo")
        .current_dir(workspace::root())
        .args([
            "build",
            "--quiet",
            "--target",
            "wasm32-unknown-unknown",
            "--profile",
            profile,
            "--package",
            PACKAGE,
        ])
        .status()
        .context("running cargo build")?;
    ensure!(status.success(), "the rules of forms do not compile for the browser");
    let compiled = workspace::target_folder()?
        .join("wasm32-unknown-unknown")
        .join(profile)
        .join("portico_judged.wasm");
    Bindgen::new()
        .input_path(&compiled)
        .nodejs(true)?
        .typescript(false)
        .generate(folder)
        .with_context(|| format!("wasm-bindgen on {}", compiled.display()))
}
