//! A release carries the browser apps inside; this makes cargo notice when they were built anew.

use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/web");
    // A folder that is missing now stays missing for a debug build, however many apps are built into it later; and cargo takes a missing
    // one for a changed one, every time. Where it cannot be made, there are no apps to serve.
    let _ = std::fs::create_dir_all(&web);
    #[expect(clippy::disallowed_methods, reason = "this is how cargo speaks to build scripts")]
    let release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    // A debug build reads the folder when asked (see web_apps.rs), so it need not be compiled again.
    if release {
        println!("cargo:rerun-if-changed={}", web.display());
    }
}
