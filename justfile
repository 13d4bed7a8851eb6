# The one list of commands. `just` shows it; what needs code is in crates/xtask.

[private]
default:
    @just --list --unsorted

# Start Portico with the sandbox and demo data on SQLite (installs Rust's wasm target)
run *options:
    @cargo xtask run {{ options }}

# Run everything; installs Rust's wasm target, Debian packages (postgresql, chromium, nodejs, npm, python3-venv) and npm packages in e2e/
test *suites:
    @cargo xtask test {{ suites }}

# Unit and API tests on SQLite
test-sqlite *arguments:
    @cargo test {{ arguments }}

# Unit and API tests on a temporary PostgreSQL
test-pg *arguments:
    @cargo xtask pg -- cargo test --package portico --lib --test api {{ arguments }}

# The stories in a browser
e2e:
    @cargo xtask test e2e

# Formatting and clippy, for server and browser
lint:
    @cargo xtask lint

# Write api-spec/ anew from the handlers
api-spec:
    @cargo run --quiet --bin portico -- openapi --write

# Kill a release of the server 200 times while everything outside misbehaves, and count what was lost or doubled, on both databases (a short version is part of `test`)
chaos:
    @CHAOS_KILLS=200 CHAOS_WRITES=10000 CHAOS_POSTS=2000 CHAOS_EVENTS=500 cargo test --release --package portico --test chaos -- --nocapture --test-threads=1
    @CHAOS_KILLS=200 CHAOS_WRITES=10000 CHAOS_POSTS=2000 CHAOS_EVENTS=500 cargo xtask pg -- cargo test --release --package portico --test chaos -- --nocapture --test-threads=1

# Break what the tests of access, sign-in and Slack guard, one thing after another, and demand that they fail (some minutes)
broken *names:
    @cargo xtask broken {{ names }}

# Fuzz what reads Slack's requests and texts, so many seconds a target (needs a nightly toolchain and cargo-fuzz)
fuzz seconds="120":
    @for target in slack_event slack_interaction mrkdwn; do \
        mkdir -p target/fuzz-corpus/$target && \
        CARGO_TARGET_DIR=target/fuzz cargo +nightly fuzz run --fuzz-dir crates/fuzz $target target/fuzz-corpus/$target crates/fuzz/seeds/$target -- -max_total_time={{ seconds }} -max_len=8192 || exit 1; \
    done

# Print sizes, memory, start-up time and speed, of release builds
bench *options:
    @cargo xtask bench {{ options }}

# Build the release binary with both browser apps inside
build: web
    @cargo build --release --bin portico

# Build the browser apps
web *options:
    @cargo xtask web {{ options }}

# Format all code
fmt:
    @cargo fmt --all
