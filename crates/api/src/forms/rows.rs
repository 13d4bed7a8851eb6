//! Rows of forms, as the team works on them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use portico_types::{
    forms::Schema,
    ids::{AccountId, FormId},
    staff::{self, PlaceForm},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use super::store::schema;
use crate::{
    auth::Staff,
    db::ForChange,
    entity::{collection, customer, form, form_draft, form_placement, form_version},
    error::{Error, Result},
};

/// So many forms an account has, archived ones included.
const MOST: u64 = 500;

pub(super) async fn find(db: &impl ConnectionTrait, account_id: AccountId, id: FormId) -> Result<form::Model> {
    let found = form::Entity::find_by_id((account_id, id)).one(db);
    found.await?.ok_or(Error::NotFound("form"))
}

/// Reads a form that this transaction is going to change, if it is still as its changer read it.
pub(super) async fn lock(
    db: &impl ConnectionTrait,
    (account_id, id): (AccountId, FormId),
    version: i32,
) -> Result<form::Model> {
    let found = form::Entity::find_by_id((account_id, id)).for_change().one(db);
    let form = found.await?.ok_or(Error::NotFound("form"))?;
    if form.version == version {
        Ok(form)
    } else {
        Err(Error::Conflict("The form was changed in the meantime."))
    }
}

/// Writes a locked form as its next version.
pub(super) async fn save(db: &impl ConnectionTrait, mut row: form::Model) -> Result<form::Model, DbErr> {
    row.version += 1;
    row.into_active_model().reset_all().update(db).await
}

/// The account's forms in order.
async fn all(db: &impl ConnectionTrait, account_id: AccountId) -> Result<Vec<form::Model>, DbErr> {
    form::Entity::find()
        .filter(form::Column::AccountId.eq(account_id))
        .order_by_asc(form::Column::Position)
        .order_by_asc(form::Column::Id)
        .all(db)
        .await
}

pub(super) async fn list(db: &impl ConnectionTrait, account_id: AccountId) -> Result<Vec<staff::FormSummary>> {
    let drafts: Vec<FormId> = form_draft::Entity::find()
        .filter(form_draft::Column::AccountId.eq(account_id))
        .select_only()
        .column(form_draft::Column::FormId)
        .into_tuple()
        .all(db)
        .await?;
    let versions: Vec<(FormId, i32, DateTime<Utc>)> = form_version::Entity::find()
        .filter(form_version::Column::AccountId.eq(account_id))
        .select_only()
        .columns([
            form_version::Column::FormId,
            form_version::Column::Version,
            form_version::Column::PublishedAt,
        ])
        .into_tuple()
        .all(db)
        .await?;
    let mut placements: HashMap<FormId, Vec<form_placement::Model>> = HashMap::new();
    let placed = form_placement::Entity::find().filter(form_placement::Column::AccountId.eq(account_id));
    for placement in placed.all(db).await? {
        placements.entry(placement.form_id).or_default().push(placement);
    }
    let rows = all(db, account_id).await?.into_iter().map(|row| {
        let published = versions.iter().find(|it| it.0 == row.id && it.1 == row.current_version);
        let placed = placements.remove(&row.id).unwrap_or_default();
        let draft = drafts.contains(&row.id);
        summary(row, published.map(|it| it.2), draft, &placed)
    });
    Ok(rows.collect())
}

fn summary(
    row: form::Model,
    published_at: Option<DateTime<Utc>>,
    has_draft: bool,
    placed: &[form_placement::Model],
) -> staff::FormSummary {
    let (mut collections, mut customers): (Vec<_>, Vec<_>) = (
        placed.iter().filter_map(|it| it.collection_id).collect(),
        placed.iter().filter_map(|it| it.customer_id).collect(),
    );
    collections.sort_unstable();
    customers.sort_unstable();
    staff::FormSummary {
        id: row.id,
        name: row.name,
        description: row.description,
        published_version: published_at.map(|_| row.current_version),
        published_at,
        has_draft,
        archived_at: row.archived_at,
        on_portal: row.on_portal,
        collections,
        customers,
        version: row.version,
    }
}

pub(super) async fn current(
    db: &impl ConnectionTrait,
    form: &form::Model,
) -> Result<Option<form_version::Model>, DbErr> {
    form_version::Entity::find_by_id((form.account_id, form.id, form.current_version))
        .one(db)
        .await
}

pub(super) async fn draft(db: &impl ConnectionTrait, form: &form::Model) -> Result<Option<form_draft::Model>, DbErr> {
    form_draft::Entity::find_by_id((form.account_id, form.id)).one(db).await
}

pub(super) fn schema_of(draft: &form_draft::Model) -> Result<Schema> {
    Ok(serde_json::from_value(draft.schema.clone()).map_err(anyhow::Error::from)?)
}

pub(super) async fn detail(db: &impl ConnectionTrait, form: form::Model) -> Result<staff::FormDetail> {
    let published = current(db, &form).await?;
    let draft = draft(db, &form).await?;
    let placed = form_placement::Entity::find()
        .filter(form_placement::Column::AccountId.eq(form.account_id))
        .filter(form_placement::Column::FormId.eq(form.id))
        .all(db)
        .await?;
    let at = published.as_ref().map(|it| it.published_at);
    let draft = match draft {
        Some(row) => Some(staff::FormDraft {
            schema: schema_of(&row)?,
            name: row.name,
            description: row.description,
            saved_at: row.saved_at,
            saved_by: row.saved_by,
        }),
        None => None,
    };
    let problems = draft.as_ref().and_then(|it| it.schema.clone().parse().err());
    Ok(staff::FormDetail {
        form: summary(form, at, draft.is_some(), &placed),
        published: published.as_ref().map(schema).transpose()?,
        draft,
        problems: problems.unwrap_or_default(),
    })
}

