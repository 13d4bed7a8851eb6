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

use super::{
    person::Identity,
    refused::Refused,
    wrong_codes::{Whose, WrongCodes},
};
use crate::{
    app::AppState,
    auth::{self, Key, Keys},
    db::WriteTxn,
    entity::{Surface, contact, magic_link},
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
    let codes = WrongCodes::new(account_id, &link.email, from, whose(state, &**txn, &link).await?);
    if strangers_code && !codes.taken(&**txn, &state.keys, now).await? {
        attempt(&**txn, &link, None).await?;
        let worth_a_note = codes.may_note(&**txn, &state.keys, now).await?;
        return Err(refused("too_many_wrong_codes", worth_a_note));
    }
    let right = match proof {
        MailProof::Token(_) => true,
        MailProof::Code(code) => {
            let stored = link.code_hash.as_ref();
            stored.is_some_and(|stored| state.keys.made(CODE, &[link.id.0.as_bytes(), code.as_bytes()], stored))
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

async fn whose(state: &AppState, db: &impl ConnectionTrait, link: &magic_link::Model) -> Result<Whose, DbErr> {
    let known = match link.surface {
        Surface::Portal => {
            let contact = contact::Entity::find()
                .filter(contact::Column::AccountId.eq(link.account_id))
                .filter(contact::Column::Email.eq(&link.email));
            contact.one(db).await?.is_some()
        }
        Surface::Console => true, // Nobody joins the team by signing in.
    };
    Ok(match (is_nobodys(&state.keys, link), known) {
        (true, _) => Whose::Nobodys,
        (false, true) => Whose::Known,
        (false, false) => Whose::New,
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

/// What a mail says, and what is kept of it.
pub(super) struct Secrets {
    pub token: String,
    pub code: String,
}

impl Secrets {
    /// Those of a link, as a key makes them.
    pub(super) fn new(key: Key<'_>, link: MagicLinkId) -> Self {
        Self {
            token: token(key, link),
            code: code(key, link),
        }
    }

    /// Those whose hashes the link keeps: made with the present key, or with a former one while the mail was on its way.
    pub(super) fn kept(keys: &Keys, link: &magic_link::Model) -> Option<Self> {
        let kept = link.token_hash.as_ref()?;
        keys.all()
            .map(|key| Self::new(key, link.id))
            .find(|it| auth::hash(&it.token) == *kept)
    }

    /// The hashes of token and code.
    pub(super) fn hashes(&self, key: Key<'_>, link: MagicLinkId) -> (Vec<u8>, Vec<u8>) {
        // Six digits can be guessed from a plain hash, so the code's is keyed, and bound to its link.
        let code = key.mac(CODE, &[link.0.as_bytes(), self.code.as_bytes()]);
        (auth::hash(&self.token), code.to_vec())
    }
}

const CODE: &str = "sign-in code";
const NOBODYS_TOKEN: &str = "nobody's sign-in token";
const NOBODYS_CODE: &str = "nobody's sign-in code";

/// The secret part of a link: 256 bits.
fn token(key: Key<'_>, link: MagicLinkId) -> String {
    URL_SAFE_NO_PAD.encode(key.mac("sign-in token", &[link.0.as_bytes()]))
}

/// The six digits of a link's mail.
fn code(key: Key<'_>, link: MagicLinkId) -> String {
    let mac = key.mac("sign-in digits", &[link.0.as_bytes()]);
    // Of 2^64 values the odd ones out do not matter: no digit is likelier by more than 10^-13.
    let number = mac.iter().take(8).fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    format!("{:06}", number % 1_000_000)
}

/// The hashes of token and code of a link whose mail never leaves. Nothing has them.
pub(super) fn nobodys(key: Key<'_>, link: MagicLinkId) -> (Vec<u8>, Vec<u8>) {
    let of = |what| key.mac(what, &[link.0.as_bytes()]).to_vec();
    (of(NOBODYS_TOKEN), of(NOBODYS_CODE))
}

/// Whether it is a link whose mail never leaves.
pub(super) fn is_nobodys(keys: &Keys, link: &magic_link::Model) -> bool {
    let kept = link.token_hash.as_ref();
    kept.is_some_and(|kept| keys.made(NOBODYS_TOKEN, &[link.id.0.as_bytes()], kept))
}
