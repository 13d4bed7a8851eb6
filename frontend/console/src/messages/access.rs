//! Team, customers' access, signing in.

use portico_types::portal::{ContactRole, TicketVisibility};
use portico_types::sign_in::SignInMethod;
use portico_types::staff::{AgentRole, SignInAudience, UserAccess};

pub const SIGN_IN_AGAIN: &str = "Please sign in again to go on";
pub const SIGN_IN_AGAIN_TEXT: &str = "This change is sensitive, and your last sign-in was a while ago. Sign in again and you come back to this page. What you typed is kept on this device, but for secrets.";
pub const SIGN_IN_AGAIN_ACTION: &str = "Sign in again";
pub const NOT_NOW: &str = "Not now";
pub const ADMINS_ONLY: &str = "This page is for admins";
pub const ADMINS_ONLY_TEXT: &str = "Ask an admin of your team if you need something from it.";
pub const ACTIONS: &str = "Actions";
pub const CHANGE: &str = "Change…";
pub const DISABLE: &str = "Disable…";
pub const DISABLE_NOW: &str = "Disable";
pub const ENABLE: &str = "Enable";
pub const REMOVE: &str = "Remove…";
pub const REMOVE_NOW: &str = "Remove";
pub const E_MAIL: &str = "E-mail";
pub const NAME: &str = "Name";
pub const ROLE: &str = "Role";
pub const STATE: &str = "State";
pub const PERSON: &str = "Person";
pub const ACTIVE: &str = "Active";
pub const INVITED: &str = "Invited";
pub const DISABLED: &str = "Disabled";

pub const TEAM: &str = "Team";
pub const TEAM_LINE: &str = "Who answers your customers, and what each may do";
pub const TEAM_TEXT: &str = "These people work with your customers' tickets. Everybody here sees all tickets; the role decides who changes settings.";
pub const TEAM_BY_ADMINS: &str = "Only admins and owners change the team.";
pub const INVITE_AGENT: &str = "Invite somebody";
pub const INVITE_AGENT_TEXT: &str = "They get a mail that leads to the console's sign-in.";
pub const SEND_INVITATION: &str = "Send invitation";
pub const INVITE_AGAIN: &str = "Send the invitation again";
pub const SLACK: &str = "Slack";
pub const NOT_LINKED: &str = "Not linked";
pub const SLACK_USER: &str = "Slack member ID";
pub const SLACK_USER_HELP: &str = "Such as U012AB3CD (in Slack: profile, ⋮, Copy member ID). What they write in tickets' threads then counts as theirs. Leave it empty to unlink.";
pub const OWNERS_TOUCH_OWNERS: &str = "Only owners change owners";
pub const LAST_OWNER: &str =
    "The account needs an active owner, and this is the only one. Make somebody else an owner first.";
pub const OWN_ROLE: &str = "Ask somebody else to change your own role.";
pub const DISABLE_TEXT: &str = "They are signed out everywhere within seconds, and their personal API keys stop working. Their replies and notes stay. You can enable them again.";

pub const CUSTOMERS_ACCESS: &str = "Customers' access";
pub const CUSTOMERS_ACCESS_LINE: &str = "Which people of which customers may use the portal";
pub const CUSTOMERS_ACCESS_TEXT: &str =
    "Who may come into your portal: people with an address at one of a customer's domains, or those you list.";
pub const CUSTOMERS_BY_ADMINS: &str = "Only admins and owners change customers' access.";
pub const NEW_CUSTOMER: &str = "New customer";
pub const CREATE_CUSTOMER: &str = "Create customer";
pub const NO_CUSTOMERS: &str = "No customers yet";
pub const NO_CUSTOMERS_TEXT: &str = "Create one with the domains of its mail addresses, and its people can sign in.";
pub const FIND_CUSTOMER: &str = "Find a customer or domain";
pub const NO_CUSTOMER_FITS: &str = "No customer fits this search";
pub const PORTAL_IS_OFF: &str = "Portal off";
pub const ALL_CUSTOMERS: &str = "All customers";
pub const DOMAINS: &str = "Domains";
pub const DOMAINS_TEXT: &str =
    "The part after the @ of this customer's mail addresses. It must fit exactly: subdomains are domains of their own.";
pub const DOMAINS_HELP: &str =
    "Separate several with commas, such as company.com, company.de. Free-mail services cannot be a customer's domain.";
