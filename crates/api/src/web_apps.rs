//! The two browser apps, as `cargo xtask web` left them in `target/web`: inside a release, from disk in a debug build.
//!
//! Hashed files may be kept for ever; the two index pages are asked for every time and carry the content policy. Every
//! address that is no file and no API belongs to the apps' own routers.

use std::borrow::Cow;

use actix_web::guard::{Any, Get, Guard, GuardContext, Head};
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, ResponseError, web};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as URL_SAFE_NO_PAD;
use portico_types::portal::Language;
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest as _, Sha256};

use crate::{edge, error::Error, language};

#[derive(RustEmbed)]
#[folder = "../../target/web"]
#[allow_missing = true]
struct Files;

/// No script, style or connection but our own; `wasm-unsafe-eval` is what compiling WebAssembly is called. `script` is the one that stands in
/// the page (`boot.js`): whatever else should come to stand there does not run.
fn content_policy(script: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{script}; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; manifest-src 'self'"
    )
}

/// By the hash that `cargo xtask web` left beside an app's pages.
fn policy_of(app: &str) -> String {
    let hash = Files::get(&format!("{app}/boot.sha256"));
    let script = hash.map(|it| format!(" 'sha256-{}'", String::from_utf8_lossy(&it.data)));
    content_policy(&script.unwrap_or_default())
}

const PERMISSIONS: &str = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()";

/// Addresses that answer programs: a mistake in one of them must be told as a problem, not as a page.
/// `frontend/portal/worker.js` keeps out of them, too.
const NOT_OURS: [&str; 7] = ["/api", "/slack", "/mail", "/docs", "/healthz", "/readyz", "/metrics"];

/// What the portal is installed with. Their names carry no hash: browsers come back for them.
const DEVICE_FILES: [&str; 3] = ["/worker.js", "/icon-192.png", "/icon-512.png"];

/// Serves both apps. Call it last: it answers every GET that nobody else did.
pub fn configure(cfg: &mut web::ServiceConfig) {
    let reads = || web::route().guard(Any(Get()).or(Head()));
    cfg.service(web::resource(DEVICE_FILES).route(reads().to(device_file)))
        .service(web::resource("/assets/{file}").route(reads().to(portal_asset)))
        .service(web::resource("/console/assets/{file}").route(reads().to(console_asset)))
        .service(
            web::resource(["/console", "/console/{page:.*}"])
                .guard(Page)
                .route(reads().to(console)),
        )
        .service(web::resource("/{page:.*}").guard(Page).route(reads().to(portal)));
}

/// An address of an app's own router, asked for by a browser that wants to read. Which addresses the routers know they alone know, so a
/// program would take any for one that exists; but each app's first page is there for everybody.
struct Page;

impl Guard for Page {
    fn check(&self, ctx: &GuardContext<'_>) -> bool {
        let path = ctx.head().uri.path();
        let programs = |prefix: &str| {
            path.strip_prefix(prefix)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let first = matches!(path, "/" | "/console" | "/console/");
        let reads = Any(Get()).or(Head()).check(ctx);
        reads && !NOT_OURS.iter().any(|prefix| programs(prefix)) && (first || wants_page(ctx.head().headers()))
    }
}

/// Browsers that go to an address say so; what merely takes anything is a program.
fn wants_page(headers: &HeaderMap) -> bool {
    let accepts = headers.get_all(header::ACCEPT).filter_map(|value| value.to_str().ok());
    accepts
        .flat_map(|value| value.split(','))
        .filter_map(|kind| kind.split(';').next())
        .any(|kind| kind.trim().eq_ignore_ascii_case("text/html"))
}

async fn portal(req: HttpRequest) -> HttpResponse {
    let mut res = page(&req, "portal", language::wanted(req.headers()));
    let headers = res.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("Accept-Language, Cookie"));
    res
}

async fn console(req: HttpRequest) -> HttpResponse {
    page(&req, "console", Language::English)
}

async fn portal_asset(req: HttpRequest, file: web::Path<String>) -> HttpResponse {
    asset(&req, "portal", &file)
}

async fn console_asset(req: HttpRequest, file: web::Path<String>) -> HttpResponse {
    asset(&req, "console", &file)
}

/// The app's index, for every address its router may know. An address that names a file is no page: a script that is
/// gone must not come back as HTML.
fn page(req: &HttpRequest, app: &str, language: Language) -> HttpResponse {
    if req.path().rsplit('/').next().is_some_and(|last| last.contains('.')) {
        return not_found();
    }
    let Some(index) = find(req, &format!("{app}/index.{language}.html")) else {
        return not_built();
    };
    let policy = policy_of(app);
    let etag = index.entity_tag(&policy);
    if req
        .headers()
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == etag.as_bytes())
    {
        return HttpResponse::NotModified()
            .insert_header((header::ETAG, etag))
            .insert_header((header::CACHE_CONTROL, "no-cache"))
            .insert_header((header::VARY, "Accept-Encoding"))
            .finish();
    }
    let mut res = html(HttpResponse::Ok(), &policy);
    res.insert_header((header::ETAG, etag))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::CONTENT_LANGUAGE, language.as_str()));
    index.answer(res)
}

