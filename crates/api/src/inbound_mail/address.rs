//! The addresses that answers go to: `reply+<id><signature>@<domain>`, all in small letters and digits, as mail programs may change the case.
//! Who knows one may answer in that person's name, as who reads their mail could.

use portico_types::ids::{AccountId, ContactId, ReplyAddressId, TicketId};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    app::AppState, auth::Keys, config::InboundMail, db::or_nothing, entity::reply_address, notifications::escape, scope,
};

const LOCAL: &str = "reply";
const PREFIX: &str = "reply+";
const PURPOSE: &str = "reply address";
/// Bytes of the signature: nobody tries 2⁸⁰ addresses.
const SIGNATURE: usize = 10;
/// Hexadecimal digits of an id.
const ID: usize = 32;

/// Where a contact's answer to a ticket goes, made when there is none; `None` where mails cannot be answered.
pub(crate) async fn reply_address(
    state: &AppState,
    db: &impl ConnectionTrait,
    (account_id, ticket_id, contact_id): (AccountId, TicketId, ContactId),
) -> Result<Option<String>, DbErr> {
    let config = &state.config.mail.inbound;
    if config.domain.is_empty() {
        return Ok(None);
    }
    let known = || {
        reply_address::Entity::find()
            .filter(reply_address::Column::AccountId.eq(account_id))
            .filter(reply_address::Column::TicketId.eq(ticket_id))
            .filter(reply_address::Column::ContactId.eq(contact_id))
            .one(db)
    };
    if let Some(row) = known().await? {
        return Ok(Some(written(&state.keys, config, row.id)));
    }
    let row = reply_address::ActiveModel {
        account_id: Set(account_id),
        id: Set(ReplyAddressId(Uuid::new_v4())), // Says nothing of when it was made.
        ticket_id: Set(ticket_id),
        contact_id: Set(contact_id),
        created_at: Set(state.clock.now()),
    };
    reply_address::Entity::insert(row)
        .on_conflict(or_nothing())
        .try_insert()
        .exec_without_returning(db)
        .await?;
    // Another process may have been faster.
    let row = known().await?;
    Ok(row.map(|row| written(&state.keys, config, row.id)))
}

fn written(keys: &Keys, config: &InboundMail, id: ReplyAddressId) -> String {
    let signature = &keys.mac(PURPOSE, &[id.0.as_bytes()])[..SIGNATURE];
    format!("{PREFIX}{}{}@{}", id.0.simple(), hex::encode(signature), config.domain)
}

/// Whose address one is, if it is one of ours and was not made up.
pub(super) async fn find(state: &AppState, address: &str) -> Result<Option<reply_address::Model>, DbErr> {
    let Some(id) = read(&state.keys, &state.config.mail.inbound, address) else {
        return Ok(None);
    };
    let found = reply_address::Entity::find().filter(reply_address::Column::Id.eq(id));
    scope::everything(found.one(&state.db)).await
}

/// The text with what makes its reply addresses work left out: whoever reads one could answer in that person's name. They may
/// be wrapped, or stand in a link, escaped once or more often.
pub(super) fn without_signatures(text: &str) -> String {
    let small = text.to_ascii_lowercase();
    let (mut said, mut from) = (String::new(), 0);
    for (at, _) in small.match_indices(LOCAL) {
        let Some(plus) = plus(&small[at + LOCAL.len()..]) else {
            continue;
        };
        let begin = at + LOCAL.len() + plus;
        if let Some(length) = digits(&small[begin..]) {
            said.push_str(&text[from..begin]);
            said.push('…');
            from = begin + length;
        }
    }
    said.push_str(&text[from..]);
    said
}

/// How long the `+` is at the beginning of a text, if there is one: `%2B` in links, `\+` in Markdown.
fn plus(text: &str) -> Option<usize> {
    let bare = text.trim_start_matches('\\');
    let marks = text.len() - bare.len();
    if bare.starts_with('+') {
        return Some(marks + 1);
    }
    let (code, length) = escape(bare.as_bytes())?;
    (code == *b"2B").then_some(marks + length)
}

/// How long an id and its signature are at the beginning of a text, with what wraps them.
fn digits(text: &str) -> Option<usize> {
    let unwrapped = text.bytes().enumerate().filter(|(_, c)| !b" >\r\n\\".contains(c));
    let mut digits = unwrapped.take_while(|(_, c)| c.is_ascii_hexdigit());
    let (last, _) = digits.nth(ID + 2 * SIGNATURE - 1)?;
    Some(last + 1)
}

