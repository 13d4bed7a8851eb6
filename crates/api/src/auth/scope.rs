//! The scopes of API keys as types, for [`May`](super::May).

use portico_types::staff::ApiScope;

/// What a handler asks of an API key.
pub(crate) trait Scope: 'static {
    const SCOPE: ApiScope;
}

macro_rules! scopes {
    ($($name:ident),* $(,)?) => {$(
        pub(crate) enum $name {}

        impl Scope for $name {
            const SCOPE: ApiScope = ApiScope::$name;
        }
    )*};
}

scopes!(
    TicketsRead,
    TicketsWrite,
    CustomersRead,
    CustomersWrite,
    FormsRead,
    FormsWrite,
    TeamRead,
    SettingsRead,
    SettingsWrite,
    AuditRead,
);
