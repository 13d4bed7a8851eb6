//! Forms with their versions; tickets, what was said on them and what changed.

use sea_orm_migration::prelude::*;

use crate::sql;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::drop(
            manager,
            &[
                "read_marks",
                "timeline",
                "mentions",
                "message_revisions",
                "messages",
                "tickets",
                "form_versions",
                "forms",
            ],
        )
        .await
    }
}

const TABLES: &[&str] = &[
    r"CREATE TABLE forms (
        account_id {uuid} NOT NULL REFERENCES accounts (id),
        id {uuid} NOT NULL,
        created_at {time} NOT NULL,
        name text NOT NULL,
        description text NOT NULL,
        position integer NOT NULL,
        on_portal boolean NOT NULL,
        current_version integer NOT NULL,
        PRIMARY KEY (account_id, id)
    )",
    "CREATE INDEX forms_in_order ON forms (account_id, position, id)",
    r"CREATE TABLE form_versions (
        account_id {uuid} NOT NULL,
        form_id {uuid} NOT NULL,
        version integer NOT NULL,
        schema {json} NOT NULL,
        published_at {time} NOT NULL,
        PRIMARY KEY (account_id, form_id, version),
        FOREIGN KEY (account_id, form_id) REFERENCES forms (account_id, id)
    )",
    // What a row of a list shows stands here; a requester is a contact of the ticket's own customer, which the key itself says.
    r"CREATE TABLE tickets (
        account_id {uuid} NOT NULL REFERENCES accounts (id),
        id {uuid} NOT NULL,
        number {bigint} NOT NULL,
        customer_id {uuid} NOT NULL,
        requester_id {uuid} NOT NULL,
        collection_id {uuid},
        assignee_id {uuid},
        form_id {uuid},
        form_version integer,
        answers {json} NOT NULL,
        title text NOT NULL,
        status text NOT NULL,
        priority text NOT NULL,
        last_seq {bigint} NOT NULL,
        last_public_seq {bigint} NOT NULL,
        public_count integer NOT NULL,
        last_public_at {time} NOT NULL,
        last_public_by text NOT NULL,
        last_public_snippet text NOT NULL,
        created_at {time} NOT NULL,
        activity_at {time} NOT NULL,
        solved_at {time},
        closed_at {time},
        follow_up_of {uuid},
        version integer NOT NULL,
        PRIMARY KEY (account_id, id),
        UNIQUE (account_id, number),
        FOREIGN KEY (account_id, customer_id) REFERENCES customers (account_id, id),
        FOREIGN KEY (account_id, customer_id, requester_id) REFERENCES contacts (account_id, customer_id, id),
        FOREIGN KEY (account_id, collection_id) REFERENCES collections (account_id, id),
        FOREIGN KEY (account_id, assignee_id) REFERENCES agents (account_id, id),
        FOREIGN KEY (account_id, form_id, form_version) REFERENCES form_versions (account_id, form_id, version),
        FOREIGN KEY (account_id, follow_up_of) REFERENCES tickets (account_id, id)
    )",
    "CREATE INDEX tickets_of_customer ON tickets (account_id, customer_id, activity_at DESC, id DESC)",
    "CREATE INDEX tickets_of_customer_by_status ON tickets (account_id, customer_id, status, activity_at DESC, id DESC)",
    "CREATE INDEX tickets_of_customer_by_creation ON tickets (account_id, customer_id, created_at DESC, id DESC)",
    "CREATE INDEX tickets_of_customer_by_number ON tickets (account_id, customer_id, number DESC)",
    "CREATE INDEX tickets_of_requester ON tickets (account_id, customer_id, requester_id, activity_at DESC, id DESC)",
    "CREATE INDEX tickets_of_account ON tickets (account_id, activity_at DESC, id DESC)",
    "CREATE INDEX tickets_of_account_by_creation ON tickets (account_id, created_at DESC, id DESC)",
    "CREATE INDEX tickets_by_status ON tickets (account_id, status, activity_at DESC, id DESC)",
    "CREATE INDEX tickets_by_assignee ON tickets (account_id, assignee_id, status, activity_at DESC, id DESC)",
    "CREATE INDEX tickets_by_collection ON tickets (account_id, collection_id, activity_at DESC, id DESC)",
    r"CREATE TABLE messages (
        account_id {uuid} NOT NULL,
        id {uuid} NOT NULL,
        ticket_id {uuid} NOT NULL,
        seq {bigint} NOT NULL,
        visibility text NOT NULL,
        author_kind text NOT NULL,
        author_id {uuid},
        author_name text NOT NULL,
        source text NOT NULL,
        body text NOT NULL,
        created_at {time} NOT NULL,
        edited_at {time},
        deleted_at {time},
        PRIMARY KEY (account_id, id),
        UNIQUE (account_id, ticket_id, seq),
        FOREIGN KEY (account_id, ticket_id) REFERENCES tickets (account_id, id)
    )",
    "CREATE INDEX messages_seen_by_customer ON messages (account_id, ticket_id, seq) WHERE visibility = 'public'",
    // What a message said before each edit.
    r"CREATE TABLE message_revisions (
        account_id {uuid} NOT NULL,
        id {uuid} NOT NULL,
        message_id {uuid} NOT NULL,
        body text NOT NULL,
        replaced_at {time} NOT NULL,
        PRIMARY KEY (account_id, id),
        FOREIGN KEY (account_id, message_id) REFERENCES messages (account_id, id)
    )",
    "CREATE INDEX message_revisions_of_message ON message_revisions (account_id, message_id, replaced_at)",
    r"CREATE TABLE mentions (
        account_id {uuid} NOT NULL,
        message_id {uuid} NOT NULL,
        agent_id {uuid} NOT NULL,
        name text NOT NULL,
        PRIMARY KEY (account_id, message_id, agent_id),
        FOREIGN KEY (account_id, message_id) REFERENCES messages (account_id, id),
        FOREIGN KEY (account_id, agent_id) REFERENCES agents (account_id, id)
    )",
    "CREATE INDEX mentions_of_agent ON mentions (account_id, agent_id, message_id)",
    r"CREATE TABLE timeline (
        account_id {uuid} NOT NULL,
        id {uuid} NOT NULL,
        ticket_id {uuid} NOT NULL,
        seq {bigint} NOT NULL,
        actor_kind text NOT NULL,
        actor_id {uuid},
        actor_name text NOT NULL,
        what {json} NOT NULL,
        source text NOT NULL,
        created_at {time} NOT NULL,
        PRIMARY KEY (account_id, id),
        UNIQUE (account_id, ticket_id, seq),
        FOREIGN KEY (account_id, ticket_id) REFERENCES tickets (account_id, id)
    )",
    // How far a contact has read a ticket.
    r"CREATE TABLE read_marks (
        account_id {uuid} NOT NULL,
        contact_id {uuid} NOT NULL,
        ticket_id {uuid} NOT NULL,
        seq {bigint} NOT NULL,
        PRIMARY KEY (account_id, contact_id, ticket_id),
        FOREIGN KEY (account_id, contact_id) REFERENCES contacts (account_id, id),
        FOREIGN KEY (account_id, ticket_id) REFERENCES tickets (account_id, id)
    )",
];
