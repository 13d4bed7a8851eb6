//! What became of a break.

use super::list::Break;
use super::program::Ran;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Every test failed that had to.
    Caught,
    NotCaught,
    /// Somebody would notice, but nobody would know what is wrong.
    TimedOut,
    /// A test fails with nothing broken, or does not exist: that it fails says nothing.
    Senseless,
}

/// Judges a run and prints a line about it.
pub(super) fn report(it: &Break, ran: &Ran) -> Outcome {
    let passed: Vec<_> = (it.tests.iter()).filter(|test| ran.failed(test).is_none()).collect();
    let outcome = if passed.is_empty() {
        Outcome::Caught
    } else if ran.timed_out {
        Outcome::TimedOut
    } else {
        Outcome::NotCaught
    };
    tell(outcome, it, ran);
    outcome
}

/// Says of a break that nothing can be said of it.
pub(super) fn report_senseless(it: &Break, with_nothing_broken: &Ran) -> Outcome {
    tell(Outcome::Senseless, it, with_nothing_broken);
    Outcome::Senseless
}

fn tell(outcome: Outcome, it: &Break, ran: &Ran) {
    let word = match outcome {
        Outcome::Caught => "caught",
        Outcome::NotCaught => "NOT CAUGHT",
        Outcome::TimedOut => "TIMED OUT",
        Outcome::Senseless => "FAILS ANYWAY",
    };
    println!("{word:<12}  {:<8}  {}: {}", it.promise, it.name, it.what);
    for test in &it.tests {
        match ran.failed(test) {
            Some(place) => println!("{:26}{test} at {place}", ""),
            None if ran.passed(test) => println!("{:26}{test} passed", ""),
            None => println!("{:26}{test} was not run to its end", ""),
        }
    }
}