/// A form that nobody is offered yet, behind all others, with a draft.
pub(super) async fn create(
    db: &impl ConnectionTrait,
    staff: &Staff,
    new: staff::CreateForm,
    now: DateTime<Utc>,
) -> Result<form::Model> {
    let mine = || form::Entity::find().filter(form::Column::AccountId.eq(staff.account_id));
    if mine().count(db).await? >= MOST {
        return Err(Error::Conflict("There are too many forms; use one that is archived."));
    }
    let begin = match new.copy_of {
        None => Schema::default(),
        Some(id) => {
            let absent = || Error::field("copy_of", "There is no such form");
            let form = form::Entity::find_by_id((staff.account_id, id))
                .one(db)
                .await?
                .ok_or_else(absent)?;
            match (draft(db, &form).await?, current(db, &form).await?) {
                (Some(draft), _) => schema_of(&draft)?,
                (None, Some(version)) => schema(&version)?,
                (None, None) => Schema::default(),
            }
        }
    };
    let last = mine().order_by_desc(form::Column::Position).one(db).await?;
    let row = form::Model {
        account_id: staff.account_id,
        id: FormId(Uuid::now_v7()),
        created_at: now,
        name: new.name,
        description: new.description,
        position: last.map_or(1, |it| it.position.saturating_add(1)),
        on_portal: false,
        current_version: 0,
        version: 1,
        archived_at: None,
    };
    form::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(db)
        .await?;
    put_draft(db, &row, (&row.name, &row.description, &begin), staff, now).await?;
    Ok(row)
}

/// Writes the draft of a locked form.
pub(super) async fn put_draft(
    db: &impl ConnectionTrait,
    form: &form::Model,
    (name, description, schema): (&str, &str, &Schema),
    staff: &Staff,
    now: DateTime<Utc>,
) -> Result<()> {
    drop_draft(db, form).await?;
    let row = form_draft::Model {
        account_id: form.account_id,
        form_id: form.id,
        name: name.to_owned(),
        description: description.to_owned(),
        schema: serde_json::to_value(schema).map_err(anyhow::Error::from)?,
        saved_at: now,
        saved_by: staff.name.clone(),
    };
    form_draft::Entity::insert(row.into_active_model())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

pub(super) async fn drop_draft(db: &impl ConnectionTrait, form: &form::Model) -> Result<(), DbErr> {
    form_draft::Entity::delete_by_id((form.account_id, form.id))
        .exec(db)
        .await?;
    Ok(())
}

/// Says anew whom a locked form is offered to besides everybody.
pub(super) async fn place(db: &impl ConnectionTrait, form: &form::Model, wanted: &PlaceForm) -> Result<()> {
    let account_id = form.account_id;
    let found = collection::Entity::find()
        .filter(collection::Column::AccountId.eq(account_id))
        .filter(collection::Column::Id.is_in(wanted.collections.iter().copied()));
    if found.count(db).await? != wanted.collections.len() as u64 {
        return Err(Error::field("collections", "There is no such collection"));
    }
    let found = customer::Entity::find()
        .filter(customer::Column::AccountId.eq(account_id))
        .filter(customer::Column::Id.is_in(wanted.customers.iter().copied()));
    if found.count(db).await? != wanted.customers.len() as u64 {
        return Err(Error::field("customers", "There is no such customer"));
    }
    form_placement::Entity::delete_many()
        .filter(form_placement::Column::AccountId.eq(account_id))
        .filter(form_placement::Column::FormId.eq(form.id))
        .exec(db)
        .await?;
    let collections = wanted.collections.iter().map(|id| (Some(*id), None));
    let customers = wanted.customers.iter().map(|id| (None, Some(*id)));
    for (collection_id, customer_id) in collections.chain(customers) {
        let row = form_placement::Model {
            account_id,
            id: Uuid::now_v7(),
            form_id: form.id,
            collection_id,
            customer_id,
        };
        form_placement::Entity::insert(row.into_active_model())
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}

/// Puts the named forms first, in this order.
pub(super) async fn order(db: &impl ConnectionTrait, account_id: AccountId, first: &[FormId]) -> Result<()> {
    let forms = form::Entity::find()
        .filter(form::Column::AccountId.eq(account_id))
        .order_by_asc(form::Column::Position)
        .order_by_asc(form::Column::Id)
        .for_change()
        .all(db)
        .await?;
    if first.iter().any(|id| !forms.iter().any(|it| it.id == *id)) {
        return Err(Error::field("forms", "There is no such form"));
    }
    let mut ids: Vec<FormId> = first.to_vec();
    ids.extend(forms.iter().map(|it| it.id).filter(|id| !first.contains(id)));
    for (position, id) in (1..).zip(ids) {
        form::Entity::update_many()
            .col_expr(form::Column::Position, Expr::value(position))
            .filter(form::Column::AccountId.eq(account_id))
            .filter(form::Column::Id.eq(id))
            .exec(db)
            .await?;
    }
    Ok(())
}
