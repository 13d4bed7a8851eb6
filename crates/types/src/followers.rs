//! Naming a colleague who is to follow a ticket, as contacts and agents do.

use serde::{Deserialize, Serialize};

use crate::{FieldError, email::EmailAddress, ids::ContactId};

/// Let a colleague follow a ticket: named by id or by address, one of the two.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AddFollower {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_id: Option<ContactId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// A checked [`AddFollower`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewFollower {
    Contact(ContactId),
    Email(EmailAddress),
}

impl AddFollower {
    pub fn parse(self) -> Result<NewFollower, Vec<FieldError>> {
        match (self.contact_id, self.email) {
            (Some(id), None) => Ok(NewFollower::Contact(id)),
            (None, Some(email)) => match EmailAddress::parse(&email) {
                Ok(email) => Ok(NewFollower::Email(email)),
                Err(err) => Err(vec![err]),
            },
            _ => {
                let error = FieldError::new("contact_id", "Name one colleague, by id or by address");
                Err(vec![error.with_code("no_follower")])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colleague_is_named_in_one_way() {
        let id = Some(ContactId(uuid::Uuid::nil()));
        let email = Some("Tom@Globex.example".to_owned());
        let asked = |contact_id, email: &Option<String>| AddFollower {
            contact_id,
            email: email.clone(),
        };

        assert!(matches!(asked(id, &None).parse(), Ok(NewFollower::Contact(_))));
        let found = asked(None, &email).parse();
        assert!(
            matches!(&found, Ok(NewFollower::Email(it)) if it.as_str() == "tom@globex.example"),
            "{found:?}"
        );
        for bad in [
            asked(id, &email),
            asked(None, &None),
            asked(None, &Some("tom".to_owned())),
        ] {
            assert_eq!(bad.clone().parse().unwrap_err().len(), 1, "{bad:?}");
        }
    }
}
