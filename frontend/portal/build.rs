//! Leaves in the module what `cargo xtask web` needs to take it apart (see `src/later.rs`).

#[expect(clippy::disallowed_methods, reason = "how cargo tells for what it builds")]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // Tests are linked for the machine they run on, by another linker.
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32") {
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
    }
}
