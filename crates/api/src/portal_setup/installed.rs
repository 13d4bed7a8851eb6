//! The portal as an app on somebody's device: what it is called there, and its icon.

use actix_web::{HttpResponse, get, http::header};
use portico_types::Problem;
use serde_json::json;

use crate::{auth::PortalAccount, mail::look, mail::look::Look};

/// How long browsers keep both. A new name or colour is in use within an hour.
const KEPT: &str = "public, max-age=3600";

/// Get the portal's web app manifest (<https://www.w3.org/TR/appmanifest/>), by which browsers install it.
#[utoipa::path(tag = "portal", extensions(("x-who" = json!("anybody"))), responses((status = 200, content_type = "application/manifest+json", body = Object), (status = 403, body = Problem), (status = 404, body = Problem)))]
#[get("/manifest.webmanifest")]
pub(super) async fn get_portal_manifest(account: PortalAccount) -> HttpResponse {
    let name = look::name(&account.0);
    let look = Look::of(&account.0, name);
    let drawn = |purpose: &str| json!({ "src": "/api/v1/portal/icon.svg", "sizes": "any", "type": "image/svg+xml", "purpose": purpose });
    let painted = |size: u32| {
        let sizes = format!("{size}x{size}");
        json!({ "src": format!("/icon-{size}.png"), "sizes": sizes, "type": "image/png", "purpose": "any" })
    };
    let manifest = json!({
        "id": "/",
        "name": look.name,
        "short_name": look.name,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": look.accent,
        "background_color": "#ffffff",
        "icons": [drawn("any"), drawn("maskable"), painted(192), painted(512)],
        "shortcuts": [{ "name": "New ticket", "url": "/new" }],
    });
    HttpResponse::Ok()
        .content_type("application/manifest+json")
        .insert_header((header::CACHE_CONTROL, KEPT))
        .body(manifest.to_string())
}

/// Get the portal's icon on a device: the first letter of its name on its colour.
#[utoipa::path(tag = "portal", extensions(("x-who" = json!("anybody"))), responses((status = 200, content_type = "image/svg+xml", body = String), (status = 403, body = Problem), (status = 404, body = Problem)))]
#[get("/icon.svg")]
pub(super) async fn get_portal_icon(account: PortalAccount) -> HttpResponse {
    let name = look::name(&account.0);
    HttpResponse::Ok()
        .content_type("image/svg+xml")
        .insert_header((header::CACHE_CONTROL, KEPT))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((
            header::CONTENT_SECURITY_POLICY,
            "sandbox; default-src 'none'; style-src 'unsafe-inline'",
        ))
        .body(icon(&Look::of(&account.0, name)))
}

/// Fills its square, as platforms cut their own shape out of it; what matters is within the safe zone, the inner 80 %.
fn icon(look: &Look) -> String {
    // Nothing but a letter or digit: the name is somebody's text, and this is markup.
    let letter = look.name.chars().find(|it| it.is_alphanumeric()).unwrap_or('P');
    let letter: String = letter.to_uppercase().collect();
    let Look { accent, on_accent, .. } = look;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 512 512\"><rect width=\"512\" height=\"512\" fill=\"{accent}\"/>\
         <text x=\"256\" y=\"256\" dy=\".36em\" text-anchor=\"middle\" font-family=\"system-ui,sans-serif\" font-size=\"256\" \
         font-weight=\"600\" fill=\"{on_accent}\">{letter}</text></svg>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(name: &str) -> Look {
        Look {
            name: name.to_owned(),
            accent: "#3451c7".to_owned(),
            on_accent: "#ffffff",
        }
    }

    #[test]
    fn the_icon_bears_the_first_letter_and_no_markup_of_somebodys() {
        assert!(icon(&look("acme support")).contains(">A</text>"));
        assert!(icon(&look("ßuper")).contains(">SS</text>"));
        assert!(icon(&look("\"><script>")).contains(">S</text>"));
        assert!(icon(&look("& <!")).contains(">P</text>"));
        assert!(!icon(&look("<script>")).contains("script"));
    }
}
