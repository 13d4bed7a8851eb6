//! Every kind of job, and which pool of workers does it.

use portico_types::ids::{
    AgentId, AttachmentId, ContactId, ExportId, MagicLinkId, MessageId, ReceivedEventId, ReceivedMailId, SlackThreadId,
    SlackWorkspaceId, TicketId,
};
use serde::{Deserialize, Serialize};

/// What there is to do. Carries ids, not copies. Stored jobs outlive a release: keep reading the old shape until queues have drained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "payload", rename_all = "snake_case")]
pub enum Job {
    /// Decide whether the address may come in, and gets link and code.
    SendSignInMail { magic_link_id: MagicLinkId },
    /// Mail them, if so.
    DeliverSignInMail { magic_link_id: MagicLinkId },
    /// Tell a person of a customer where to sign in. The address is their key: they may not be a contact yet.
    SendPortalInvitation { email: String },
    /// Tell a member of the support team where to sign in.
    SendConsoleInvitation { agent_id: AgentId },
    /// Mail a public message with its context to one contact.
    SendMessageMail {
        message_id: MessageId,
        contact_id: ContactId,
        /// What else was done in the same breath, if anything.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        also: Option<Occasion>,
        /// The status's last entry then, where that comes behind the message.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        through: Option<i64>,
    },
    /// Mail to one contact what else happened on a ticket. `seq` is the entry's.
    SendTicketMail {
        ticket_id: TicketId,
        seq: i64,
        contact_id: ContactId,
        occasion: Occasion,
    },
    /// Mail to one contact what happened on their tickets since the last time.
    SendDigest { contact_id: ContactId },
    /// Add to a ticket what somebody answered by mail.
    ApplyMail { mail_id: ReceivedMailId },
    /// Tell somebody who answered by mail that the ticket is closed, and give them back what they wrote.
    SendTicketClosedMail { mail_id: ReceivedMailId },
    /// Write a list of tickets to a file.
    WriteExport { export_id: ExportId },
    /// Tell whoever asked for it that it is ready.
    SendExportMail { export_id: ExportId },
    /// Post a ticket's card, the head of its thread.
    PostCard { thread_id: SlackThreadId },
    /// Bring a ticket's card up to date.
    UpdateCard { thread_id: SlackThreadId },
    /// Post a message into a ticket's thread.
    PostMessage {
        thread_id: SlackThreadId,
        message_id: MessageId,
    },
    /// Bring a message's posts in a ticket's thread up to date: it was edited or taken back.
    UpdateMessage {
        thread_id: SlackThreadId,
        message_id: MessageId,
    },
    /// Post one line about a change into a ticket's thread. `seq` is the timeline entry's.
    PostChange {
        thread_id: SlackThreadId,
        ticket_id: TicketId,
        seq: i64,
    },
    /// Take away a post of ours that came twice.
    DeletePost { channel: String, ts: String },
    /// Mark somebody's Slack message as delivered.
    AddReaction { channel: String, ts: String, name: String },
    /// Take such a mark away.
    RemoveReaction { channel: String, ts: String, name: String },
    /// Tell an agent that a reply goes out, with a button to take it back.
    ConfirmReply {
        thread_id: SlackThreadId,
        message_id: MessageId,
        user: String,
        /// How many mails go out with it.
        #[serde(default)]
        mails: usize,
    },
    /// Tell one person in a channel something only they see.
    PostEphemeral {
        channel: String,
        user: String,
        thread_ts: Option<String>,
        text: String,
    },
    /// Apply what Slack told us.
    ApplySlackEvent { event_id: ReceivedEventId },
    /// Learn the workspace behind the configured token.
    ConnectSlack {},
    /// See whether a workspace's token works, and renew it when it is about to end.
    CheckWorkspace { workspace_id: SlackWorkspaceId },
    /// Post a message that only says that we can.
    PostTestMessage { channel: String },
    /// Ask Slack who a linked user is.
    CheckSlackUser { user: String },
    /// Ask Slack how a channel is that settings name.
    CheckChannel { channel: String },
    /// Look which channels there are.
    ListChannels {},
    /// Give threads to tickets that were filed before there was a workspace, from the one numbered above `after`.
    OpenThreads { after: i64 },
    /// See which threads are due to be compared with Slack.
    CompareThreads {},
    /// Slack may have told us of something in vain: all open threads are due.
    LookForMissed {},
    /// Compare what stands in a thread with what we know of it.
    CompareThread { thread_id: SlackThreadId },
    /// Fetch a file that somebody shared in a ticket's thread.
    FetchSlackFile {
        attachment_id: AttachmentId,
        thread_id: SlackThreadId,
    },
    /// Show a message's file in a ticket's thread.
    PostFile {
        thread_id: SlackThreadId,
        attachment_id: AttachmentId,
    },
    /// Make a small picture of an image that was uploaded.
    MakeThumbnail { attachment_id: AttachmentId },
    /// Take a file away that was shown in a ticket's thread.
    DeleteFile {
        thread_id: SlackThreadId,
        attachment_id: AttachmentId,
    },
}

