//! One row an operation: who may call it, and how a request to it is built. Written by hand from what the product promises, not from
//! what the server does.

use serde_json::{Value, json};

use super::world::{Kind, World};
use crate::support::fixtures;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    Anybody,
    Contact,
    Manager,
    Agent,
    Admin,
    Owner,
}

impl Who {
    /// As `operations.txt` says it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Anybody => "anybody",
            Self::Contact => "contact",
            Self::Manager => "manager",
            Self::Agent => "agent",
            Self::Admin => "admin",
            Self::Owner => "owner",
        }
    }
}

pub struct Row {
    pub id: &'static str,
    pub who: Who,
    /// The scope by which API keys may, too.
    pub scope: Option<&'static str>,
    /// Only shortly after signing in, whatever is asked. (What gives in one request and takes away in another is tested where it belongs.)
    pub fresh: bool,
    /// What the parameters of its path name, in their order.
    pub path: &'static [Kind],
    /// Parameters of its query that name something.
    pub query: &'static [(&'static str, Kind)],
    /// What in its body names something.
    pub names: &'static [(&'static str, Kind)],
    /// A body that is accepted.
    pub body: Option<fn(&World) -> Value>,
    /// Its answer does not end.
    pub endless: bool,
}

const fn row(id: &'static str, who: Who) -> Row {
    Row {
        id,
        who,
        scope: None,
        fresh: false,
        path: &[],
        query: &[],
        names: &[],
        body: None,
        endless: false,
    }
}

impl Row {
    const fn keys(mut self, scope: &'static str) -> Self {
        self.scope = Some(scope);
        self
    }

    const fn fresh(mut self) -> Self {
        self.fresh = true;
        self
    }

    const fn at(mut self, path: &'static [Kind]) -> Self {
        self.path = path;
        self
    }

    const fn asks(mut self, query: &'static [(&'static str, Kind)]) -> Self {
        self.query = query;
        self
    }

    const fn body(mut self, body: fn(&World) -> Value) -> Self {
        self.body = Some(body);
        self
    }

    /// Where in the body (a JSON pointer) something is named.
    const fn naming(mut self, names: &'static [(&'static str, Kind)]) -> Self {
        self.names = names;
        self
    }

    const fn endless(mut self) -> Self {
        self.endless = true;
        self
    }
}

use Kind::{
    Agent, ApiKey, Attachment, Contact, Customer, Domain, Export, Form, Message, Provider, Session, Ticket, Upload,
    User, View,
};
use Who::{Admin, Anybody, Manager};

