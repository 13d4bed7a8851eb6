//! What all pages share: the frame, the style, the scripts, and the page of links at `/`.

use actix_web::{
    HttpResponse, Responder, get,
    http::header,
    web::{Path, ServiceConfig},
};

pub(crate) fn configure(config: &mut ServiceConfig) {
    config.service(index).service(asset);
}

#[get("/")]
async fn index() -> impl Responder {
    page(
        "Sandbox",
        "",
        r#"<main class="plain">
<h1>Sandbox</h1>
<p>The outside world on one machine. Nothing leaves it.</p>
<ul class="cards">
<li><a href="/slack">Slack</a><p>Read the workspace's channels and write as anybody in it.</p></li>
<li><a href="/mail">Mailbox</a><p>Every mail that was sent, whoever it was for.</p></li>
<li>OpenID providers<p>They stand at <code>/openid/google</code>, <code>/openid/microsoft</code>, <code>/openid/slack</code>, and <code>/openid/</code> with any other name. Portico sends people there.</p></li>
<li><a href="/control/state">State</a><p>Everything as JSON; what else <code>/control</code> can do stands in the crate's documentation.</p></li>
</ul>
</main>"#,
    )
}

/// A page with this title, these tags in its head, and this body.
pub(crate) fn page(title: &str, head: &str, body: &str) -> HttpResponse {
    // Mails bring styles and pictures of their own, which a frame without an origin takes under this policy.
    let policy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src * data:; frame-src 'self'; object-src 'none'";
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, policy))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .body(format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
             <link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" href=\"/assets/style.css\">\n{head}\n</head>\n\
             <body>\n{body}\n</body>\n</html>\n"
        ))
}

/// Text as part of a page, attributes included.
pub(crate) fn html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[get("/assets/{name}")]
async fn asset(name: Path<String>) -> HttpResponse {
    let (kind, content) = match name.as_str() {
        "style.css" => ("text/css; charset=utf-8", include_str!("assets/style.css")),
        "slack.js" => ("text/javascript; charset=utf-8", include_str!("assets/slack.js")),
        "blocks.js" => ("text/javascript; charset=utf-8", include_str!("assets/blocks.js")),
        "modal.js" => ("text/javascript; charset=utf-8", include_str!("assets/modal.js")),
        "mail.js" => ("text/javascript; charset=utf-8", include_str!("assets/mail.js")),
        _ => return HttpResponse::NotFound().finish(),
    };
    HttpResponse::Ok()
        .content_type(kind)
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .body(content)
}
