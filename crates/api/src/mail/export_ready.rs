//! The mail that says that an export is ready. The file itself is on the portal, behind the sign-in.

use askama::Template;
use portico_types::{
    email::EmailAddress,
    ids::ExportId,
    portal::{ExportFormat, ExportState},
};
use sea_orm::EntityTrait;

use super::{Locale, Words, footer::Footer, letter, look, look::Look, reader};
use crate::{
    app::AppState,
    auth,
    entity::{account, contact, export},
    jobs::{Claim, Outcome},
};

#[derive(Template)]
#[template(path = "export_ready/body.txt")]
struct Text<'a> {
    locale: Locale,
    ready: &'a str,
    link: &'a str,
    until: &'a str,
    footer: &'a Footer,
}

#[derive(Template)]
#[template(path = "export_ready/body.html")]
struct Html<'a> {
    locale: Locale,
    look: &'a Look,
    ready: &'a str,
    link: &'a str,
    until: &'a str,
    footer: &'a Footer,
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
    let look = &Look::in_mail(&account, look::name(&account));
    let portal = state.config.portal_url(&account.slug, account.custom_domain.as_deref());
    let link = &format!("{portal}/tickets");
    let format = match export.format {
        ExportFormat::Csv => "CSV",
        ExportFormat::Xlsx => "Excel",
        ExportFormat::Json => "JSON",
    };
    let locale = Locale::of(&contact);
    let t = locale.t;
    let ready = &t.export_ready(export.total.unwrap_or_default(), &look.name, format);
    let until = &locale.when(export.expires_at);
    let footer = &Footer::of(t, t.export_why(&contact.email, &look.name));
    let text = Text {
        locale,
        ready,
        link,
        until,
        footer,
    };
    let html = Html {
        locale,
        look,
        ready,
        link,
        until,
        footer,
    };
    let words = Words(t.export_subject().to_owned(), text, html);
    let id = format!("export.{}", id.0.simple());
    let mail = letter(state, &account, reader(&contact), &id, words)?;
    state.mailer.send(&mail).await
}