/// What contacts are told of beside messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// The ticket is here.
    Filed,
    Solved,
    Closed,
    /// Opened again.
    Reopened,
    /// Somebody made them a follower.
    Followed,
}

/// Workers of one pool do not wait for those of another, so that a mail server that hangs delays no Slack post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pool {
    Mail,
    /// Calls to Slack.
    Slack,
    /// Files from and to Slack: they take as long as they are large.
    Files,
    /// What only needs the database, or nearly so.
    Inbound,
    /// Lists that are written to files: they take minutes, and the database's time.
    Exports,
    /// Images that are made smaller: each takes memory, so they take turns.
    Pictures,
}

/// The kinds that are Slack's: what is posted and fetched there, and what was heard.
pub(crate) fn of_slack() -> impl Iterator<Item = &'static str> {
    let pools = [Pool::Slack, Pool::Files, Pool::Inbound].into_iter();
    let kinds = pools.flat_map(|pool| pool.kinds().iter().copied());
    kinds.filter(|kind| *kind != "apply_mail")
}

impl Pool {
    pub const ALL: &'static [Pool] = &[
        Pool::Mail,
        Pool::Slack,
        Pool::Files,
        Pool::Inbound,
        Self::Exports,
        Self::Pictures,
    ];

    /// How many jobs of this pool run at once in a process.
    pub const fn size(self) -> usize {
        match self {
            Self::Mail | Self::Files => 4,
            Self::Inbound => 8,
            Self::Slack => 12,
            Self::Exports => 2,
            Self::Pictures => 1,
        }
    }

    /// How many of them may be one Slack workspace's: one that hangs leaves room for the others.
    pub const fn share(self) -> usize {
        match self {
            Self::Mail | Self::Slack | Self::Inbound => 4,
            Self::Files | Self::Exports => 2,
            Self::Pictures => 1,
        }
    }

    /// How many slots are kept for workspaces that have none: however many hang, room is left for the next.
    pub const fn spare(self) -> usize {
        match self {
            Self::Mail | Self::Exports | Self::Pictures => 0, // Nobody's workspace.
            Self::Files => 1,
            Self::Inbound => 2,
            Self::Slack => 4,
        }
    }

    /// The kinds it runs, as stored.
    pub const fn kinds(self) -> &'static [&'static str] {
        match self {
            Self::Mail => &[
                "send_sign_in_mail",
                "deliver_sign_in_mail",
                "send_portal_invitation",
                "send_console_invitation",
                "send_message_mail",
                "send_ticket_mail",
                "send_digest",
                "send_ticket_closed_mail",
                "send_export_mail",
            ],
            Self::Slack => &[
                "post_card",
                "update_card",
                "post_message",
                "update_message",
                "post_change",
                "delete_post",
                "add_reaction",
                "remove_reaction",
                "confirm_reply",
                "post_ephemeral",
                "connect_slack",
                "check_workspace",
                "post_test_message",
                "check_slack_user",
                "check_channel",
                "list_channels",
                "open_threads",
                "compare_threads",
                "look_for_missed",
                "compare_thread",
                "delete_file",
            ],
            Self::Files => &["fetch_slack_file", "post_file"],
            Self::Inbound => &["apply_slack_event", "apply_mail"],
            Self::Exports => &["write_export"],
            Self::Pictures => &["make_thumbnail"],
        }
    }
}

