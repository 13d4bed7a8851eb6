//! What customers see of a ticket is numbered for itself: by the numbers of all its entries they could count the team's own.

use sea_orm_migration::prelude::*;

use crate::sql;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// On SQLite, too: half of the numbers would be no numbers.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, UP).await?;
        sql::run(manager, sql::by_backend(manager, HELD_POSTGRES, HELD_SQLITE)).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, sql::by_backend(manager, FREE_POSTGRES, FREE_SQLITE)).await?;
        sql::run(manager, DOWN).await
    }
}

const UP: &[&str] = &[
    "ALTER TABLE messages ADD COLUMN public_seq {bigint}",
    "ALTER TABLE timeline ADD COLUMN public_seq {bigint}",
    "UPDATE messages SET public_seq = seen.number FROM (
        SELECT account_id, id, row_number() OVER (PARTITION BY account_id, ticket_id ORDER BY seq) AS number FROM (
            SELECT account_id, id, ticket_id, seq FROM messages WHERE visibility = 'public'
            UNION ALL SELECT account_id, id, ticket_id, seq FROM timeline WHERE NOT internal
        ) entries
    ) seen WHERE messages.account_id = seen.account_id AND messages.id = seen.id",
    "UPDATE timeline SET public_seq = seen.number FROM (
        SELECT account_id, id, row_number() OVER (PARTITION BY account_id, ticket_id ORDER BY seq) AS number FROM (
            SELECT account_id, id, ticket_id, seq FROM messages WHERE visibility = 'public'
            UNION ALL SELECT account_id, id, ticket_id, seq FROM timeline WHERE NOT internal
        ) entries
    ) seen WHERE timeline.account_id = seen.account_id AND timeline.id = seen.id",
    // Before their places are no more what they were.
    "UPDATE read_marks SET seq =
        (SELECT count(*) FROM messages m WHERE m.account_id = read_marks.account_id AND m.ticket_id = read_marks.ticket_id
            AND m.seq <= read_marks.seq AND m.public_seq IS NOT NULL)
        + (SELECT count(*) FROM timeline t WHERE t.account_id = read_marks.account_id AND t.ticket_id = read_marks.ticket_id
            AND t.seq <= read_marks.seq AND t.public_seq IS NOT NULL)",
    "UPDATE tickets SET last_public_seq =
        (SELECT count(*) FROM messages m WHERE m.account_id = tickets.account_id AND m.ticket_id = tickets.id
            AND m.public_seq IS NOT NULL)
        + (SELECT count(*) FROM timeline t WHERE t.account_id = tickets.account_id AND t.ticket_id = tickets.id
            AND t.public_seq IS NOT NULL)",
    "CREATE UNIQUE INDEX messages_seen ON messages (account_id, ticket_id, public_seq) WHERE public_seq IS NOT NULL",
    "CREATE UNIQUE INDEX timeline_seen ON timeline (account_id, ticket_id, public_seq) WHERE public_seq IS NOT NULL",
    "DROP INDEX messages_seen_by_customer",
];

// A server of the release before that is still up is refused what it says to customers, rather than have it stand where no customer finds it.
const HELD_POSTGRES: &[&str] = &[
    "ALTER TABLE messages ADD CONSTRAINT messages_numbered CHECK ((visibility = 'public') = (public_seq IS NOT NULL))",
    "ALTER TABLE timeline ADD CONSTRAINT timeline_numbered CHECK (internal = (public_seq IS NULL))",
];
const HELD_SQLITE: &[&str] = &[
    "CREATE TRIGGER messages_numbered BEFORE INSERT ON messages WHEN (NEW.visibility = 'public') <> (NEW.public_seq IS NOT NULL)
        BEGIN SELECT RAISE(ABORT, 'what customers see has a number of theirs'); END",
    "CREATE TRIGGER timeline_numbered BEFORE INSERT ON timeline WHEN NEW.internal <> (NEW.public_seq IS NULL)
        BEGIN SELECT RAISE(ABORT, 'what customers see has a number of theirs'); END",
];

const FREE_POSTGRES: &[&str] = &[
    "ALTER TABLE messages DROP CONSTRAINT messages_numbered",
    "ALTER TABLE timeline DROP CONSTRAINT timeline_numbered",
];
const FREE_SQLITE: &[&str] = &["DROP TRIGGER messages_numbered", "DROP TRIGGER timeline_numbered"];

const DOWN: &[&str] = &[
    "UPDATE tickets SET last_public_seq = (SELECT coalesce(max(seq), 0) FROM (
        SELECT account_id, ticket_id, seq, public_seq FROM messages UNION ALL SELECT account_id, ticket_id, seq, public_seq FROM timeline
    ) seen WHERE seen.account_id = tickets.account_id AND seen.ticket_id = tickets.id AND seen.public_seq IS NOT NULL)",
    "UPDATE read_marks SET seq = (SELECT coalesce(max(seen.seq), 0) FROM (
        SELECT account_id, ticket_id, seq, public_seq FROM messages UNION ALL SELECT account_id, ticket_id, seq, public_seq FROM timeline
    ) seen WHERE seen.account_id = read_marks.account_id AND seen.ticket_id = read_marks.ticket_id
        AND seen.public_seq <= read_marks.seq)",
    "CREATE INDEX messages_seen_by_customer ON messages (account_id, ticket_id, seq) WHERE visibility = 'public'",
    "DROP INDEX timeline_seen",
    "DROP INDEX messages_seen",
    "ALTER TABLE timeline DROP COLUMN public_seq",
    "ALTER TABLE messages DROP COLUMN public_seq",
];
