//! The mail that says that an export is ready. The file itself is on the portal, behind the sign-in.

use askama::Template;
use portico_types::{
    email::EmailAddress,
    ids::ExportId,
    portal::{ExportFormat, ExportState},
};
use sea_orm::EntityTrait;

use super::{Words, footer::Footer, letter, look, look::Look, reader, shown::when, zone};
use crate::{
    app::AppState,
    auth,
    entity::{account, contact, export},
    jobs::{Claim, Outcome},
};

#[derive(Template)]
#[template(path = "export_ready/subject.txt")]
struct Subject;

#[derive(Template)]
#[template(path = "export_ready/body.txt")]
struct Text<'a> {
    look: &'a Look,
    link: &'a str,
    tickets: &'a str,
    format: &'a str,
    until: &'a str,
    footer: &'a Footer<'a>,
}

#[derive(Template)]
#[template(path = "export_ready/body.html")]
struct Html<'a> {
    look: &'a Look,
    link: &'a str,
    tickets: &'a str,
    format: &'a str,
    until: &'a str,
    footer: &'a Footer<'a>,
}

/// Tells whoever asked for the export, if it is there still and they may come in.
pub(crate) async fn export_ready(state: &AppState, claim: &Claim, id: ExportId) -> Outcome {
    let (db, account_id) = (&state.db, claim.account_id);
    let Some(export) = export::Entity::find_by_id((account_id, id)).one(db).await? else {
        return Ok(());
    };
    let account = account::Entity::find_by_id(account_id).one(db).await?;
    let contact = contact::Entity::find_by_id((account_id, export.contact_id))
        .one(db)
        .await?;
    let (Some(account), Some(contact)) = (account, contact) else {
        return Ok(());
    };
    let Ok(email) = EmailAddress::parse(&contact.email) else {
        return Ok(());
    };
    let admission = auth::admission(db, &account, &email).await?;
    let theirs = admission.is_some_and(|it| it.customer.id == export.customer_id);
    if export.state != ExportState::Ready || contact.disabled_at.is_some() || !theirs {
        return Ok(());
    }
    let look = &Look::of(&account, look::name(&account));
    let portal = state.config.portal_url(&account.slug, account.custom_domain.as_deref());
    let link = &format!("{portal}/tickets");
    let tickets = &match export.total.unwrap_or_default() {
        1 => "1 ticket".to_owned(),
        some => format!("{some} tickets"),
    };
    let format = match export.format {
        ExportFormat::Csv => "CSV",
        ExportFormat::Xlsx => "Excel",
        ExportFormat::Json => "JSON",
    };
    let until = &when(export.expires_at, zone(&contact));
    let footer = &Footer::of(&look.name, &contact, "you asked for this export".to_owned());
    let words = Words(
        Subject,
        Text {
            look,
            link,
            tickets,
            format,
            until,
            footer,
        },
        Html {
            look,
            link,
            tickets,
            format,
            until,
            footer,
        },
    );
    let id = format!("export.{}", id.0.simple());
    let mail = letter(state, &account, reader(&contact), &id, words)?;
    state.mailer.send(&mail).await
}
