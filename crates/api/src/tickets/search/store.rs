//! The index itself: what is put in, with the change that makes it, and what goes.

use portico_types::{
    ids::{AccountId, MessageId},
    tickets::MessageVisibility,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, ExprTrait,
    FromQueryResult, IntoActiveModel, QueryFilter, QuerySelect,
    sea_query::{Alias, Expr, Query},
};
use uuid::Uuid;

use super::{marked, words};
use crate::entity::{message, search_text, ticket};

/// `search_words` as this database has it.
#[derive(Clone, Copy)]
pub(super) struct Table(DbBackend);

impl Table {
    pub(super) fn of(backend: DbBackend) -> Self {
        Self(backend)
    }

    pub(super) fn name() -> Alias {
        Alias::new("search_words")
    }

    pub(super) fn key(self) -> Alias {
        Alias::new(if self.0 == DbBackend::Postgres { "id" } else { "rowid" })
    }

    /// One row. The virtual table knows no accounts, but each of its keys is one account's.
    fn at(self, (account_id, key): (AccountId, i64)) -> Condition {
        let row = Condition::all().add(Expr::col(self.key()).eq(Expr::value(key)));
        match self.0 {
            DbBackend::Postgres => row.add(Expr::col(Alias::new("account_id")).eq(Expr::value(account_id))),
            _ => row,
        }
    }

    /// Words with blanks between them, as they are stored.
    fn stored(self, words: String) -> Expr {
        match self.0 {
            // Not `to_tsvector`: the words are cut already, and no dictionary is asked.
            DbBackend::Postgres => Expr::cust_with_values("array_to_tsvector(string_to_array($1, ' '))", [words]),
            _ => Expr::value(words),
        }
    }

    async fn insert(self, txn: &DatabaseTransaction, account_id: AccountId, words: String) -> Result<i64, DbErr> {
        #[derive(FromQueryResult)]
        struct Put {
            id: i64,
        }
        let mut insert = Query::insert();
        insert.into_table(Self::name());
        if self.0 == DbBackend::Postgres {
            insert
                .columns([Alias::new("account_id"), Alias::new("words")])
                .values_panic([Expr::value(account_id), self.stored(words)])
                .returning_col(self.key());
            let put = Put::find_by_statement(self.0.build(&insert)).one(txn).await?;
            return put.map(|it| it.id).ok_or(DbErr::RecordNotInserted);
        }
        insert.columns([Alias::new("words")]).values_panic([self.stored(words)]);
        // A virtual table returns nothing.
        let put = txn.execute_raw(self.0.build(&insert)).await?;
        Ok(put.last_insert_id().cast_signed())
    }

    async fn update(self, txn: &DatabaseTransaction, key: (AccountId, i64), words: String) -> Result<(), DbErr> {
        let update = Query::update()
            .table(Self::name())
            .value("words", self.stored(words))
            .cond_where(self.at(key))
            .take();
        txn.execute_raw(self.0.build(&update)).await?;
        Ok(())
    }

    async fn delete(self, txn: &DatabaseTransaction, key: (AccountId, i64)) -> Result<(), DbErr> {
        let delete = Query::delete().from_table(Self::name()).cond_where(self.at(key)).take();
        txn.execute_raw(self.0.build(&delete)).await?;
        Ok(())
    }
}

/// Puts a message in as it reads now, with the names of its files.
pub(in crate::tickets) async fn put_message(
    txn: &DatabaseTransaction,
    message: &message::Model,
    files: &[String],
) -> Result<(), DbErr> {
    let parts = std::iter::once(&*message.body).chain(files.iter().map(String::as_str));
    let text = search_text::Model {
        account_id: message.account_id,
        id: message.id.0,
        ticket_id: message.ticket_id,
        visibility: message.visibility,
        words: 0,
    };
    put(txn, text, parts).await
}

/// Puts a ticket's title in as it reads now.
pub(in crate::tickets) async fn put_title(txn: &DatabaseTransaction, ticket: &ticket::Model) -> Result<(), DbErr> {
    let text = search_text::Model {
        account_id: ticket.account_id,
        id: ticket.id.0,
        ticket_id: ticket.id,
        visibility: MessageVisibility::Public,
        words: 0,
    };
    put(txn, text, std::iter::once(&*ticket.title)).await
}

async fn put<'a>(
    txn: &DatabaseTransaction,
    text: search_text::Model,
    parts: impl Iterator<Item = &'a str>,
) -> Result<(), DbErr> {
    let table = Table::of(txn.get_database_backend());
    let words: Vec<_> = words::of_text(parts)
        .iter()
        .map(|word| marked(text.account_id, text.visibility, word))
        .collect();
    let words = words.join(" ");
    if let Some(key) = key(txn, text.account_id, text.id).await? {
        table.update(txn, (text.account_id, key), words).await
    } else {
        let words = table.insert(txn, text.account_id, words).await?;
        let text = search_text::Model { words, ..text };
        search_text::Entity::insert(text.into_active_model())
            .exec_without_returning(txn)
            .await?;
        Ok(())
    }
}

/// Takes a message out.
pub(in crate::tickets) async fn forget(
    txn: &DatabaseTransaction,
    account_id: AccountId,
    id: MessageId,
) -> Result<(), DbErr> {
    if let Some(key) = key(txn, account_id, id.0).await? {
        search_text::Entity::delete_by_id((account_id, id.0)).exec(txn).await?;
        Table::of(txn.get_database_backend())
            .delete(txn, (account_id, key))
            .await?;
    }
    Ok(())
}

async fn key(txn: &DatabaseTransaction, account_id: AccountId, id: Uuid) -> Result<Option<i64>, DbErr> {
    search_text::Entity::find()
        .select_only()
        .column(search_text::Column::Words)
        .filter(search_text::Column::AccountId.eq(account_id))
        .filter(search_text::Column::Id.eq(id))
        .into_tuple()
        .one(txn)
        .await
}
