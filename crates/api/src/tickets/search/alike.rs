//! Titles that are like another one: those with words of it that make up much of it. Long words say more than short ones, in any language.

use portico_types::ids::TicketId;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, ExprTrait, FromQueryResult, Order, QueryFilter, QuerySelect,
    QueryTrait, Select,
    sea_query::{Alias, Expr, Query, SelectStatement, UnionType},
};

use super::{LONGEST, Search};
use crate::{
    auth::Contact,
    entity::{search_text, ticket},
};

/// How much of the weight of what is asked for a title has to share, in percent.
const SHARED: i64 = 40;
/// Of fewer letters anything would be like them.
const LETTERS: i64 = 4;

fn letters(word: &str) -> i64 {
    i64::try_from(word.chars().count()).unwrap_or(i64::MAX)
}

/// How much a word says. (Two articles and a preposition are not much of a title.)
fn weight(word: &str) -> i64 {
    letters(word).pow(2)
}

impl Search {
    /// What a title is compared by. `None`: it says too little.
    pub(in crate::tickets) fn for_title(contact: &Contact, title: &str) -> Option<Self> {
        let title: String = title.chars().filter(|c| *c != '\0').take(LONGEST).collect();
        let search = Self::by_contact(contact, Some(&title)).ok().flatten()?;
        (search.sum(letters) >= LETTERS).then_some(search)
    }

    fn sum(&self, of: fn(&str) -> i64) -> i64 {
        self.asked.words().iter().map(|word| of(word)).sum()
    }

    /// Which of the tickets have titles like that, the most alike first, of those the newest.
    pub(in crate::tickets) fn alike(
        &self,
        backend: DbBackend,
        tickets: &Select<ticket::Entity>,
        few: u64,
    ) -> SelectStatement {
        let (ticket_id, shared) = (Alias::new("ticket_id"), Alias::new("shared"));
        let with = |word: &String| {
            let mine = tickets.clone().select_only().column(ticket::Column::Id).into_query();
            self.texts(backend, word)
                .filter(Expr::col(search_text::Column::Id).eq(Expr::col(search_text::Column::TicketId)))
                .filter(search_text::Column::TicketId.in_subquery(mine))
                .select_only()
                .column(search_text::Column::TicketId)
                .expr_as(Expr::value(weight(word)), "shared")
                .into_query()
        };
        let mut words = self.asked.words().iter();
        let mut any = words.next().map(with).unwrap_or_default();
        any.unions(words.map(|word| (UnionType::All, with(word))));
        let sum = || Expr::col(shared.clone()).sum();
        Query::select()
            .column(ticket_id.clone())
            .from_subquery(any, "found")
            .group_by_col(ticket_id.clone())
            .and_having(sum().mul(100).gte(self.sum(weight) * SHARED))
            .order_by_expr(sum(), Order::Desc)
            .order_by(ticket_id, Order::Desc)
            .limit(few)
            .take()
    }

    pub(in crate::tickets) async fn ranked(
        &self,
        db: &impl ConnectionTrait,
        alike: SelectStatement,
    ) -> Result<Vec<TicketId>, DbErr> {
        #[derive(FromQueryResult)]
        struct Alike {
            ticket_id: TicketId,
        }
        let found = Alike::find_by_statement(db.get_database_backend().build(&alike));
        Ok(found.all(db).await?.into_iter().map(|it| it.ticket_id).collect())
    }
}
