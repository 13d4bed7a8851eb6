//! Reads the command line and calls the library.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match Box::pin(portico::cli::run()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(err) => {
            eprintln!("portico: {err:#}");
            ExitCode::FAILURE
        }
    }
}
