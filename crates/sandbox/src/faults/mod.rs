//! What can go wrong outside, on demand: rules that the Slack API, the event courier and the SMTP sink ask before they act.
//!
//! A rule fires every time it matches, unless it is limited by a number of times or a probability. The dice are seeded,
//! so that a failing run can be repeated.

mod rules;

use std::sync::{Mutex, MutexGuard, PoisonError};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use tokio::sync::watch;

pub use rules::{EventFault, Fault, Rule, SlackFault, SmtpFault, SmtpStage};

/// The rules in force.
#[derive(Debug)]
pub struct Faults {
    table: Mutex<Table>,
    /// Events, and calls that a fault delays.
    holding: watch::Sender<bool>,
    holding_calls: watch::Sender<bool>,
}

#[derive(Debug)]
struct Table {
    rules: Vec<Rule>,
    dice: StdRng,
}

impl Faults {
    pub(crate) fn new(seed: u64) -> Self {
        let table = Table {
            rules: Vec::new(),
            dice: StdRng::seed_from_u64(seed),
        };
        Self {
            table: Mutex::new(table),
            holding: watch::Sender::new(false),
            holding_calls: watch::Sender::new(false),
        }
    }

    /// Puts these rules in the place of all others.
    pub fn set(&self, rules: impl IntoIterator<Item = Rule>) {
        self.table().rules = rules.into_iter().collect();
    }

    /// Adds a rule behind the others.
    pub fn add(&self, rule: Rule) {
        self.table().rules.push(rule);
    }

    /// Nothing goes wrong any more, held events go out, and held calls go on.
    pub fn clear(&self) {
        self.set([]);
        self.release_events();
        self.release_calls();
    }

    /// The rules that may still fire.
    pub fn rules(&self) -> Vec<Rule> {
        self.table().rules.clone()
    }

    /// Lets the dice fall as they did before with the same number.
    pub fn seed(&self, seed: u64) {
        self.table().dice = StdRng::seed_from_u64(seed);
    }

    /// Events queue up from now on.
    pub fn hold_events(&self) {
        self.holding.send_replace(true);
    }

    /// Events that were held go out in their order.
    pub fn release_events(&self) {
        self.holding.send_replace(false);
    }

    /// Calls of Slack that [`SlackFault::Delay`], [`SlackFault::DelayAnswer`] or [`SlackFault::AcceptLate`] delays wait from now on until they are released, however long
    /// that takes.
    pub fn hold_calls(&self) {
        self.holding_calls.send_replace(true);
    }

    /// Calls that were held go on.
    pub fn release_calls(&self) {
        self.holding_calls.send_replace(false);
    }

    pub(crate) fn holding(&self) -> watch::Receiver<bool> {
        self.holding.subscribe()
    }

    /// As long as a delay says, and as calls are held.
    pub(crate) async fn delay(&self, ms: u64) {
        tokio::time::sleep(std::time::Duration::from_millis(ms)).await;
        let mut holding = self.holding_calls.subscribe();
        // The sender lives in `self`.
        let _ = holding.wait_for(|holding| !holding).await;
    }

    /// Delays first, then at most one other fault.
    pub(crate) fn for_slack(&self, method: &str) -> Vec<SlackFault> {
        let mut found = Vec::new();
        let mut decided = false;
        self.table().fire(|fault| match fault {
            Fault::Slack { method: only, what } if only.as_deref().is_none_or(|only| only == method) => {
                let delay = matches!(what, SlackFault::Delay { .. } | SlackFault::DelayAnswer { .. });
                if !delay && decided {
                    return false;
                }
                decided |= !delay;
                found.push(what.clone());
                true
            }
            _ => false,
        });
        found
    }

    pub(crate) fn for_event(&self) -> Option<EventFault> {
        let mut found = None;
        self.table().fire(|fault| match fault {
            Fault::Events { what } if found.is_none() => {
                found = Some(*what);
                true
            }
            _ => false,
        });
        found
    }

    pub(crate) fn for_smtp(&self, stage: SmtpStage) -> Vec<SmtpFault> {
        let mut found = Vec::new();
        self.table().fire(|fault| match fault {
            Fault::Smtp { what, at } if *at == stage => {
                found.push(*what);
                true
            }
            _ => false,
        });
        found
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    /// Offers each rule whose dice fell right to `matches` and counts down those that were taken.
    fn fire(&mut self, mut matches: impl FnMut(&Fault) -> bool) {
        let Self { rules, dice } = self;
        rules.retain_mut(|rule| {
            let lucky = rule
                .probability
                .is_none_or(|probability| dice.random::<f64>() < probability);
            if rule.times != Some(0) && lucky && matches(&rule.fault) {
                rule.times = rule.times.map(|times| times - 1);
            }
            rule.times != Some(0)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_fires_as_often_as_it_says() {
        let faults = Faults::new(1);
        faults.set([Rule::slack("chat.postMessage", SlackFault::DropAfterAccept).times(2)]);

        assert!(faults.for_slack("chat.update").is_empty());
        assert_eq!(faults.for_slack("chat.postMessage"), [SlackFault::DropAfterAccept]);
        assert_eq!(faults.for_slack("chat.postMessage"), [SlackFault::DropAfterAccept]);
        assert!(faults.for_slack("chat.postMessage").is_empty());
        assert!(faults.rules().is_empty());
    }

    #[test]
    fn the_same_seed_throws_the_same_dice() {
        let throws = |seed| {
            let faults = Faults::new(seed);
            faults.add(Rule::events(EventFault::Drop).probability(0.5));
            (0..50).map(|_| faults.for_event().is_some()).collect::<Vec<_>>()
        };

        assert_eq!(throws(7), throws(7));
        assert_ne!(throws(7), throws(8));
    }
}
