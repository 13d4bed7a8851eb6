//! What a verified ID token says about who somebody is, and whether the address in it is proven to be theirs. Pure: what a provider may
//! vouch for differs by provider, and a mistake here gives one person's tickets to another.

use chrono::{DateTime, Utc};
use portico_types::email::EmailAddress;
use serde_json::Value;
use uuid::Uuid;

use super::{super::refused::Refused, microsoft};
use crate::outside::openid::MoreClaims;

/// A verified token's claims, as far as they concern us.
#[derive(Clone, Debug, Default)]
pub(super) struct Claims {
    pub subject: String,
    pub email: Option<String>,
    pub email_verified: Option<bool>,
    pub name: Option<String>,
    /// When they last proved there who they are, if the provider tells.
    pub signed_in_at: Option<DateTime<Utc>>,
    pub more: MoreClaims,
}

/// Whose word it is.
pub(super) enum Source<'a> {
    Google,
    Microsoft,
    /// With the teams that are the account's.
    Slack(&'a [String]),
    /// The account's own.
    Own,
    /// A customer's, with that customer's domains.
    OfCustomer(&'a [String]),
}

/// Who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Judged {
    /// At that issuer.
    pub subject: String,
    pub email: Option<EmailAddress>,
    /// Whether the provider may vouch for the address, and does.
    pub proven: bool,
}

/// What OpenID Connect allows a subject to be.
const LONGEST_SUBJECT: usize = 255;

pub(super) fn judge(source: &Source<'_>, claims: &Claims) -> Result<Judged, Refused> {
    let email = claims.email.as_deref().and_then(|text| EmailAddress::parse(text).ok());
    let verified = claims.email_verified == Some(true);
    let (subject, vouched) = match source {
        Source::Google => (
            claims.subject.clone(),
            verified && google_vouches(email.as_ref(), claims),
        ),
        Source::Microsoft => microsoft(email.as_ref(), claims)?,
        Source::Slack(teams) => {
            let team = present(claims.more.slack_team_id.as_deref())?;
            let user = present(claims.more.slack_user_id.as_deref())?;
            if !teams.iter().any(|it| it == team) {
                return Err(Refused::NotAllowed("slack_team"));
            }
            (format!("{team}/{user}"), verified)
        }
        Source::Own => (claims.subject.clone(), verified),
        Source::OfCustomer(domains) => {
            // Nor is a mail sent there: a customer's provider could have us write to anybody.
            let theirs = |email: &EmailAddress| domains.iter().any(|it| it == email.domain());
            if email.as_ref().is_some_and(|email| !theirs(email)) {
                return Err(Refused::NotAllowed("foreign_domain"));
            }
            (claims.subject.clone(), verified)
        }
    };
    if subject.is_empty() || subject.len() > LONGEST_SUBJECT {
        return Err(Refused::Failed("subject"));
    }
    Ok(Judged {
        subject,
        proven: vouched && email.is_some(),
        email,
    })
}

/// Google runs the mailboxes of its own domains and of Workspace domains. For any other address `email_verified` only tells that it was
/// theirs some day.
fn google_vouches(email: Option<&EmailAddress>, claims: &Claims) -> bool {
    email.is_some_and(|email| {
        let of_workspace = || {
            let hd = claims.more.hd.as_deref();
            hd.is_some_and(|hd| hd.eq_ignore_ascii_case(email.domain()))
        };
        matches!(email.domain(), "gmail.com" | "googlemail.com") || of_workspace()
    })
}

