//! Ids: `UUIDv7` made by the server, one newtype a kind, so that a contact's id cannot be passed for a ticket's.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($($(#[$meta:meta])* $name:ident),* $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "db", derive(sea_orm::DeriveValueType))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        /// sea-orm asks this of every primary key; ours are never numbers.
        #[cfg(feature = "db")]
        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map($name)
            }
        }
    )*};
}

id!(
    /// The tenant: one company that runs support with Portico.
    AccountId,
    AgentId,
    ApiKeyId,
    AttachmentId,
    /// A run of a file's bytes, stored under this name.
    AttachmentPieceId,
    AuditEntryId,
    CollectionId,
    ContactId,
    CustomerId,
    ExportId,
    FormId,
    /// A field keeps its id through all versions of its form.
    FieldId,
    IdentityId,
    JobId,
    MagicLinkId,
    MessageId,
    OpenIdFlowId,
    OpenIdProviderId,
    ReceivedEventId,
    ReceivedMailId,
    ReplyAddressId,
    RevisionId,
    SavedViewId,
    /// A section keeps its id through all versions of its form.
    SectionId,
    SessionId,
    SlackInstallId,
    SlackPostId,
    SlackThreadId,
    SlackWorkspaceId,
    TicketId,
    TimelineEntryId,
);
