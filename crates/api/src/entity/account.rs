//! The company that uses Portico: everything else belongs to one.

use portico_types::{
    ids::AccountId,
    sign_in::SignInMethod,
    staff::{CustomerManagement, Edition, Plan, PortalAccess},
};
use sea_orm::entity::prelude::*;

use super::Methods;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "accounts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AccountId,
    pub created_at: DateTimeUtc,
    #[sea_orm(column_type = "Text")]
    pub slug: String,
    #[sea_orm(column_type = "Text", nullable)]
    pub custom_domain: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub name: String,
    pub edition: Edition,
    pub plan: Plan,
    pub customer_management: CustomerManagement,
    #[sea_orm(column_type = "Text")]
    pub ticket_prefix: String,
    pub next_ticket_number: i64,
    pub portal_enabled: bool,
    #[sea_orm(column_type = "Text")]
    pub portal_name: String,
    #[sea_orm(column_type = "Text")]
    pub portal_accent: String,
    pub portal_access: PortalAccess,
    #[sea_orm(column_type = "Text", nullable)]
    pub portal_logo_hash: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub mail_from: Option<String>,
    pub mail_threading: bool,
    pub mail_context_messages: i32,
    pub contact_methods: Methods,
    pub agent_methods: Methods,
    pub version: i32,
}

/// Until somebody chooses another.
const ACCENT: &str = "#2457d6";

impl Model {
    /// One that has just been opened.
    pub fn new(id: AccountId, (name, slug, ticket_prefix): (&str, &str, &str), created_at: DateTimeUtc) -> Self {
        Self {
            id,
            created_at,
            slug: slug.to_owned(),
            custom_domain: None,
            name: name.to_owned(),
            edition: Edition::ExternalHelpdesk,
            plan: Plan::Professional,
            customer_management: CustomerManagement::CustomerCentric,
            ticket_prefix: ticket_prefix.to_owned(),
            next_ticket_number: 1,
            portal_enabled: true,
            portal_name: name.to_owned(),
            portal_accent: ACCENT.to_owned(),
            portal_access: PortalAccess::All,
            portal_logo_hash: None,
            mail_from: None,
            mail_threading: false,
            mail_context_messages: 5,
            contact_methods: Methods(vec![SignInMethod::Google, SignInMethod::Microsoft, SignInMethod::Mail]),
            // Agents prove themselves where their company can take the proof away; the mail link is a switch.
            agent_methods: Methods(vec![SignInMethod::Google, SignInMethod::Microsoft, SignInMethod::Slack]),
            version: 1,
        }
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
