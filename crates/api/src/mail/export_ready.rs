//! The mail that says that an export is ready. The file itself is on the portal, behind the sign-in.

use askama::Template;
use portico_types::{
    email::EmailAddress,
    ids::ExportId,
    portal::{ExportFormat, ExportState},
};
use sea_orm::EntityTrait;

use super::{look, look::Look, message_id, rendered, sender};
use crate::{
    app::AppState,
    auth,
    entity::{account, contact, export},
    jobs::{Claim, Outcome},
    outside::mail::{Correspondent, Mail},
};

#[derive(Template)]
#[template(path = "export_ready/subject.txt")]
struct Subject;

#[derive(Template)]
#[template(path = "export_ready/body.txt")]
struct Text<'a> {
    look: &'a Look,
    link: &'a str,
    to: &'a str,
    tickets: &'a str,
    format: &'a str,
    until: &'a str,
}

#[derive(Template)]
#[template(path = "export_ready/body.html")]
struct Html<'a> {
    look: &'a Look,
    link: &'a str,
    to: &'a str,
    tickets: &'a str,
    format: &'a str,
    until: &'a str,
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
    let (link, to) = (&format!("{portal}/tickets"), contact.email.as_str());
    let tickets = &match export.total.unwrap_or_default() {
        1 => "1 ticket".to_owned(),
        some => format!("{some} tickets"),
    };
    let format = match export.format {
        ExportFormat::Csv => "CSV",
        ExportFormat::Xlsx => "Excel",
        ExportFormat::Json => "JSON",
    };
    let until = &export.expires_at.format("%-d %b %Y, %H:%M UTC").to_string();
    let mail = Mail {
        from: sender(state, &account)?,
        reply_to: None,
        return_path: None,
        to: Correspondent {
            name: contact.name.clone(),
            address: contact.email.clone(),
        },
        subject: rendered(&Subject)?,
        text: rendered(&Text {
            look,
            link,
            to,
            tickets,
            format,
            until,
        })?,
        html: rendered(&Html {
            look,
            link,
            to,
            tickets,
            format,
            until,
        })?,
        date: state.clock.now(),
        message_id: message_id(state, &format!("export.{}", id.0.simple())),
        references: Vec::new(),
        // One asked for it, once.
        unsubscribe: None,
    };
    state.mailer.send(&mail).await
}