fn asset(req: &HttpRequest, app: &str, file: &str) -> HttpResponse {
    // A debug build reads from disk, and `%2F` arrives here as a slash.
    let plain = !file.contains(['/', '\\']);
    let Some(found) = plain.then(|| find(req, &format!("{app}/assets/{file}"))).flatten() else {
        return not_found();
    };
    let mut res = HttpResponse::Ok();
    res.insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((header::CONTENT_TYPE, content_type(file)))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"));
    found.answer(res)
}

async fn device_file(req: HttpRequest) -> HttpResponse {
    let name = req.path();
    let Some(found) = find(&req, &format!("portal{name}")) else {
        return not_found();
    };
    let mut res = HttpResponse::Ok();
    res.insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::CONTENT_TYPE, content_type(name)))
        // The worker's own: it fetches what it keeps.
        .insert_header((
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; connect-src 'self'",
        ))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"));
    found.answer(res)
}

struct Found {
    file: EmbeddedFile,
    brotli: bool,
}

impl Found {
    fn answer(self, mut res: HttpResponseBuilder) -> HttpResponse {
        res.insert_header((header::VARY, "Accept-Encoding"));
        if self.brotli {
            res.insert_header((header::CONTENT_ENCODING, "br"));
        }
        match self.file.data {
            Cow::Borrowed(bytes) => res.body(web::Bytes::from_static(bytes)),
            Cow::Owned(bytes) => res.body(bytes),
        }
    }

    /// An entity tag that stands for the page and for the policies it comes with: who has it keeps both.
    fn entity_tag(&self, policy: &str) -> String {
        let mut hash = Sha256::new_with_prefix(self.file.metadata.sha256_hash());
        hash.update(policy);
        hash.update(PERMISSIONS);
        format!("\"{}\"", URL_SAFE_NO_PAD.encode(hash.finalize()))
    }
}

fn find(req: &HttpRequest, path: &str) -> Option<Found> {
    if edge::accepts(req.headers(), "br")
        && let Some(file) = Files::get(&format!("{path}.br"))
    {
        return Some(Found { file, brotli: true });
    }
    Files::get(path).map(|file| Found { file, brotli: false })
}

fn content_type(file: &str) -> &'static str {
    match file.rsplit('.').next() {
        Some("txt") => "text/plain; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

/// Starts an HTML response with the headers every page carries.
fn html(mut res: HttpResponseBuilder, policy: &str) -> HttpResponseBuilder {
    res.content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, policy))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header(("Cross-Origin-Opener-Policy", "same-origin"))
        .insert_header(("Permissions-Policy", PERMISSIONS));
    res
}

fn not_found() -> HttpResponse {
    Error::NotFound("page").error_response()
}

fn not_built() -> HttpResponse {
    html(HttpResponse::ServiceUnavailable(), &content_policy(""))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(
            "<!doctype html><html lang=\"en\"><title>Portico</title><h1>The browser apps are not built yet</h1>\
         <p>Stop the server and start it with <code>just run</code>, which builds them, or run \
         <code>cargo xtask web</code> and reload. The API works already.</p></html>\n",
        )
}

#[cfg(test)]
mod tests {
    use actix_web::http::StatusCode;
    use actix_web::test::{TestRequest, call_service, init_service};
    use actix_web::{App, dev::ServiceResponse, http::Method};

    use super::*;

    /// As a browser does that goes to an address.
    async fn ask(req: TestRequest) -> ServiceResponse {
        let accept = (
            header::ACCEPT,
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        );
        asks(req.insert_header(accept)).await
    }

    async fn asks(req: TestRequest) -> ServiceResponse {
        let app = init_service(App::new().configure(configure)).await;
        call_service(&app, req.to_request()).await
    }

    /// Built or not, it is a page: tests must not depend on who ran `cargo xtask web`.
    fn is_page(res: &ServiceResponse) -> bool {
        let html =
            res.headers().get(header::CONTENT_TYPE) == Some(&HeaderValue::from_static("text/html; charset=utf-8"));
        html && matches!(res.status(), StatusCode::OK | StatusCode::SERVICE_UNAVAILABLE)
    }