pub const NO_DOMAINS: &str = "No domains: only guests you list below can come in.";
pub const NO_DOMAINS_YET: &str = "No domains yet";
pub const DOMAIN: &str = "Domain";
pub const ADD_DOMAIN: &str = "Add domain";
pub const REMOVE_DOMAIN_TEXT: &str = "People with an address at this domain are signed out within seconds and cannot come in any more, unless they are listed as guests.";
pub const WHO_MAY_COME_IN: &str = "Who may come in";
pub const CUSTOMER_NAME: &str = "Customer's name";
pub const PORTAL_FOR_CUSTOMER: &str = "The portal is on for this customer";
pub const PORTAL_FOR_CUSTOMER_HELP: &str = "Switched off, its people are signed out within seconds and cannot come in.";
pub const USER_ACCESS: &str = "People of this customer";
pub const VISIBILITY: &str = "Tickets they see";
pub const LISTED: &str = "Listed people";
pub const LISTED_TEXT: &str =
    "Addresses you let in one by one. Guests may come in although their address is at none of this customer's domains.";
pub const LISTED_ONLY_GUESTS: &str = "Everybody at the domains may come in, so the list only matters for guests now.";
pub const NOBODY_LISTED: &str = "Nobody is listed.";
pub const NOBODY_LISTED_SPECIFIC: &str = "Nobody is listed, so nobody of this customer can come in.";
pub const GUEST: &str = "Guest";
pub const ADD_PERSON: &str = "Add person";
pub const AS_GUEST: &str = "Let them in as a guest";
pub const AS_GUEST_HELP: &str = "This address is at none of the customer's domains.";
pub const INVITE_BY_MAIL: &str = "Send them a mail that leads to the portal";
pub const REMOVE_PERSON_TEXT: &str =
    "If this listing is what lets them in, they are signed out within seconds and cannot come in any more.";
pub const CONTACTS: &str = "Contacts";
pub const CONTACTS_TEXT: &str = "People of this customer who have used the portal or were invited.";
pub const NO_CONTACTS: &str = "Nobody yet. People appear here with their first sign-in.";
pub const MAY_COME_IN: &str = "May come in";
pub const DISABLE_CONTACT_TEXT: &str =
    "They are signed out within seconds and cannot come in any more. Their tickets stay. You can enable them again.";

pub const SIGN_IN: &str = "Sign-in";
pub const SIGN_IN_LINE: &str = "How your team and your customers prove who they are";
pub const SIGN_IN_TEXT: &str =
    "Which ways in you offer, to your customers on the portal and to your team on the console.";
pub const METHODS: &str = "Ways in";
pub const FOR_CONTACTS: &str = "For customers, on the portal";
pub const FOR_AGENTS: &str = "For your team, on the console";
pub const FOR_AGENTS_HELP: &str = "A mail is as safe as the mailbox it goes to; your company's provider can ask for more. That is why mail is off for teams at first.";
pub const NOT_SET_UP: &str = "not set up on this installation";
pub const NONE_AVAILABLE: &str =
    "None of these is set up on this installation, so nobody could sign in. Choose at least one that is.";
pub const PROVIDERS: &str = "Your own providers";
pub const PROVIDERS_TEXT: &str =
    "Any OpenID Connect provider: your company's for the team, your own or one customer's for contacts.";
pub const NO_PROVIDERS: &str = "No providers of your own.";
pub const ADD_PROVIDER: &str = "Add provider";
pub const ADD_PROVIDER_TEXT: &str = "Register Portico at the provider as a web application first. You get the redirect URI to enter there right after adding it here.";
pub const AUDIENCE: &str = "Who signs in through it";
pub const WHICH_CUSTOMER: &str = "Whose provider it is";
pub const ACCOUNTS_OWN: &str = "Ours: offered to everybody on the portal";
pub const PROVIDER_NAME_HELP: &str = "What its button says: “Continue with …”.";
pub const ISSUER: &str = "Issuer";
pub const ISSUER_HELP: &str = "Its address as the provider's documentation gives it, such as https://login.company.com. It cannot be changed later: people's identities hang on it.";
pub const CLIENT_ID: &str = "Client ID";
pub const CLIENT_SECRET: &str = "Client secret";
pub const CLIENT_SECRET_HELP: &str = "Kept encrypted, and never shown again.";
pub const CLIENT_SECRET_KEEP: &str = "Leave this empty to keep the secret that is stored. It is never shown.";
pub const REDIRECT_URI: &str = "Redirect URI";
pub const REDIRECT_URI_HELP: &str = "Register exactly this at the provider.";
pub const CUSTOMER_SIGN_IN_LINK: &str = "The customer's sign-in link";
pub const CUSTOMER_SIGN_IN_LINK_HELP: &str = "Give it to the customer. It stands on no page of the portal.";
pub const PROVIDER_OFF: &str = "Off";
pub const PROVIDER_ON: &str = "On";
pub const REMOVE_PROVIDER_TEXT: &str = "Nobody can sign in through it any more; who is in stays in until their session ends. To stop it for a while, disable it instead.";
pub const PROVIDER_ADDED: &str = "The provider was added. Register its redirect URI there now.";

