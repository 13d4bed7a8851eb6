//! Leaves in the module what `cargo xtask web` needs to take it apart (see `src/later.rs`).

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-link-arg-bins=--emit-relocs");
}
