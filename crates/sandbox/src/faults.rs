//! What can go wrong outside, on demand: rules that the Slack API, the event courier and the SMTP sink ask before they act.
//!
//! A rule fires every time it matches, unless it is limited by a number of times or a probability. The dice are seeded,
//! so that a failing run can be repeated.

use std::sync::{Mutex, MutexGuard, PoisonError};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

/// One fault and how often it happens.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq)]
pub struct Rule {
    /// Where it happens, and what.
    #[serde(flatten)]
    pub fault: Fault,
    /// How many more times; for ever when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// How likely each time, from 0 to 1; always when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
}

/// Where something goes wrong.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq)]
#[serde(tag = "on", rename_all = "snake_case")]
pub enum Fault {
    /// In a call of Slack's Web API.
    Slack {
        /// The only method concerned, such as `chat.postMessage`, or `upload` or `download` of a file's bytes; all when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        method: Option<String>,
        /// What goes wrong.
        #[serde(flatten)]
        what: SlackFault,
    },
    /// On the way of an event to the app.
    Events {
        /// What goes wrong.
        #[serde(flatten)]
        what: EventFault,
    },
    /// In a conversation with the mail server.
    Smtp {
        /// What goes wrong.
        #[serde(flatten)]
        what: SmtpFault,
        /// When.
        #[serde(default)]
        at: SmtpStage,
    },
}

/// What can go wrong in a call of Slack's Web API.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum SlackFault {
    /// The call takes effect, then the connection closes without an answer.
    DropAfterAccept,
    /// The connection closes before anything happens.
    Drop,
    /// The connection closes at once without an answer, and the call takes effect afterwards, whatever has become of the caller.
    AcceptLate {
        /// How much later, in milliseconds.
        ms: u64,
    },
    /// The call takes effect at once and is answered late.
    DelayAnswer {
        /// How late, in milliseconds.
        ms: u64,
    },
    /// Nothing happens for a while, then the call goes on as usual.
    Delay {
        /// How long, in milliseconds.
        ms: u64,
    },
    /// An HTTP status such as 503; nothing happens.
    #[serde(rename = "http_5xx")]
    Http5xx {
        /// The status.
        #[serde(default = "service_unavailable")]
        status: u16,
    },
    /// A page of HTML instead of an answer or a file, as for strangers.
    Page,
    /// Half of a file, and no more.
    Short,
    /// 429; nothing happens.
    RateLimited {
        /// The value of the header `Retry-After`, in seconds.
        #[serde(default = "one")]
        retry_after: u64,
    },
    /// `ok: false` with a code of Slack's; nothing happens.
    Error {
        /// The code, such as `internal_error` or `channel_not_found`.
        error: String,
    },
    /// `ok: false` with a code of Slack's, although the call took effect, as `fatal_error` may.
    ErrorAfterAccept {
        /// The code, such as `fatal_error`.
        error: String,
    },
}

/// What can go wrong on the way of an event.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, PartialEq, Eq)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum EventFault {
    /// It arrives twice.
    Duplicate,
    /// It arrives after the event that follows it.
    Reorder,
    /// It never arrives.
    Drop,
}

/// What can go wrong at the mail server.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, PartialEq, Eq)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum SmtpFault {
    /// The command is refused: 4xx for a while, 5xx for good.
    Reject {
        /// The code of the answer.
        code: u16,
    },
    /// The connection closes without an answer.
    Drop,
    /// The answer comes late.
    Delay {
        /// How late, in milliseconds.
        ms: u64,
    },
}

/// When something goes wrong at the mail server.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum SmtpStage {
    /// Instead of the greeting.
    Connect,
    /// At `MAIL FROM`.
    MailFrom,
    /// At `RCPT TO`.
    RcptTo,
    /// When the mail was transmitted, before it is kept: the sender should try again.
    #[default]
    BeforeAccept,
    /// When the mail is in the mailbox already: a sender that tries again sends it twice.
    AfterAccept,
}

impl Rule {
    /// A fault in the Slack method `method`.
    pub fn slack(method: &str, what: SlackFault) -> Self {
        Fault::Slack {
            method: Some(method.to_owned()),
            what,
        }
        .into()
    }

    /// A fault in every Slack method.
    pub fn any_slack(what: SlackFault) -> Self {
        Fault::Slack { method: None, what }.into()
    }

    /// A fault on the way of an event.
    pub fn events(what: EventFault) -> Self {
        Fault::Events { what }.into()
    }

    /// A fault at the mail server.
    pub fn smtp(at: SmtpStage, what: SmtpFault) -> Self {
        Fault::Smtp { what, at }.into()
    }

    /// Only the next `times` times.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self {
            times: Some(times),
            ..self
        }
    }

    /// Only with this probability, from 0 to 1.
    #[must_use]
    pub fn probability(self, probability: f64) -> Self {
        Self {
            probability: Some(probability),
            ..self
        }
    }
}

impl From<Fault> for Rule {
    fn from(fault: Fault) -> Self {
        Self {
            fault,
            times: None,
            probability: None,
        }
    }
}

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

    /// Calls of Slack that [`SlackFault::Delay`] or [`SlackFault::AcceptLate`] delays wait from now on until they are released, however long
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

fn service_unavailable() -> u16 {
    503
}

fn one() -> u64 {
    1
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

    #[test]
    fn rules_read_as_they_are_documented() {
        let json = r#"[
            {"on":"slack","method":"chat.postMessage","fault":"rate_limited","retry_after":3,"times":1},
            {"on":"slack","fault":"http_5xx"},
            {"on":"events","fault":"duplicate","probability":0.5},
            {"on":"smtp","fault":"reject","code":451,"at":"rcpt_to"}
        ]"#;

        let rules: Vec<Rule> = serde_json::from_str(json).unwrap();

        assert_eq!(
            rules[0],
            Rule::slack("chat.postMessage", SlackFault::RateLimited { retry_after: 3 }).times(1)
        );
        assert_eq!(rules[1], Rule::any_slack(SlackFault::Http5xx { status: 503 }));
        assert_eq!(rules[2], Rule::events(EventFault::Duplicate).probability(0.5));
        assert_eq!(rules[3], Rule::smtp(SmtpStage::RcptTo, SmtpFault::Reject { code: 451 }));
    }
}
