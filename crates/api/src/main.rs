//! Reads the command line and calls the library.

use std::{
    io::{Write as _, stderr},
    process::ExitCode,
    time::Duration,
};

use tokio::runtime::Runtime;

/// How long what cannot be cancelled, such as looking up a name, may keep the process when all else has ended.
const LEFTOVERS: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    let ended = Runtime::new().map_err(Into::into).and_then(|runtime| {
        let ended = runtime.block_on(Box::pin(portico::cli::run()));
        runtime.shutdown_timeout(LEFTOVERS);
        ended
    });
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(err) => {
            let _ = writeln!(stderr(), "portico: {err:#}"); // Perhaps nobody reads it.
            ExitCode::FAILURE
        }
    }
}
