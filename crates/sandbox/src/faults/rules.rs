//! The rules, as tests write them and as the control door reads them.

use serde::{Deserialize, Serialize};

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