    #[actix_web::test]
    async fn every_address_of_the_apps_is_a_page() {
        for path in [
            "/",
            "/tickets",
            "/tickets/ACME-1",
            "/console",
            "/console/",
            "/console/settings/portal",
            "/apiary",
        ] {
            assert!(is_page(&ask(TestRequest::get().uri(path)).await), "{path}");
            assert!(
                is_page(&ask(TestRequest::default().method(Method::HEAD).uri(path)).await),
                "HEAD {path}"
            );
        }
    }

    #[actix_web::test]
    async fn a_page_carries_the_security_headers() {
        for path in ["/", "/console"] {
            let res = ask(TestRequest::get().uri(path)).await;
            let text = |name: &str| {
                res.headers()
                    .get(name)
                    .and_then(|it| it.to_str().ok())
                    .unwrap_or_default()
                    .to_owned()
            };
            let policy = text("content-security-policy");
            assert!(policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"));
            assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
            assert_eq!(text("x-content-type-options"), "nosniff");
            assert_eq!(text("cross-origin-opener-policy"), "same-origin");
            assert_eq!(text("referrer-policy"), "no-referrer");
            assert!(text("permissions-policy").contains("camera=()"));
        }
    }

    #[test]
    fn a_choice_decides_the_language_else_the_browser_does_else_it_is_english() {
        let of = |cookie: &str, accept: &str| {
            let mut req = TestRequest::get().insert_header((header::ACCEPT_LANGUAGE, accept));
            if !cookie.is_empty() {
                req = req.insert_header((header::COOKIE, format!("other=de; portico_language={cookie}")));
            }
            language::wanted(req.to_http_request().headers())
        };
        assert_eq!(of("", "de-AT,de;q=0.9,en;q=0.8"), Language::German);
        assert_eq!(of("", "en;q=0.3, pt-BR;q=0.7, *;q=0.1"), Language::Portuguese);
        assert_eq!(of("", "AR"), Language::Arabic);
        assert_eq!(of("", "nl, ja;q=0.2"), Language::Japanese, "the first that we speak");
        assert_eq!(of("", "nl, *"), Language::English);
        assert_eq!(of("", "fr;q=0, es;q=0.1"), Language::Spanish, "q=0 is a no");
        assert_eq!(of("", "?;;;q=x,"), Language::English);
        assert_eq!(of("ar", "de"), Language::Arabic);
        assert_eq!(of("xx", "de"), Language::German);
    }

    #[actix_web::test]
    async fn a_page_of_the_portal_varies_with_the_language_and_that_of_the_console_does_not() {
        let varies = |res: &ServiceResponse| {
            let all = res.headers().get_all(header::VARY);
            let all: Vec<_> = all.filter_map(|it| it.to_str().ok()).collect();
            all.join(", ").contains("Accept-Language, Cookie")
        };
        assert!(varies(&ask(TestRequest::get().uri("/tickets")).await));
        assert!(!varies(&ask(TestRequest::get().uri("/console")).await));
    }

    #[actix_web::test]
    async fn a_file_that_is_not_there_is_not_found() {
        for path in [
            "/assets/none-000000.js",
            "/console/assets/none.css",
            "/robots.txt",
            "/assets/..%2Findex.html",
        ] {
            let res = ask(TestRequest::get().uri(path)).await;
            assert_eq!(res.status(), StatusCode::NOT_FOUND, "{path}");
        }
    }

    #[actix_web::test]
    async fn programs_never_get_a_page() {
        for path in ["/api", "/api/v1/none", "/slack/none", "/healthz", "/docs/none"] {
            let res = ask(TestRequest::get().uri(path)).await;
            assert_eq!(res.status(), StatusCode::NOT_FOUND, "{path}");
            assert!(!is_page(&res));
        }
        assert!(!is_page(&ask(TestRequest::post().uri("/tickets")).await));
        for path in ["/tickets", "/none", "/console/none"] {
            for accept in ["*/*", "application/json", "text/plain, text/*"] {
                let req = TestRequest::get().uri(path).insert_header((header::ACCEPT, accept));
                assert_eq!(asks(req).await.status(), StatusCode::NOT_FOUND, "{path} {accept}");
            }
            assert_eq!(
                asks(TestRequest::get().uri(path)).await.status(),
                StatusCode::NOT_FOUND,
                "{path}"
            );
        }
        for path in ["/", "/console", "/console/"] {
            assert!(is_page(&asks(TestRequest::get().uri(path)).await), "{path}");
        }
    }

    #[test]
    fn brotli_is_sent_to_whoever_accepts_it() {
        let accepts = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(value));
            edge::accepts(&headers, "br")
        };
        assert!(accepts("gzip, deflate, br, zstd"));
        assert!(accepts("BR;q=0.5"));
        assert!(!accepts("gzip, br;q=0"));
        assert!(!accepts("gzip"));
        assert!(!edge::accepts(&HeaderMap::new(), "br"));
    }
}