pub const TABLE: &[Row] = &[
    // The portal: nobody in particular
    row("get_portal_info", Anybody),
    row("get_portal_logo", Anybody),
    row("get_portal_manifest", Anybody),
    row("get_portal_icon", Anybody),
    row("get_portal_sign_in_options", Anybody),
    row("start_portal_sign_in", Anybody).body(|_| json!({ "email": "maria@globex.example" })),
    row("complete_portal_sign_in", Anybody).body(|_| json!({ "code": "000000" })),
    row("start_portal_openid_sign_in", Anybody).body(|_| json!({ "provider": "google" })),
    row("complete_portal_openid_sign_in", Anybody).body(|_| json!({ "code": "c", "state": "s" })),
    row("refresh_portal_session", Anybody),
    row("end_portal_session", Anybody),
    // The portal: contacts
    row("get_portal_me", Who::Contact),
    row("get_preferences", Who::Contact),
    row("update_preferences", Who::Contact).body(|_| json!({ "mails": "every", "language": "de", "time_zone": "Europe/Berlin" })),
    row("list_colleagues", Who::Contact),
    row("list_portal_agents", Who::Contact),
    row("list_portal_forms", Who::Contact),
    row("list_portal_tickets", Who::Contact).asks(&[("form_id", Form), ("requester", Contact)]),
    row("count_portal_tickets", Who::Contact).asks(&[("form_id", Form), ("requester", Contact)]),
    row("list_similar_tickets", Who::Contact),
    row("export_tickets", Who::Contact).asks(&[("form_id", Form), ("requester", Contact)]),
    row("export_tickets_xlsx", Who::Contact).asks(&[("form_id", Form), ("requester", Contact)]),
    row("export_tickets_json", Who::Contact).asks(&[("form_id", Form), ("requester", Contact)]),
    row("create_export", Who::Contact).body(|_| json!({ "format": "csv", "filter": "status=open", "messages": true })),
    row("list_exports", Who::Contact),
    row("get_export", Who::Contact).at(&[Export]),
    row("get_export_link", Who::Contact).at(&[Export]),
    row("download_export", Who::Contact).at(&[Export]),
    row("delete_export", Who::Contact).at(&[Export]),
    row("create_ticket", Who::Contact).body(World::a_ticket).naming(&[("/form_id", Form), ("/follow_up_of", Ticket)]),
    row("get_portal_ticket", Who::Contact).at(&[Ticket]),
    row("get_portal_conversation", Who::Contact).at(&[Ticket]),
    row("begin_portal_upload", Who::Contact).body(|_| json!({ "name": "log.txt", "size": 5 })),
    row("put_portal_upload", Who::Contact).at(&[Upload]),
    row("get_portal_upload", Who::Contact).at(&[Upload]),
    row("delete_portal_upload", Who::Contact).at(&[Upload]),
    row("get_portal_attachment_link", Who::Contact).at(&[Attachment]),
    row("download_portal_attachment", Who::Contact).at(&[Attachment]),
    row("add_reply", Who::Contact).at(&[Ticket]).body(|world| json!({ "body": "It still burns.", "mentions": [world.own(Agent)], "attachments": [world.file_to_attach(true)], "solve": false })).naming(&[("/mentions/0", Agent), ("/attachments/0", Upload)]),
    row("preview_reply", Who::Contact).body(|world| json!({ "body": "It burns.", "mentions": [world.own(Agent)] })).naming(&[("/mentions/0", Agent)]),
    row("list_reply_versions", Who::Contact).at(&[Ticket, Message]),
    row("update_reply", Who::Contact).at(&[Ticket, Message]).body(|world| json!({ "body": "It burns still.", "mentions": [world.own(Agent)] })).naming(&[("/mentions/0", Agent)]),
    row("delete_reply", Who::Contact).at(&[Ticket, Message]),
    row("mark_ticket_read", Who::Contact).at(&[Ticket]).body(|_| json!({ "seq": 1 })),
    row("solve_ticket", Who::Contact).at(&[Ticket]),
    row("reopen_ticket", Who::Contact).at(&[Ticket]),
    row("list_saved_views", Who::Contact),
    row("create_saved_view", Who::Contact).body(|_| json!({ "name": "Mine", "filters": { "tab": "all" }, "shared": true })),
    row("update_saved_view", Who::Contact).at(&[View]).body(|_| json!({ "name": "Renamed", "version": 1 })),
    row("delete_saved_view", Who::Contact).at(&[View]),
    row("remove_portal_follower", Who::Contact).at(&[Ticket, Contact]),
    row("add_portal_follower", Who::Contact).at(&[Ticket]).body(|world| json!({ "contact_id": world.own(Contact) })).naming(&[("/contact_id", Contact)]),
    row("mute_ticket", Who::Contact).at(&[Ticket]),
    row("unmute_ticket", Who::Contact).at(&[Ticket]),
    row("stream_portal_events", Who::Contact).endless(),
    row("list_portal_sessions", Who::Contact),
    row("delete_portal_session", Who::Contact).at(&[Session]),
    row("end_other_portal_sessions", Who::Contact),
    // The portal: managers
    row("list_members", Manager),
    row("invite_member", Manager).body(|_| json!({ "email": "new@globex.example", "name": "New", "role": "member" })),
    row("update_member", Manager).at(&[Contact]).body(|_| json!({ "role": "manager" })),
    row("remove_member", Manager).at(&[Contact]),
    // The console: nobody in particular
    row("get_sign_in_options", Anybody),
    row("start_sign_in", Anybody).body(|_| json!({ "email": "ana@acme.example" })),
    row("complete_sign_in", Anybody).body(|_| json!({ "code": "000000" })),
    row("start_openid_sign_in", Anybody).body(|_| json!({ "provider": "google" })),
    row("complete_openid_sign_in", Anybody).body(|_| json!({ "code": "c", "state": "s" })),
    row("refresh_session", Anybody),
    row("end_session", Anybody),
    // The console: oneself
    row("get_me", Who::Agent),
    row("list_sessions", Who::Agent),
    row("delete_session", Who::Agent).at(&[Session]),
    row("end_other_sessions", Who::Agent),
    row("list_api_keys", Who::Agent),
    row("create_api_key", Who::Agent).fresh().body(|_| json!({ "kind": "personal", "name": "Mine", "scopes": ["tickets:read"] })),
    row("rotate_api_key", Who::Agent).fresh().at(&[ApiKey]),
    row("revoke_api_key", Who::Agent).at(&[ApiKey]),
    // The console: work
    row("list_agents", Who::Agent).keys("team:read"),
    row("list_collections", Who::Agent).keys("tickets:read"),
    row("stream_events", Who::Agent).keys("tickets:read").endless(),
    row("list_tickets", Who::Agent).keys("tickets:read").asks(&[("customer_id", Customer), ("assignee", Agent), ("collection_id", Kind::Collection)]),
    row("count_tickets", Who::Agent).keys("tickets:read"),
    row("get_ticket", Who::Agent).keys("tickets:read").at(&[Ticket]),
    row("get_conversation", Who::Agent).keys("tickets:read").at(&[Ticket]),
    row("begin_upload", Who::Agent).keys("tickets:write").body(|_| json!({ "name": "log.txt", "size": 5 })),
    row("put_upload", Who::Agent).keys("tickets:write").at(&[Upload]),
    row("get_upload", Who::Agent).keys("tickets:write").at(&[Upload]),
    row("delete_upload", Who::Agent).keys("tickets:write").at(&[Upload]),
    row("get_attachment_link", Who::Agent).at(&[Attachment]),
    row("download_attachment", Who::Agent).keys("tickets:read").at(&[Attachment]),
    row("get_answers", Who::Agent).keys("tickets:read").at(&[Ticket]),
    row("update_answers", Who::Agent).keys("tickets:write").at(&[Ticket]).body(|_| json!({ "answers": {} })),
    row("add_follower", Who::Agent).keys("tickets:write").at(&[Ticket]).body(|world| json!({ "contact_id": world.known(Contact) })).naming(&[("/contact_id", Contact)]),
    row("remove_follower", Who::Agent).keys("tickets:write").at(&[Ticket, Contact]),
    row("release_held_mails", Who::Agent).keys("tickets:write").at(&[Ticket]),
    row("update_ticket", Who::Agent).keys("tickets:write").at(&[Ticket]).body(|world| json!({ "assignee": { "agent_id": world.own(Agent) }, "customer": { "customer_id": world.known(Customer), "requester_id": world.known(Contact) }, "collection": { "collection_id": world.own(Kind::Collection) } })).naming(&[("/assignee/agent_id", Agent), ("/customer/customer_id", Customer), ("/customer/requester_id", Contact), ("/collection/collection_id", Kind::Collection)]),
    row("add_message", Who::Agent).keys("tickets:write").at(&[Ticket]).body(|world| json!({ "visibility": "internal", "body": "Hm.", "mentions": [world.own(Agent)], "attachments": [world.file_to_attach(false)] })).naming(&[("/mentions/0", Agent), ("/attachments/0", Upload)]),
    row("preview_message", Who::Agent).body(|world| json!({ "body": "Hm.", "mentions": [world.own(Agent)] })).naming(&[("/mentions/0", Agent)]),
    row("list_message_versions", Who::Agent).keys("tickets:read").at(&[Ticket, Message]),
    row("update_message", Who::Agent).keys("tickets:write").at(&[Ticket, Message]).body(|world| json!({ "body": "Hm, hm.", "mentions": [world.own(Agent)] })).naming(&[("/mentions/0", Agent)]),
    row("delete_message", Who::Agent).keys("tickets:write").at(&[Ticket, Message]),
    // The console: customers and their people
    row("list_customers", Who::Agent).keys("customers:read"),
    row("create_customer", Admin).keys("customers:write").body(|_| json!({ "name": "Wayne", "domains": ["wayne.example"] })),
    row("get_customer", Who::Agent).keys("customers:read").at(&[Customer]),
    row("update_customer", Admin).keys("customers:write").at(&[Customer]).body(|_| json!({ "version": 1, "name": "Umbrella" })),
    row("add_customer_domain", Admin).keys("customers:write").at(&[Customer]).body(|_| json!({ "domain": "added.example" })),
    row("remove_customer_domain", Admin).keys("customers:write").at(&[Customer, Domain]),
    row("add_customer_user", Admin).keys("customers:write").at(&[Customer]).body(|_| json!({ "email": "more@umbrella-foods.example", "guest": false, "invite": false })),
    row("remove_customer_user", Admin).keys("customers:write").at(&[Customer, User]),
    row("list_contacts", Who::Agent).keys("customers:read").at(&[Customer]),
    row("update_contact", Admin).keys("customers:write").at(&[Contact]).body(|_| json!({ "name": "Another" })),
    // The console: forms
    row("list_forms", Who::Agent).keys("forms:read"),
    row("get_form", Who::Agent).keys("forms:read").at(&[Form]),
    row("preview_form", Who::Agent).keys("forms:read").body(|_| json!({ "schema": a_schema(), "answers": {} })),
    row("create_form", Admin).keys("forms:write").body(|world| json!({ "name": "Ask for access", "description": "To a system.", "copy_of": world.own(Form) })).naming(&[("/copy_of", Form)]),
    row("order_forms", Admin).keys("forms:write").body(|world| json!({ "forms": [world.own(Form)] })).naming(&[("/forms/0", Form)]),
    row("place_form", Admin).keys("forms:write").at(&[Form]).body(|world| json!({ "version": 1, "on_portal": true, "collections": [world.own(Kind::Collection)], "customers": [world.own(Customer)] })).naming(&[("/collections/0", Kind::Collection), ("/customers/0", Customer)]),
    row("save_form_draft", Admin).keys("forms:write").at(&[Form]).body(|_| json!({ "version": 1, "name": "Report a problem", "description": "", "schema": a_schema() })),
    row("publish_form", Admin).keys("forms:write").at(&[Form]).body(|_| json!({ "version": 1 })),
    row("discard_form_draft", Admin).keys("forms:write").at(&[Form]).body(|_| json!({ "version": 1 })),
    row("update_form", Admin).keys("forms:write").at(&[Form]).body(|_| json!({ "version": 1, "archived": true })),
    // The console: the team
    row("list_team", Who::Agent).keys("team:read"),
    row("invite_agent", Admin).fresh().body(|_| json!({ "email": "dan@acme.example", "name": "Dan", "role": "agent" })),
    row("update_team_member", Admin).at(&[Agent]).body(|_| json!({ "name": "Chloe M" })),
    row("send_invitation_again", Admin).at(&[Agent]),
    // The console: settings
    row("get_account", Who::Agent),
    row("update_account", Admin).keys("settings:write").body(|_| json!({ "version": 1, "customer_management": "customer_centric" })),
    row("get_portal_setup", Admin).keys("settings:read"),
    row("update_portal_setup", Admin).keys("settings:write").body(|_| json!({ "version": 1, "name": "Help" })),
    row("put_portal_logo", Admin).keys("settings:write"),
    row("delete_portal_logo", Admin).keys("settings:write"),
    row("get_sign_in_settings", Admin).keys("settings:read"),
    row("update_sign_in_settings", Admin).body(|_| json!({ "version": 1, "contacts": ["mail"] })),
    row("list_audit_log", Admin).keys("audit:read"),
    row("verify_audit_log", Admin).keys("audit:read"),
    row("get_slack_health", Admin).keys("settings:read"),
    row("send_slack_test_message", Admin).keys("settings:write").body(|_| json!({ "channel_id": "C0TRIAGE" })),
    row("get_slack_manifest", Admin).keys("settings:read"),
    row("connect_slack_workspace", Admin).fresh().body(|_| json!({ "bot_token": "xoxb-sandbox", "signing_secret": "sandbox-signing-secret" })),
    row("disconnect_slack_workspace", Admin).at(&[Kind::Workspace]),
    row("start_slack_install", Admin).fresh(),
    row("complete_slack_install", Admin).fresh().body(|_| json!({ "code": "c", "state": "s" })),
    row("retry_job", Admin).keys("settings:write").at(&[Kind::Job]),
    row("resolve_job", Admin).keys("settings:write").at(&[Kind::Unsure]).body(|_| json!({ "posted": null })),
    row("list_slack_channels", Admin).keys("settings:read"),
    row("refresh_slack_channels", Admin).keys("settings:write"),
    row("update_collection", Admin).keys("settings:write").at(&[Kind::Collection]).body(|_| json!({ "version": 1, "note_mark": "##" })),
    row("list_openid_providers", Admin),
    row("create_openid_provider", Admin).fresh().body(|world| json!({ "audience": "contacts", "customer_id": world.own(Customer), "name": "Okta", "issuer": world.app.sandbox.openid().issuer("okta"), "client_id": "c", "client_secret": "s" })).naming(&[("/customer_id", Customer)]),
    row("update_openid_provider", Admin).at(&[Provider]).body(|_| json!({ "version": 1, "name": "Renamed" })),
    row("delete_openid_provider", Admin).at(&[Provider]),
];

/// A form of one question.
fn a_schema() -> Value {
    json!({ "fields": [{ "id": fixtures::field_id("area"), "kind": "select", "label": "Area", "required": true, "choices": ["Billing", "Login", "Reports"] }] })
}

impl World {
    /// *Report a problem*, filled in.
    fn a_ticket(&self) -> Value {
        json!({
            "form_id": self.own(Form), "title": "Printer on fire", "description": "It burns.",
            "answers": { fixtures::field_id("area").to_string(): "Reports" },
            "follow_up_of": self.own(Ticket),
        })
    }
}