pub const YOUR_SESSIONS: &str = "Your sessions";
pub const YOUR_SESSIONS_TEXT: &str =
    "Where you are signed in to the console. End what you do not know or do not need: it is signed out within seconds.";

pub const fn role(role: AgentRole) -> &'static str {
    match role {
        AgentRole::Agent => "Agent",
        AgentRole::Admin => "Admin",
        AgentRole::Owner => "Owner",
    }
}

pub const fn role_help(role: AgentRole) -> &'static str {
    match role {
        AgentRole::Agent => "Works with tickets.",
        AgentRole::Admin => "Also changes settings, customers' access and the team.",
        AgentRole::Owner => "Also changes the plan and other owners.",
    }
}

pub const fn contact_role(role: ContactRole) -> &'static str {
    match role {
        ContactRole::Member => "Member",
        ContactRole::Manager => "Manager",
    }
}

pub const fn user_access(access: UserAccess) -> &'static str {
    match access {
        UserAccess::All => "Everybody at its domains",
        UserAccess::Specific => "Only listed people",
    }
}

pub const fn user_access_help(access: UserAccess) -> &'static str {
    match access {
        UserAccess::All => "Whoever has an address at one of the domains may come in.",
        UserAccess::Specific => "Whoever is not on the list below is signed out within seconds.",
    }
}

pub const fn visibility(visibility: TicketVisibility) -> &'static str {
    match visibility {
        TicketVisibility::Organisation => "All of their organisation's",
        TicketVisibility::Own => "Their own",
    }
}

pub const fn visibility_help(visibility: TicketVisibility) -> &'static str {
    match visibility {
        TicketVisibility::Organisation => "Colleagues see and answer each other's tickets.",
        TicketVisibility::Own => "Members see what they asked themselves; managers see everything.",
    }
}

pub const fn audience(audience: SignInAudience) -> &'static str {
    match audience {
        SignInAudience::Contacts => "Customers, on the portal",
        SignInAudience::Agents => "Our team, on the console",
    }
}

/// Why a provider that is on lets nobody in.
pub fn provider_unused(whose: SignInAudience) -> String {
    let name = sign_in_method(SignInMethod::OpenId);
    format!(
        "Nobody can use it yet: under {METHODS}, {name} is not chosen for “{}”.",
        match whose {
            SignInAudience::Contacts => FOR_CONTACTS,
            SignInAudience::Agents => FOR_AGENTS,
        }
    )
}

/// A way in, and whether it works here.
pub fn method(method: SignInMethod, available: bool) -> String {
    let name = sign_in_method(method);
    if available {
        name.to_owned()
    } else {
        format!("{name} ({NOT_SET_UP})")
    }
}

pub fn actions_for(name: &str) -> String {
    format!("Actions for {name}")
}

pub fn invited(email: &str) -> String {
    format!("An invitation is on its way to {email}.")
}

pub fn change(name: &str) -> String {
    format!("Change {name}")
}

pub fn changed(name: &str) -> String {
    format!("{name} was changed.")
}

pub fn disable(name: &str) -> String {
    format!("Disable {name}?")
}

pub fn switched(name: &str, on: bool) -> String {
    if on {
        format!("{name} is enabled again.")
    } else {
        format!("{name} is disabled.")
    }
}

pub fn remove(what: &str) -> String {
    format!("Remove {what}?")
}

pub fn added(what: &str) -> String {
    format!("{what} was added.")
}

pub fn removed(what: &str) -> String {
    format!("{what} was removed.")
}

pub fn customer_created(name: &str) -> String {
    format!("{name} was created.")
}

pub fn role_of(name: &str) -> String {
    format!("Role of {name}")
}

pub fn is_now(name: &str, role: ContactRole) -> String {
    format!("{name} is now a {}.", contact_role(role).to_lowercase())
}

/// A way to sign in, as people know it.
const fn sign_in_method(method: SignInMethod) -> &'static str {
    match method {
        SignInMethod::Google => "Google",
        SignInMethod::Microsoft => "Microsoft",
        SignInMethod::Slack => "Slack",
        SignInMethod::OpenId => "Your own provider (OpenID Connect)",
        SignInMethod::Mail => "A link and code by e-mail",
    }
}
