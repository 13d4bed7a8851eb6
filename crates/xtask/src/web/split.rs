//! One compiled module into two: what a first visit needs, and the pages that can follow (`frontend/portal/src/later.rs`).

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow};
use wasm_split_cli_support::{Options, transform};

use crate::workspace;

/// What the link module calls the second module: a name in a string, to be replaced by the hashed one.
pub(super) const LATER_FILE: &str = "split_later";
/// The link module's name, as the main module imports it.
const LINK: &str = "./__wasm_split.js";
/// The only thing the link module takes from elsewhere.
const IMPORT: &str = r#"import { initSync } from "./main.js";"#;

pub(super) struct Parts {
    /// Still to be seen by wasm-bindgen.
    pub(super) main: PathBuf,
    pub(super) later: Vec<u8>,
    /// JavaScript that fetches the second module and ties it to the first.
    pub(super) link: String,
}

pub(super) fn take_apart(compiled: &Path) -> Result<Parts> {
    let folder = workspace::root().join("target/tools/split");
    fs::create_dir_all(&folder)?;
    let input = fs::read(compiled).with_context(|| compiled.display().to_string())?;
    let main = folder.join("main.wasm");
    let mut options = Options::new(&input);
    options.output_dir = &folder;
    options.main_out_path = &main;
    options.link_name = LINK;
    transform(options).map_err(|error| anyhow!("taking {} apart: {error:#}", compiled.display()))?;
    Ok(Parts {
        later: fs::read(folder.join(format!("{LATER_FILE}.wasm")))?,
        link: fs::read_to_string(folder.join(LINK))?,
        main,
    })
}

/// The glue with the link module inside. Apart, they would import each other, and neither could carry its own hash in its
/// name.
pub(super) fn join(glue: &str, link: &str) -> Result<String> {
    let link = link.strip_prefix(IMPORT).context("the link module begins otherwise")?;
    let names: Vec<&str> = link
        .lines()
        .filter_map(|line| line.strip_prefix("export const ")?.split(' ').next())
        .collect();
    let import = glue
        .lines()
        .find(|line| line.starts_with("import * as ") && line.contains(LINK))
        .context("the glue does not import the link module")?;
    let name = import.split(' ').nth(3).context("an import without a name")?;
    let inside = format!(
        "{}\nconst {name} = {{ {} }};\n",
        link.replace("export const ", "const "),
        names.join(", ")
    );
    Ok(glue.replacen(import, &inside, 1))
}

/// Puts the address in the place of the name. Both files stand in one folder.
pub(super) fn point_to(glue: &str, address: &str) -> Result<String> {
    let file = address.rsplit('/').next().unwrap_or(address);
    let name = format!("./{LATER_FILE}.wasm");
    anyhow::ensure!(glue.contains(&name), "the glue does not fetch {name}");
    Ok(glue.replace(&name, &format!("./{file}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_link_module_moves_into_the_glue() {
        let glue = "import * as import1 from \"./__wasm_split.js\"\nimports[import1];\n";
        let link = format!("{IMPORT}\nexport const load = fetch(\"./split_later.wasm\");\n");

        let joined = point_to(&join(glue, &link).unwrap(), "/assets/portal-later-1.wasm").unwrap();

        assert_eq!(
            joined,
            "\nconst load = fetch(\"./portal-later-1.wasm\");\n\nconst import1 = { load };\n\nimports[import1];\n"
        );
    }
}
