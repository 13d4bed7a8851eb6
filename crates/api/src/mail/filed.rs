//! What was filled in when a ticket was filed, as the mail about it repeats it.

use portico_types::forms::AnswerText;
use sea_orm::ConnectionTrait;

use crate::{
    entity::ticket,
    error::Result,
    text::{self, TicketLinks},
    tickets,
};

/// As much of an answer is repeated, in characters.
const ANSWER: usize = 300;

/// An answer in one line.
pub(super) struct Filled {
    pub label: String,
    pub text: String,
}

impl Filled {
    /// All answers of a ticket that contacts may read.
    pub(super) async fn of(
        db: &impl ConnectionTrait,
        ticket: &ticket::Model,
        links: &TicketLinks,
    ) -> Result<Vec<Self>> {
        let answers = tickets::filed_answers(db, ticket, links).await?;
        Ok(answers.into_iter().map(Self::one).collect())
    }

    fn one(answer: AnswerText) -> Self {
        let text = match (answer.ticked, answer.html) {
            (Some(true), _) => "✓".to_owned(),
            (Some(false), _) => "–".to_owned(),
            (None, Some(_)) => text::snippet(&answer.text, ANSWER),
            (None, None) => cut(&answer.text),
        };
        Self {
            label: answer.label,
            text,
        }
    }
}

fn cut(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(ANSWER) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
