//! What we tell people who tried something that does not work, so that only they see it. mrkdwn.

pub(super) const NOT_AN_AGENT: &str = "Only members of the support team can answer customers here, so this did *not* reach the customer \
     and is not on the ticket. If you are one of the team, ask an admin to link your Slack user in Portico.";

pub(super) const NOT_AN_AGENT_BUTTON: &str = "Only members of the support team can change tickets. If you are one, ask an admin to link your Slack user in Portico.";

pub(super) const UNREADABLE: &str = "Your message could not be read: there is no text or file in it that can be passed on. It did *not* \
     reach anybody and is not on the ticket. Please write it as text.";

pub(super) const CLOSED: &str = "This ticket is closed, so your reply was *not* sent and is not on the ticket. \
     Please open a new ticket that continues it.";

pub(super) const CLOSED_FOR_CHANGES: &str = "This ticket is closed; it can no longer be changed.";

pub(super) const TOO_LATE: &str =
    "It is too late to undo this: your reply has left. To take it back in the portal, delete your message.";

pub(super) const TAKEN_BACK: &str = "Taken back. Nothing was mailed; on the portal the reply shows as removed.";

pub(super) const TAKEN_AWAY: &str = "This message was taken back or removed, so your change did *not* reach the customer and is not on the \
     ticket. Please write a new message.";

pub(super) const TOO_SLOW: &str = "Slack was too slow for the reply window to open. Please press *Reply* again.";

/// For the team, on the ticket. Markdown.
pub(super) fn deleted_by_whom(author: &str) -> String {
    format!(
        "Slack says that a message by {author} was deleted there. They may change nothing here any more, and Slack does not say who \
         deleted it, so it stays on the ticket. If it should go, remove it here."
    )
}
