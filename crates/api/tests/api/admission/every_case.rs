//! The rule of who may come in, in every combination of what it depends on, at both doors.

use chrono::TimeDelta;
use portico::entity::{account, contact, customer, customer_user};
use portico_types::{
    portal::TicketVisibility,
    staff::{Plan, PortalAccess, UserAccess},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use super::{OPEN, SESSION, ask, complete, secret};
use crate::support::{ACME, TestApp, fixtures};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Listed {
    No,
    Yes,
    Guest,
}

/// One combination.
#[derive(Clone, Copy, Debug)]
pub(super) struct Case {
    pub(super) domain_known: bool,
    pub(super) access: UserAccess,
    pub(super) listed: Listed,
    pub(super) portal_enabled: bool,
    pub(super) portal_access: PortalAccess,
    pub(super) plan: Plan,
}

impl Case {
    /// The rule in words: the account has a portal; it is on for this customer; and either the domain is the customer's and, where only
    /// listed people come in, the address is listed; or the address is listed as a guest.
    fn may_come_in(self) -> bool {
        let has_portal = self.plan != Plan::Starter;
        let by_domain = self.domain_known && (self.access == UserAccess::All || self.listed != Listed::No);
        has_portal && self.portal_enabled && (by_domain || self.listed == Listed::Guest)
    }

    fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for domain_known in [true, false] {
            for access in [UserAccess::All, UserAccess::Specific] {
                for listed in [Listed::No, Listed::Yes, Listed::Guest] {
                    for portal_enabled in [true, false] {
                        for portal_access in [PortalAccess::All, PortalAccess::Chosen] {
                            for plan in [Plan::Professional, Plan::Starter] {
                                all.push(Self {
                                    domain_known,
                                    access,
                                    listed,
                                    portal_enabled,
                                    portal_access,
                                    plan,
                                });
                            }
                        }
                    }
                }
            }
        }
        all
    }
}

/// Makes it so for an address.
async fn apply(app: &TestApp, case: Case, email: &str) {
    let (db, account_id) = (&app.db, fixtures::account_id(ACME));
    let row = account::Entity::find_by_id(account_id).one(db).await.unwrap().unwrap();
    let mut row = row.into_active_model();
    (row.plan, row.portal_access) = (Set(case.plan), Set(case.portal_access));
    row.update(db).await.unwrap();
    let globex = fixtures::customer_id("Globex");
    let row = customer::Entity::find_by_id((account_id, globex))
        .one(db)
        .await
        .unwrap()
        .unwrap();
    let mut row = row.into_active_model();
    (row.user_access, row.portal_enabled) = (Set(case.access), Set(case.portal_enabled));
    row.visibility = Set(TicketVisibility::Organisation);
    row.update(db).await.unwrap();
    list(app, "Globex", email, case.listed).await;
}

pub(super) async fn list(app: &TestApp, customer: &str, email: &str, listed: Listed) {
    let (db, account_id) = (&app.db, fixtures::account_id(ACME));
    customer_user::Entity::delete_many()
        .filter(customer_user::Column::AccountId.eq(account_id))
        .filter(customer_user::Column::Email.eq(email))
        .exec(db)
        .await
        .unwrap();
    if listed != Listed::No {
        let user = customer_user::Model {
            account_id,
            customer_id: fixtures::customer_id(customer),
            email: email.to_owned(),
            guest: listed == Listed::Guest,
            created_at: app.state.clock.now(),
            invited_at: None,
        };
        let user = user.into_active_model();
        customer_user::Entity::insert(user)
            .exec_without_returning(db)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn the_rule_holds_in_every_combination_at_both_doors() {
    let app = TestApp::spawn().await;
    for (n, case) in Case::all().into_iter().enumerate() {
        app.clock.advance(TimeDelta::hours(1)); // So that there is always room for mails to the domain.
        let domain = if case.domain_known {
            "globex.example"
        } else {
            "elsewhere.example"
        };
        let (late, early) = (format!("late{n}@{domain}"), format!("early{n}@{domain}"));

        // Proven while they may come in, used when the case is as it is.
        apply(&app, OPEN, &late).await;
        let asked = ask(&app, &late).await;
        apply(&app, case, &late).await;
        let completed = complete(&app, &asked, &late).await;
        assert_eq!(
            completed.status() == 200 && completed.cookie(SESSION).is_some(),
            case.may_come_in(),
            "signing in, {case:?}: {}",
            completed.text()
        );
        let created = contact::Entity::find().filter(contact::Column::Email.eq(&late));
        let created = created.one(&app.db).await.unwrap();
        assert_eq!(created.is_some(), case.may_come_in(), "{case:?}");

        apply(&app, case, &early).await;
        let asked = ask(&app, &early).await;
        let expected = if case.plan == Plan::Starter { 403 } else { 202 };
        assert_eq!(asked.status(), expected, "{case:?}");
        assert_eq!(secret(&app, &early).is_some(), case.may_come_in(), "the mail, {case:?}");
    }
}
