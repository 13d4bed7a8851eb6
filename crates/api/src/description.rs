//! The API's description: what the handlers cannot say of themselves, the file, and the page that shows it.

use actix_web::{
    HttpResponse, get,
    http::header,
    web::{Path, ServiceConfig},
};
use serde_json::Value;
use utoipa::openapi::{
    Components, Content, HeaderBuilder, InfoBuilder, LicenseBuilder, Object, OpenApi, OpenApiBuilder, Ref, RefOr,
    Response, ResponseBuilder, SecurityRequirement, Server, Type,
    path::Operation,
    security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};

use crate::error::{Error, Result};

/// The part of the description that belongs to no handler.
pub(crate) fn base() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Portico")
        .version("1")
        .description(Some(
            "Two surfaces: `/api/v1/portal` for contacts (customers' people), `/api/v1` for agents. Errors are RFC 9457 problems; lists \
             that grow are paged by an opaque cursor; creating requests take an `Idempotency-Key` (but for API keys, whose secret is in the answer and \
             kept nowhere); times are RFC 3339 in UTC; unknown fields are refused.",
        ))
        .license(Some(LicenseBuilder::new().name("MIT OR Apache-2.0").identifier(Some("MIT OR Apache-2.0")).build()))
        .build();
    OpenApiBuilder::new()
        .info(info)
        .servers(Some([Server::new("/")]))
        .build()
}

/// Completes what the handlers gave: every operation asks for an access token unless [`who`] says that anybody may call it.
pub(crate) fn finish(mut api: OpenApi) -> OpenApi {
    let scheme = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .build();
    api.components
        .get_or_insert_default()
        .add_security_scheme("access_token", SecurityScheme::Http(scheme));
    let key = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("portico_…")
        .description(Some("An API key with the scope that the operation names."))
        .build();
    api.components
        .get_or_insert_default()
        .add_security_scheme("api_key", SecurityScheme::Http(key));
    describe_refusals(api.components.get_or_insert_default());
    for (path, item) in &mut api.paths.paths {
        let operations = [
            &mut item.get,
            &mut item.post,
            &mut item.put,
            &mut item.patch,
            &mut item.delete,
        ];
        for operation in operations.into_iter().flatten() {
            let open = who(path, operation) == ANYBODY;
            let mut security = Vec::new();
            if !open {
                security.push(SecurityRequirement::new("access_token", Vec::<String>::new()));
            }
            if let Some(scope) = scope(operation) {
                // For bearer tokens OpenAPI 3.1 takes the names of roles here.
                security.push(SecurityRequirement::new("api_key", [scope]));
            }
            operation.security = Some(security);
            describe_answers(operation, open);
        }
    }
    drop_unused(&mut api);
    api
}

/// The description as the file has it. What handlers say beyond OpenAPI (`x-…`) comes in a random order, and is put into one.
pub(crate) fn text(api: &OpenApi) -> serde_json::Result<String> {
    let pretty = serde_json::to_string_pretty(api)?;
    let lines: Vec<&str> = pretty.lines().collect();
    let mut text = String::with_capacity(pretty.len() + 1);
    for said in lines.chunk_by(|a, b| extends(a) && extends(b)) {
        let last = said.last().copied().unwrap_or_default();
        if extends(last) {
            let mut said: Vec<&str> = said.iter().map(|line| line.trim_end_matches(',')).collect();
            said.sort_unstable();
            text.push_str(&said.join(",\n"));
            text.push_str(if last.ends_with(',') { ",\n" } else { "\n" });
        } else {
            text.push_str(last); // Every other line is a chunk of its own.
            text.push('\n');
        }
    }
    Ok(text)
}

fn extends(line: &str) -> bool {
    line.trim_start().starts_with("\"x-")
}

/// utoipa writes the type of a page's items into the page, and registers it beside, where nothing leads to it.
fn drop_unused(api: &mut OpenApi) {
    let Ok(text) = serde_json::to_string(api) else { return };
    if let Some(components) = &mut api.components {
        components
            .schemas
            .retain(|name, _| text.contains(&format!("\"#/components/schemas/{name}\"")));
    }
}

const TOO_MANY: &str = "TooMany";
const UNAVAILABLE: &str = "Unavailable";
const PROBLEM_JSON: &str = "application/problem+json";

/// What every operation may answer before its handler has a say, and the headers that come with it, each described once.
fn describe_refusals(components: &mut Components) {
    let texts = [
        (
            "Retry-After",
            Type::Integer,
            "How many seconds to wait before asking again.",
        ),
        (
            "RateLimit",
            Type::String,
            "Where the caller stands with each limit: how many requests are left (`r`), and in how many seconds there will be more (`t`). \
             Every answer carries it while limits are on.",
        ),
        (
            "RateLimit-Policy",
            Type::String,
            "The limits the caller is under: how many requests (`q`) in how many seconds (`w`). Every answer carries it while limits are on.",
        ),
    ];
    for (name, of, text) in texts {
        let schema = Object::with_type(of);
        let header = HeaderBuilder::new()
            .schema(Some(schema))
            .description(Some(text))
            .build();
        components.headers.insert(name.to_owned(), RefOr::T(header));
    }
    let limits = ["Retry-After", "RateLimit", "RateLimit-Policy"];
    for (name, status, headers) in [(TOO_MANY, "429", &limits[..]), (UNAVAILABLE, "503", &limits[..1])] {
        let mut response = problem(meaning(status));
        for header in headers {
            let place = Ref::new(format!("#/components/headers/{header}"));
            response.headers.insert((*header).to_owned(), RefOr::Ref(place));
        }
        components.responses.insert(name.to_owned(), RefOr::T(response));
    }
}

