//! A ticket with people who write in it, and the job that mails what was said.

use portico::{
    entity::{JobState, job, message, ticket},
    outside::clock::Clock,
};
use portico_types::{
    ids::{JobId, MessageId, TicketId},
    tickets::{AuthorKind, MessageVisibility, Source, TicketPriority, TicketStatus},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

use super::MARIA;
use crate::support::{ACME, TestApp, fixtures};

/// Maria's ticket and what was said on it.
pub(super) struct Conversation<'a> {
    app: &'a TestApp,
    ticket: ticket::Model,
    messages: Vec<message::Model>,
}

impl<'a> Conversation<'a> {
    pub(super) async fn about(app: &'a TestApp, title: &str) -> Self {
        let now = app.clock.now();
        let ticket = ticket::Model {
            account_id: fixtures::account_id(ACME),
            id: TicketId(Uuid::now_v7()),
            number: 17,
            customer_id: fixtures::customer_id("Globex"),
            requester_id: fixtures::contact_id(MARIA),
            collection_id: None,
            assignee_id: None,
            form_id: None,
            form_version: None,
            answers: json!({}),
            title: title.to_owned(),
            status: TicketStatus::Open,
            priority: TicketPriority::Normal,
            last_seq: 0,
            last_public_seq: 0,
            public_count: 0,
            last_public_at: now,
            last_public_by: String::new(),
            last_public_snippet: String::new(),
            created_at: now,
            activity_at: now,
            solved_at: None,
            closed_at: None,
            follow_up_of: None,
            version: 1,
        };
        let row = ticket.clone().into_active_model();
        ticket::Entity::insert(row)
            .exec_without_returning(&app.db)
            .await
            .unwrap();
        Self {
            app,
            ticket,
            messages: Vec::new(),
        }
    }

    pub(super) async fn say(&mut self, kind: AuthorKind, name: &str, visibility: MessageVisibility, body: &str) {
        let seq = i64::try_from(self.messages.len()).unwrap() + 1;
        let public = self
            .messages
            .iter()
            .filter_map(|it| it.public_seq)
            .max()
            .unwrap_or_default();
        let public = public + i64::from(visibility == MessageVisibility::Public);
        let row = message::Model {
            account_id: self.ticket.account_id,
            id: MessageId(Uuid::now_v7()),
            ticket_id: self.ticket.id,
            seq,
            public_seq: (visibility == MessageVisibility::Public).then_some(public),
            visibility,
            author_kind: kind,
            author_id: None,
            author_name: name.to_owned(),
            source: Source::Portal,
            body: body.to_owned(),
            created_at: self.app.clock.now(),
            edited_at: None,
            deleted_at: None,
        };
        let stored = row.clone().into_active_model();
        message::Entity::insert(stored)
            .exec_without_returning(&self.app.db)
            .await
            .unwrap();
        self.messages.push(row);
        let ticket = ticket::ActiveModel {
            account_id: Set(self.ticket.account_id),
            id: Set(self.ticket.id),
            last_seq: Set(seq), // What is said after it gets the next.
            last_public_seq: Set(public),
            ..Default::default()
        };
        ticket.update(&self.app.db).await.unwrap();
    }

    pub(super) async fn maria_says(&mut self, body: &str) {
        self.say(AuthorKind::Contact, "Maria Rossi", MessageVisibility::Public, body)
            .await;
    }

    pub(super) async fn ana_says(&mut self, body: &str) {
        self.say(AuthorKind::Agent, "Ana Lima", MessageVisibility::Public, body)
            .await;
    }

    pub(super) async fn ana_notes(&mut self, body: &str) {
        self.say(AuthorKind::Agent, "Ana Lima", MessageVisibility::Internal, body)
            .await;
    }

    /// Changes the message said last.
    pub(super) async fn change_last(&mut self, change: impl FnOnce(&mut message::ActiveModel)) {
        let last = self.messages.last().unwrap();
        let mut row = message::ActiveModel {
            account_id: Set(last.account_id),
            id: Set(last.id),
            ..Default::default()
        };
        change(&mut row);
        row.update(&self.app.db).await.unwrap();
    }

    /// Lets the message said last be mailed to Maria; returns the job's id.
    pub(super) async fn mail_last(&self) -> JobId {
        self.mail_last_to(MARIA).await
    }

    /// The same, to somebody else.
    pub(super) async fn mail_last_to(&self, email: &str) -> JobId {
        let now = self.app.clock.now();
        let id = JobId(Uuid::now_v7());
        let row = job::ActiveModel {
            account_id: Set(self.ticket.account_id),
            id: Set(id),
            kind: Set("send_message_mail".to_owned()),
            payload: Set(json!({
                "message_id": self.messages.last().unwrap().id,
                "contact_id": fixtures::contact_id(email),
            })),
            lane: Set(None),
            lane_seq: Set(0),
            unique_key: Set(None),
            state: Set(JobState::Ready),
            run_at: Set(now),
            attempts: Set(0),
            leased_until: Set(None),
            lease_token: Set(None),
            last_error: Set(None),
            created_at: Set(now),
            workspace_id: Set(None),
            sending_since: Set(None),
            turn_at: Set(None),
            timed_at: Set(None),
            defects: Set(0),
            deferred_until: Set(None),
        };
        job::Entity::insert(row)
            .exec_without_returning(&self.app.db)
            .await
            .unwrap();
        self.app.run_jobs().await;
        id
    }
}

pub(super) async fn job(app: &TestApp, id: JobId) -> Option<job::Model> {
    let key = (fixtures::account_id(ACME), id);
    job::Entity::find_by_id(key).one(&app.db).await.unwrap()
}