/// Microsoft's people are known by their object in their tenant. A tenant's admin can write any address into `email`, so it counts only
/// when the domain's owner is known to vouch for it. Of a personal account it tells that it was theirs some day, unless Microsoft runs the
/// mailbox itself: whoever left a company may keep an account that was named after their address there.
fn microsoft(email: Option<&EmailAddress>, claims: &Claims) -> Result<(String, bool), Refused> {
    let tenant = present(claims.more.tid.as_deref())?;
    let object = present(claims.more.oid.as_deref())?;
    let tenant = Uuid::try_parse(tenant).map_err(|_| Refused::Failed("tenant"))?;
    let own = |email: &EmailAddress| matches!(email.domain(), "outlook.com" | "hotmail.com" | "live.com" | "msn.com");
    let vouched = if tenant == microsoft::PERSONAL {
        email.is_some_and(own)
    } else {
        is_true(claims.more.xms_edov.as_ref())
    };
    Ok((object.to_owned(), vouched))
}

/// Microsoft has sent this claim as a boolean, as a number and as a text.
fn is_true(claim: Option<&Value>) -> bool {
    match claim {
        Some(Value::Bool(it)) => *it,
        Some(Value::Number(it)) => it.as_u64() == Some(1),
        Some(Value::String(it)) => it == "1" || it.eq_ignore_ascii_case("true"),
        _ => false,
    }
}

