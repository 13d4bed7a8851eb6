//! The proof of a mailbox: link or code, once, in the browser that asked.

use std::net::IpAddr;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use portico_types::{
    email::EmailAddress,
    ids::{AccountId, MagicLinkId},
    sign_in::{MailProof, SignInMethod},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder, sea_query::Expr};
use subtle::ConstantTimeEq;

use super::{person::Identity, refused::Refused, wrong_codes::WrongCodes};
use crate::{
    app::AppState,
    auth::{self, Keys},
    db::WriteTxn,
    entity::{Surface, magic_link},
};

/// How often a code may be tried.
const TRIES: i32 = 5;

/// What a mail proved.
pub(super) struct Proven {
    pub email: EmailAddress,
    /// Absent when a mail alone brought them.
    pub waiting: Option<Waiting>,
}

/// Somebody from a provider that could not prove the address, until a mail does.
pub(super) struct Waiting {
    pub method: SignInMethod,
    /// By its id, because it may be switched off meanwhile, and may not speak for everybody.
    pub provider: String,
    pub identity: Identity,
    /// What the provider calls them.
    pub name: Option<String>,
}

/// Uses a link or code up and returns whose mailbox it proves; whoever calls commits, also when the code was wrong, which counts as a try.
/// What does not come from the browser that asked, a link scanner's for one, changes nothing: it neither counts nor uses the link up.
pub(super) async fn redeem(
    state: &AppState,
    txn: &WriteTxn,
    account_id: AccountId,
    surface: Surface,
    (browser, from): (&str, Option<IpAddr>),
    proof: &MailProof,
) -> Result<Proven, Refused> {
    let now = state.clock.now();
    let link = find(&**txn, account_id, surface, browser, proof).await?;
    let fits = |link: &magic_link::Model| {
        link.surface == surface
            && link.browser_hash == auth::hash(browser)
            && link.used_at.is_none()
            && link.expires_at > now
            && link.tries < TRIES
    };
    let Some(link) = link.filter(fits) else {
        return Err(Refused::Failed("no_such_link"));
    };
    let strangers_code = matches!(proof, MailProof::Code(_)) && !link.known_browser;
    let nobodys = link.token_hash.as_ref() == Some(&nobodys(&state.keys, link.id).0);
    let codes = WrongCodes::new(account_id, &link.email, from, nobodys);
    if strangers_code && !codes.taken(&**txn, &state.keys, now).await? {
        attempt(&**txn, &link, None).await?;
        let worth_a_note = codes.may_note(&**txn, &state.keys, now).await?;
        return Err(refused("too_many_wrong_codes", worth_a_note));
    }
    let right = match proof {
        MailProof::Token(_) => true,
        MailProof::Code(code) => {
            let expected = code_hash(&state.keys, link.id, code);
            link.code_hash
                .as_ref()
                .is_some_and(|stored| bool::from(stored.ct_eq(&expected)))
        }
    };
    let counted = attempt(&**txn, &link, right.then_some(now)).await?;
    if !(right && counted) {
        let worth_an_entry = !strangers_code || codes.count(&**txn, &state.keys, now).await?;
        return Err(refused("wrong_code", worth_an_entry));
    }
    Ok(Proven {
        email: EmailAddress::parse(&link.email).map_err(|_| Refused::Failed("no_email"))?,
        waiting: waiting(link),
    })
}

fn refused(code: &'static str, worth_an_entry: bool) -> Refused {
    if worth_an_entry {
        Refused::Failed(code)
    } else {
        Refused::Unnoted(code)
    }
}

fn waiting(link: magic_link::Model) -> Option<Waiting> {
    Some(Waiting {
        method: link.identity_method?,
        provider: link.identity_provider.unwrap_or_default(),
        identity: Identity {
            issuer: link.identity_issuer?,
            subject: link.identity_subject?,
        },
        name: link.identity_name,
    })
}

async fn find(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    surface: Surface,
    browser: &str,
    proof: &MailProof,
) -> Result<Option<magic_link::Model>, DbErr> {
    let of_account = magic_link::Entity::find().filter(magic_link::Column::AccountId.eq(account_id));
    match proof {
        MailProof::Token(token) => {
            of_account
                .filter(magic_link::Column::TokenHash.eq(auth::hash(token)))
                .one(db)
                .await
        }
        MailProof::Code(_) => {
            let of_browser = of_account
                .filter(magic_link::Column::Surface.eq(surface))
                .filter(magic_link::Column::BrowserHash.eq(auth::hash(browser)))
                .filter(magic_link::Column::TokenHash.is_not_null());
            of_browser.order_by_desc(magic_link::Column::CreatedAt).one(db).await
        }
    }
}

/// One statement counts the try and, when it was right, uses the link up: of many at once only one can win.
async fn attempt(
    db: &impl ConnectionTrait,
    link: &magic_link::Model,
    used_at: Option<DateTime<Utc>>,
) -> Result<bool, DbErr> {
    let mut attempt = magic_link::Entity::update_many()
        .col_expr(magic_link::Column::Tries, Expr::col(magic_link::Column::Tries).add(1))
        .filter(magic_link::Column::AccountId.eq(link.account_id))
        .filter(magic_link::Column::Id.eq(link.id))
        .filter(magic_link::Column::UsedAt.is_null())
        .filter(magic_link::Column::Tries.lt(TRIES));
    if used_at.is_some() {
        attempt = attempt.col_expr(magic_link::Column::UsedAt, Expr::value(used_at));
    }
    Ok(attempt.exec(db).await?.rows_affected == 1)
}

/// The secret part of a link: 256 bits.
pub(super) fn token(keys: &Keys, link: MagicLinkId) -> String {
    URL_SAFE_NO_PAD.encode(keys.mac("sign-in token", &[link.0.as_bytes()]))
}

/// The six digits of a link's mail.
pub(super) fn code(keys: &Keys, link: MagicLinkId) -> String {
    let mac = keys.mac("sign-in digits", &[link.0.as_bytes()]);
    // Of 2^64 values the odd ones out do not matter: no digit is likelier by more than 10^-13.
    let number = mac.iter().take(8).fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    format!("{:06}", number % 1_000_000)
}

/// The hashes of token and code of a link whose mail never leaves. Nothing has them.
pub(super) fn nobodys(keys: &Keys, link: MagicLinkId) -> (Vec<u8>, Vec<u8>) {
    let of = |what| keys.mac(what, &[link.0.as_bytes()]).to_vec();
    (of("nobody's sign-in token"), of("nobody's sign-in code"))
}

/// Six digits can be guessed from a plain hash, so the code's is keyed, and bound to its link.
pub(super) fn code_hash(keys: &Keys, link: MagicLinkId, code: &str) -> Vec<u8> {
    keys.mac("sign-in code", &[link.0.as_bytes(), code.as_bytes()]).to_vec()
}
