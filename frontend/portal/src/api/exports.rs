//! Lists as files: at once, or in the background.

use portico_types::portal::{CreateExport, Export, ExportFormat};
use portico_ui::api::{
    IdempotencyKey, Query, Result, attachments, create as create_once, delete, download as save, get,
};

/// Hands the list, as filtered, to the browser's downloads.
pub async fn at_once(query: &Query, format: ExportFormat, messages: bool) -> Result<()> {
    let query = if messages {
        query.clone().with("messages", "true")
    } else {
        query.clone()
    };
    save(&query.on(&format!("/tickets/export.{format}")), "").await
}

/// Has it written in the background.
pub async fn create(query: &Query, format: ExportFormat, messages: bool) -> Result<Export> {
    let filter = query.on("").trim_start_matches('?').to_owned();
    let asked = CreateExport {
        format,
        filter,
        messages,
    };
    create_once("/exports", &asked, &IdempotencyKey::new()).await
}

pub async fn list() -> Result<Vec<Export>> {
    get("/exports").await
}

/// By a link: it may be large, and goes to disk as it comes.
pub async fn download(export: &Export) -> Result<()> {
    let link = get(&format!("/exports/{}/link", export.id)).await?;
    attachments::save(&link, "")
}

/// Stops it, or removes it.
pub async fn remove(export: &Export) -> Result<()> {
    delete(&format!("/exports/{}", export.id)).await
}
