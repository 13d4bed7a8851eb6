//! How the portal presents itself to anybody.

use portico_types::portal::PortalInfo;
use portico_ui::api::{Result, get_begun};

/// Name and look of the portal; a problem while there is none.
pub async fn info() -> Result<PortalInfo> {
    get_begun("info", "/info").await
}