fn read(keys: &Keys, config: &InboundMail, address: &str) -> Option<ReplyAddressId> {
    let address = address.to_ascii_lowercase();
    let (local, domain) = address.rsplit_once('@')?;
    if config.domain.is_empty() || !domain.eq_ignore_ascii_case(&config.domain) {
        return None;
    }
    let token = local.strip_prefix(PREFIX)?;
    if token.len() != ID + 2 * SIGNATURE || !token.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let (id, signature) = token.split_at(ID);
    let id = Uuid::try_parse(id).ok()?;
    let bytes = (0..SIGNATURE).map(|at| u8::from_str_radix(&signature[2 * at..2 * at + 2], 16));
    let signature: Vec<u8> = bytes.collect::<Result<_, _>>().ok()?;
    keys.made_beginning(PURPOSE, &[id.as_bytes()], &signature)
        .then_some(ReplyAddressId(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn config() -> InboundMail {
        let mut config = Config::defaults().unwrap().mail.inbound;
        config.domain = "replies.acme.example".to_owned();
        config
    }

    #[test]
    fn an_address_is_read_back_in_any_case_and_under_a_former_key() {
        let (config, id) = (config(), ReplyAddressId(Uuid::from_u128(7)));
        let (old, new) = (Keys::new(&[7; 32], &[]), Keys::new(&[8; 32], &[vec![7; 32]]));
        let address = written(&old, &config, id);

        let local = address.split_once('@').unwrap().0;
        assert!(local.len() <= 64, "RFC 5321, 4.5.3.1.1");
        for address in [address.clone(), address.to_uppercase()] {
            assert_eq!(read(&old, &config, &address), Some(id));
            assert_eq!(read(&new, &config, &address), Some(id));
        }
        assert_eq!(read(&Keys::new(&[8; 32], &[]), &config, &address), None);
    }

    #[test]
    fn an_address_is_told_without_what_makes_it_work() {
        let address = written(&Keys::new(&[7; 32], &[]), &config(), ReplyAddressId(Uuid::from_u128(7)));
        for address in [address.clone(), address.to_uppercase()] {
            let (prefix, domain) = (&address[..PREFIX.len()], &address[address.find('@').unwrap()..]);
            assert_eq!(
                without_signatures(&format!("é <{address}> and {address}, reply+12@x.example: é")),
                format!("é <{prefix}…{domain}> and {prefix}…{domain}, reply+12@x.example: é")
            );
            for wrap in ["\n", "\r\n> > "] {
                for at in [
                    PREFIX.len(),
                    PREFIX.len() + 1,
                    PREFIX.len() + ID,
                    address.find('@').unwrap(),
                ] {
                    let wrapped = format!("{}{wrap}{}", &address[..at], &address[at..]);
                    let told = without_signatures(&wrapped);
                    let kept = if at == address.find('@').unwrap() { wrap } else { "" };
                    assert_eq!(told, format!("{prefix}…{kept}{domain}"), "{wrapped:?}");
                }
            }
        }
    }

    #[test]
    fn an_address_in_a_link_does_not_work_either() {
        let address = written(&Keys::new(&[7; 32], &[]), &config(), ReplyAddressId(Uuid::from_u128(7)));
        let (token, domain) = address[PREFIX.len()..].split_once('@').unwrap();
        for plus in ["%2B", "%2b", "%252B", "-2B", "\\+"] {
            let told = without_signatures(&format!("[us](mailto:Reply{plus}{token}@{domain}) reply{plus}1"));
            assert_eq!(told, format!("[us](mailto:Reply{plus}…@{domain}) reply{plus}1"));
        }
    }

    #[test]
    fn no_address_can_be_made_up() {
        let (config, keys) = (config(), Keys::new(&[7; 32], &[]));
        let good = written(&keys, &config, ReplyAddressId(Uuid::from_u128(7)));
        let other = written(&keys, &config, ReplyAddressId(Uuid::from_u128(8)));
        let (local, domain) = good.split_once('@').unwrap();
        let swapped = format!(
            "{}{}@{domain}",
            &local[..PREFIX.len() + ID],
            &other[PREFIX.len() + ID..local.len()]
        );
        let mut flipped = good.clone().into_bytes();
        flipped[PREFIX.len() + ID] ^= 1;
        for bad in [
            String::new(),
            "reply@replies.acme.example".to_owned(),
            format!("{local}@evil.example"),
            format!("{local}@replies.acme.example.evil.example"),
            format!("{}@{domain}", &local[..local.len() - 2]),
            format!("{local}00@{domain}"),
            swapped,
            String::from_utf8(flipped).unwrap(),
            format!("reply+{}@{domain}", "é".repeat(26)),
        ] {
            assert_eq!(read(&keys, &config, &bad), None, "{bad}");
        }
    }
}