fn problem(description: &str) -> Response {
    let content = Content::new(Some(Ref::from_schema_name("Problem")));
    let response = ResponseBuilder::new().description(description);
    response.content(PROBLEM_JSON, content).build()
}

/// Adds what an operation may answer whatever its handler says, and what an answer means, by its status, where the handler does not say it
/// in words of its own. Handlers say that a refusal's body is a `Problem`; how problems are sent is said here.
fn describe_answers(operation: &mut Operation, open: bool) {
    let responses = &mut operation.responses.responses;
    responses.insert("429".to_owned(), RefOr::Ref(Ref::from_response_name(TOO_MANY)));
    responses.insert("503".to_owned(), RefOr::Ref(Ref::from_response_name(UNAVAILABLE)));
    if !open {
        // Keys are refused where they have no scope, contacts where the portal is closed, and many where more than a caller is wanted.
        for status in ["401", "403"] {
            responses
                .entry(status.to_owned())
                .or_insert_with(|| RefOr::T(problem("")));
        }
    }
    for (status, response) in responses {
        let RefOr::T(response) = response else { continue };
        if response.description.is_empty() {
            meaning(status).clone_into(&mut response.description);
        }
        if status.starts_with(['4', '5'])
            && let Some(content) = response.content.shift_remove("application/json")
        {
            response.content.insert(PROBLEM_JSON.to_owned(), content);
        }
    }
}

fn meaning(status: &str) -> &'static str {
    match status {
        "200" => "As asked",
        "201" => "Created",
        "202" => "Taken, and done in a moment",
        "204" => "Done; there is nothing to say",
        "400" => "Not the JSON, path or query we expect",
        "401" => "Not signed in, or no longer",
        "403" => "Not allowed",
        "404" => "Absent, or not the caller's to know about",
        "409" => "Changed by somebody else meanwhile, or taken",
        "413" => "Too large",
        "415" => "Not a type we read",
        "422" => "Fields that cannot be accepted, each named",
        "429" => "Too much at once; try again",
        "503" => "The database is away; try again",
        _ => "See the problem document",
    }
}

const ANYBODY: &str = "anybody";

/// Who may call an operation. Handlers that want more than the surface's ordinary caller say so: `extensions(("x-who" = json!("admin")))`.
fn who(path: &str, operation: &Operation) -> String {
    let said = operation
        .extensions
        .as_ref()
        .and_then(|e| e.get("x-who"))
        .and_then(Value::as_str);
    let sign_in = operation.tags.iter().flatten().any(|tag| tag.ends_with("sign-in"));
    let surface = if path.starts_with("/api/v1/portal/") {
        "contact"
    } else {
        "agent"
    };
    said.unwrap_or(if sign_in { ANYBODY } else { surface }).to_owned()
}

/// The scope by which an API key may call an operation. Handlers that take [`crate::auth::May`] repeat it:
/// `extensions(("x-scope" = json!("tickets:read")))`; a test compares.
fn scope(operation: &Operation) -> Option<&str> {
    operation.extensions.as_ref()?.get("x-scope")?.as_str()
}

pub(crate) fn operations(api: &OpenApi) -> String {
    let mut lines = Vec::new();
    for (path, item) in &api.paths.paths {
        let operations = [
            ("GET", &item.get),
            ("POST", &item.post),
            ("PUT", &item.put),
            ("PATCH", &item.patch),
            ("DELETE", &item.delete),
        ];
        for (method, operation) in operations {
            let Some(operation) = operation else { continue };
            let id = operation.operation_id.as_deref().unwrap_or("?");
            let scope = scope(operation).unwrap_or("-");
            lines.push(format!(
                "{path:<52} {method:<6} {:<8} {scope:<15} {id}\n",
                who(path, operation)
            ));
        }
    }
    lines.sort_unstable();
    lines.concat()
}

/// `/api/v1/openapi.json` and the page at `/docs`.
pub(crate) fn configure(routes: &mut ServiceConfig) {
    routes.service(openapi_json).service(docs).service(docs_file);
}

/// Our own page, three small files: what others ship cannot be told apart by screen readers, knows no dark theme and wants
/// inline styles.
#[get("/docs{slash:/?}")]
async fn docs() -> HttpResponse {
    static_file("text/html; charset=utf-8", include_str!("docs/page.html"))
}

#[get("/docs/{file}")]
async fn docs_file(file: Path<String>) -> Result<HttpResponse> {
    match file.as_str() {
        "docs.css" => Ok(static_file("text/css; charset=utf-8", include_str!("docs/docs.css"))),
        "docs.js" => Ok(static_file(
            "text/javascript; charset=utf-8",
            include_str!("docs/docs.js"),
        )),
        _ => Err(Error::NotFound("page")),
    }
}

fn static_file(kind: &'static str, content: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .content_type(kind)
        .body(content)
}

/// As checked in: a test holds it against the handlers. To make it from them at every start costs megabytes for good.
const CHECKED_IN: &str = include_str!("../../../api-spec/openapi.json");

#[get("/api/v1/openapi.json")]
async fn openapi_json() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .content_type("application/json")
        .body(CHECKED_IN)
}