fn present(claim: Option<&str>) -> Result<&str, Refused> {
    claim
        .filter(|text| !text.is_empty() && !text.contains('/'))
        .ok_or(Refused::Failed("subject"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const TENANT: &str = "11111111-2222-4333-8444-555555555555";

    fn claims(email: &str, verified: bool) -> Claims {
        Claims {
            subject: "1001".to_owned(),
            email: Some(email.to_owned()),
            email_verified: Some(verified),
            ..Claims::default()
        }
    }

    fn google(email: &str, verified: bool, hd: Option<&str>) -> bool {
        let mut claims = claims(email, verified);
        claims.more.hd = hd.map(str::to_owned);
        judge(&Source::Google, &claims).unwrap().proven
    }

    #[test]
    fn google_vouches_for_its_own_and_its_workspaces_addresses() {
        assert!(google("ana@gmail.com", true, None));
        assert!(google("ana@googlemail.com", true, None));
        assert!(google("ana@globex.example", true, Some("globex.example")));
        assert!(google("Ana@GLOBEX.example", true, Some("Globex.Example")));
        assert!(!google("ana@gmail.com", false, None));
        assert!(!google("ana@globex.example", true, None));
        assert!(!google("ana@globex.example", false, Some("globex.example")));
        assert!(!google("ana@globex.example", true, Some("initech.example")));
        assert!(!google("ana@sub.globex.example", true, Some("globex.example")));
        assert!(!google("ana@globex.example", true, Some("sub.globex.example")));
        assert!(!google("ana@notgmail.com", true, None));
    }

    fn from_microsoft(tid: &str, oid: &str, edov: Option<Value>) -> Result<Judged, Refused> {
        // Microsoft sends no `email_verified`; one that is there counts for nothing.
        let mut claims = claims("ana@globex.example", true);
        claims.more.tid = Some(tid.to_owned());
        claims.more.oid = Some(oid.to_owned());
        claims.more.xms_edov = edov;
        judge(&Source::Microsoft, &claims)
    }

    #[test]
    fn microsofts_address_counts_when_its_domains_owner_vouches() {
        for yes in [json!(true), json!(1), json!("1"), json!("true"), json!("True")] {
            let judged = from_microsoft(TENANT, "o-1", Some(yes.clone())).unwrap();
            assert!(judged.proven, "{yes}");
            assert_eq!(judged.subject, "o-1");
        }
        for no in [
            json!(false),
            json!(0),
            json!("0"),
            json!("false"),
            json!(""),
            json!(null),
            json!([true]),
            json!({}),
            json!(2),
        ] {
            assert!(!from_microsoft(TENANT, "o-1", Some(no.clone())).unwrap().proven, "{no}");
        }
        assert!(!from_microsoft(TENANT, "o-1", None).unwrap().proven);
        assert!(from_microsoft("globex.example", "o-1", Some(json!(true))).is_err());
        assert!(from_microsoft(TENANT, "", Some(json!(true))).is_err());
    }

    #[test]
    fn a_personal_account_speaks_for_microsofts_own_mailboxes_alone() {
        let proven = |email: &str, edov| {
            let mut claims = claims(email, true);
            claims.more.tid = Some(microsoft::PERSONAL.to_string());
            claims.more.oid = Some("o-1".to_owned());
            claims.more.xms_edov = edov;
            judge(&Source::Microsoft, &claims).unwrap().proven
        };
        assert!(proven("ana@outlook.com", None) && proven("ana@HOTMAIL.com", None));
        assert!(!proven("ana@globex.example", None));
        assert!(!proven("ana@globex.example", Some(json!(true))));
        assert!(!proven("ana@live.com.globex.example", None));
    }

    #[test]
    fn slack_speaks_for_the_accounts_own_teams_alone() {
        let teams = ["T1".to_owned()];
        let mut claims = claims("ana@acme.example", true);
        claims.more.slack_team_id = Some("T1".to_owned());
        assert!(judge(&Source::Slack(&teams), &claims).is_err());
        claims.more.slack_user_id = Some("U1".to_owned());
        let judged = judge(&Source::Slack(&teams), &claims).unwrap();
        assert_eq!((judged.subject.as_str(), judged.proven), ("T1/U1", true));
        assert!(judge(&Source::Slack(&[]), &claims).is_err());
        claims.email_verified = Some(false);
        assert!(!judge(&Source::Slack(&teams), &claims).unwrap().proven);
        claims.more.slack_user_id = Some("U1/../U2".to_owned());
        assert!(judge(&Source::Slack(&teams), &claims).is_err());
    }

    #[test]
    fn a_customers_provider_speaks_for_its_domains_alone() {
        let domains = ["globex.example".to_owned()];
        let of = |email: &str, verified| judge(&Source::OfCustomer(&domains), &claims(email, verified));
        assert!(of("ana@globex.example", true).unwrap().proven);
        assert!(!of("ana@globex.example", false).unwrap().proven);
        assert!(of("ana@initech.example", true).is_err());
        assert!(of("ana@initech.example", false).is_err());
        assert!(of("ana@sub.globex.example", true).is_err());
    }

    fn any_claims() -> impl Strategy<Value = Claims> {
        let text = || proptest::option::of("[a-z0-9@./-]{0,30}");
        let address = prop_oneof![
            text(),
            Just(Some("ana@gmail.com".to_owned())),
            Just(Some("ana@globex.example".to_owned()))
        ];
        let hd = prop_oneof![text(), Just(Some("globex.example".to_owned()))];
        (
            "[a-z0-9]{0,300}",
            address,
            proptest::option::of(any::<bool>()),
            hd,
            text(),
            text(),
            any::<bool>(),
        )
            .prop_map(|(subject, email, email_verified, hd, tid, oid, edov)| Claims {
                subject,
                email,
                email_verified,
                name: None,
                signed_in_at: None,
                more: MoreClaims {
                    hd,
                    tid,
                    oid,
                    xms_edov: Some(json!(edov)),
                    slack_team_id: None,
                    slack_user_id: None,
                },
            })
    }

    proptest! {
        #[test]
        fn nothing_is_proven_without_an_address_and_a_subject(claims in any_claims()) {
            let domains = ["globex.example".to_owned()];
            for source in [Source::Google, Source::Microsoft, Source::Slack(&[]), Source::Own, Source::OfCustomer(&domains)] {
                if let Ok(judged) = judge(&source, &claims) {
                    prop_assert!(!judged.subject.is_empty() && judged.subject.len() <= LONGEST_SUBJECT);
                    prop_assert!(!judged.proven || judged.email.is_some());
                    if judged.proven && !matches!(source, Source::Microsoft) {
                        prop_assert_eq!(claims.email_verified, Some(true));
                    }
                }
            }
        }
    }
}