impl Job {
    /// The kind's name, as stored.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::SendSignInMail { .. } => "send_sign_in_mail",
            Self::DeliverSignInMail { .. } => "deliver_sign_in_mail",
            Self::SendPortalInvitation { .. } => "send_portal_invitation",
            Self::SendConsoleInvitation { .. } => "send_console_invitation",
            Self::SendMessageMail { .. } => "send_message_mail",
            Self::SendTicketMail { .. } => "send_ticket_mail",
            Self::SendDigest { .. } => "send_digest",
            Self::ApplyMail { .. } => "apply_mail",
            Self::SendTicketClosedMail { .. } => "send_ticket_closed_mail",
            Self::WriteExport { .. } => "write_export",
            Self::SendExportMail { .. } => "send_export_mail",
            Self::PostCard { .. } => "post_card",
            Self::UpdateCard { .. } => "update_card",
            Self::PostMessage { .. } => "post_message",
            Self::UpdateMessage { .. } => "update_message",
            Self::PostChange { .. } => "post_change",
            Self::DeletePost { .. } => "delete_post",
            Self::AddReaction { .. } => "add_reaction",
            Self::RemoveReaction { .. } => "remove_reaction",
            Self::ConfirmReply { .. } => "confirm_reply",
            Self::PostEphemeral { .. } => "post_ephemeral",
            Self::ApplySlackEvent { .. } => "apply_slack_event",
            Self::ConnectSlack {} => "connect_slack",
            Self::CheckWorkspace { .. } => "check_workspace",
            Self::PostTestMessage { .. } => "post_test_message",
            Self::CheckSlackUser { .. } => "check_slack_user",
            Self::CheckChannel { .. } => "check_channel",
            Self::ListChannels {} => "list_channels",
            Self::OpenThreads { .. } => "open_threads",
            Self::CompareThreads {} => "compare_threads",
            Self::LookForMissed {} => "look_for_missed",
            Self::CompareThread { .. } => "compare_thread",
            Self::FetchSlackFile { .. } => "fetch_slack_file",
            Self::PostFile { .. } => "post_file",
            Self::MakeThumbnail { .. } => "make_thumbnail",
            Self::DeleteFile { .. } => "delete_file",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_that_waits_since_before_is_read() {
        let id = uuid::Uuid::nil();
        let stored =
            serde_json::json!({ "kind": "send_message_mail", "payload": { "message_id": id, "contact_id": id } });

        let read: Job = serde_json::from_value(stored.clone()).unwrap();

        assert!(
            matches!(
                &read,
                Job::SendMessageMail {
                    also: None,
                    through: None,
                    ..
                }
            ),
            "{read:?}"
        );
        assert_eq!(
            serde_json::to_value(&read).unwrap(),
            stored,
            "older processes read it, too"
        );
    }

    #[test]
    fn every_kind_is_stored_under_its_name_and_run_by_one_pool() {
        let id = uuid::Uuid::nil();
        let (thread_id, message_id, attachment_id) = (SlackThreadId(id), MessageId(id), AttachmentId(id));
        let jobs = [
            Job::SendSignInMail {
                magic_link_id: MagicLinkId(id),
            },
            Job::DeliverSignInMail {
                magic_link_id: MagicLinkId(id),
            },
            Job::SendPortalInvitation { email: String::new() },
            Job::SendConsoleInvitation { agent_id: AgentId(id) },
            Job::SendMessageMail {
                message_id,
                contact_id: ContactId(id),
                also: None,
                through: None,
            },
            Job::SendTicketMail {
                ticket_id: TicketId(id),
                seq: 1,
                contact_id: ContactId(id),
                occasion: Occasion::Filed,
            },
            Job::SendDigest {
                contact_id: ContactId(id),
            },
            Job::ApplyMail {
                mail_id: ReceivedMailId(id),
            },
            Job::SendTicketClosedMail {
                mail_id: ReceivedMailId(id),
            },
            Job::WriteExport {
                export_id: ExportId(id),
            },
            Job::SendExportMail {
                export_id: ExportId(id),
            },
            Job::PostCard { thread_id },
            Job::UpdateCard { thread_id },
            Job::PostMessage { thread_id, message_id },
            Job::UpdateMessage { thread_id, message_id },
            Job::PostChange {
                thread_id,
                ticket_id: TicketId(id),
                seq: 1,
            },
            Job::DeletePost {
                channel: String::new(),
                ts: String::new(),
            },
            Job::AddReaction {
                channel: String::new(),
                ts: String::new(),
                name: String::new(),
            },
            Job::RemoveReaction {
                channel: String::new(),
                ts: String::new(),
                name: String::new(),
            },
            Job::ConfirmReply {
                thread_id,
                message_id,
                user: String::new(),
                mails: 1,
            },
            Job::PostEphemeral {
                channel: String::new(),
                user: String::new(),
                thread_ts: None,
                text: String::new(),
            },
            Job::ApplySlackEvent {
                event_id: ReceivedEventId(id),
            },
            Job::ConnectSlack {},
            Job::CheckWorkspace {
                workspace_id: SlackWorkspaceId(id),
            },
            Job::PostTestMessage { channel: String::new() },
            Job::CheckSlackUser { user: String::new() },
            Job::CheckChannel { channel: String::new() },
            Job::ListChannels {},
            Job::OpenThreads { after: 0 },
            Job::CompareThreads {},
            Job::LookForMissed {},
            Job::CompareThread { thread_id },
            Job::FetchSlackFile {
                attachment_id,
                thread_id,
            },
            Job::PostFile {
                thread_id,
                attachment_id,
            },
            Job::MakeThumbnail { attachment_id },
            Job::DeleteFile {
                thread_id,
                attachment_id,
            },
        ];
        for job in &jobs {
            assert_eq!(serde_json::to_value(job).unwrap()["kind"], job.kind());
            assert_eq!(
                Pool::ALL.iter().filter(|p| p.kinds().contains(&job.kind())).count(),
                1,
                "{}",
                job.kind()
            );
        }
        assert_eq!(Pool::ALL.iter().map(|p| p.kinds().len()).sum::<usize>(), jobs.len());
    }
}
