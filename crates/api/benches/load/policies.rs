//! What row-level security costs: one list asked of two servers that differ in that switch alone, by turns, so that whatever else the
//! machine does meets both.

use anyhow::Result;

use crate::server::Server;
use crate::{CONNECTIONS, Operation, Served, Settings, client, seed::Contact};

const ROUNDS: usize = 6;

pub(crate) async fn measure(on: Served<'_>, contacts: &[Contact], settings: &Settings) -> Result<()> {
    let mut switched = Vec::new();
    for (number, switch) in ["true", "false"].into_iter().enumerate() {
        let set = [on.1, &[("PORTICO_DATABASE__ROW_LEVEL_SECURITY", switch)]].concat();
        let server = Server::start(&settings.server, on.0, &set).await?;
        let callers = client::sign_in(&server, &contacts[number * CONNECTIONS..][..CONNECTIONS]).await?;
        switched.push((server, callers, Vec::new()));
    }
    for round in 0..ROUNDS {
        if round % 2 == 1 {
            switched.reverse();
        }
        for (_, callers, speeds) in &mut switched {
            speeds.push(client::drive(callers, Operation::List, settings.time).await?.per_second);
        }
        if round % 2 == 1 {
            switched.reverse();
        }
    }
    let medians: Vec<f64> = switched.iter_mut().map(|(_, _, speeds)| median(speeds)).collect();
    println!(
        "  row-level security: list {:.0} requests/s with, {:.0} without (medians of {ROUNDS} turns each): {:.1} % less",
        medians[0],
        medians[1],
        (1.0 - medians[0] / medians[1]) * 100.0
    );
    for (server, ..) in switched {
        server.end().await?;
    }
    Ok(())
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len().is_multiple_of(2) {
        f64::midpoint(values[middle - 1], values[middle])
    } else {
        values[middle]
    }
}
