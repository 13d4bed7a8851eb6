//! What every request passes on its way in and out.

use std::borrow::Cow;

use actix_web::{
    Error as ActixError, ResponseError,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method, StatusCode,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
    middleware::Next,
    web::Data,
};
use tracing::Instrument;
use uuid::Uuid;

use crate::{app::AppState, auth::api_key, error::Error};

/// The page about the API: files of our own, and the description.
const DOCS_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

/// For what is no page: nothing in it may load, run or be framed.
const NOTHING_POLICY: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

/// A browser that was here once comes by TLS for a year; portals live below us.
const ONLY_TLS: &str = "max-age=31536000; includeSubDomains";

/// The path as the router reads it: an encoded letter is that letter, so that no spelling of an address slips by who looks at it.
pub(crate) fn path(req: &ServiceRequest) -> &str {
    req.match_info().as_str()
}

/// Refuses compressed request bodies before anybody reads them (700 bytes of brotli can be gigabytes) and sets the headers of every answer.
pub(crate) async fn guard(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, ActixError> {
    let docs = path(&req).starts_with("/docs");
    let state = req.app_data::<Data<AppState>>();
    let tls = state.is_some_and(|state| state.config.server.public_url.scheme() == "https");
    if req.headers().contains_key(header::CONTENT_ENCODING) {
        let refused = Error::UnsupportedMediaType("Send the body as it is, without Content-Encoding.");
        return Ok(protect(req.error_response(refused), tls, docs).map_into_right_body());
    }
    let api = path(&req).starts_with("/api/");
    if carries_key(req.path(), req.query_string(), api) {
        let refused = Error::Malformed(
            "Keys and tokens do not belong in an address, where every log on the way keeps them: send them as `Authorization: Bearer …`, \
             and rotate this one."
                .to_owned(),
        );
        return Ok(protect(req.error_response(refused), tls, docs).map_into_right_body());
    }
    let mut res = next.call(req).await?;
    if let Some(refusal) = untold(&res) {
        let (req, bare) = res.into_parts();
        let mut answer = refusal.error_response();
        for (name, value) in bare.headers() {
            if !answer.headers().contains_key(name) {
                answer.headers_mut().insert(name.clone(), value.clone());
            }
        }
        let answer = ServiceResponse::new(req, answer);
        return Ok(protect(answer, tls, docs).map_into_right_body());
    }
    let headers = res.headers_mut();
    if api && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    Ok(protect(res, tls, docs).map_into_left_body())
}

/// What a refusal that is not ours (the router's, a library's) comes to: all but pages are problems.
fn untold<B>(res: &ServiceResponse<B>) -> Option<Error> {
    let kind = res.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    let told = kind.is_some_and(|kind| kind == b"application/problem+json" || kind.starts_with(b"text/html"));
    let status = res.status();
    if told || !(status.is_client_error() || status.is_server_error()) {
        return None;
    }
    Some(match status {
        StatusCode::NOT_FOUND => Error::NotFound("address"),
        StatusCode::METHOD_NOT_ALLOWED => Error::MethodNotAllowed,
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
        _ if status.is_client_error() => Error::Malformed("It is not what this address takes.".to_owned()),
        _ => Error::Internal(anyhow::anyhow!("a library answered {status}")),
    })
}

/// The headers that every answer carries, also an error's and one that is no page: whoever opens it in a browser gets no more than it is.
fn protect<B>(mut res: ServiceResponse<B>, tls: bool, docs: bool) -> ServiceResponse<B> {
    let known = res.status() == StatusCode::NOT_MODIFIED;
    let headers = res.headers_mut();
    if tls {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(ONLY_TLS));
    }
    if known {
        return res; // The browser has the others, and would take these in their place.
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    let html = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    if html.is_some_and(|kind| kind.starts_with(b"text/html")) {
        // Of anything else browsers make no window that others could hold.
        headers.insert(
            header::CROSS_ORIGIN_OPENER_POLICY,
            HeaderValue::from_static("same-origin"),
        );
    }
    headers.insert(
        header::CROSS_ORIGIN_RESOURCE_POLICY,
        HeaderValue::from_static("same-origin"),
    );
    if docs {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(DOCS_POLICY));
    } else if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(NOTHING_POLICY),
        );
    }
    res
}

/// Whether a caller can read what is compressed in this way.
pub(crate) fn accepts(headers: &HeaderMap, coding: &str) -> bool {
    headers
        .get_all(header::ACCEPT_ENCODING)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|wish| {
            let mut parts = wish.split(';').map(str::trim);
            let name = parts.next().unwrap_or_default();
            let refused = parts.any(|part| part.strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0_f32)));
            name.eq_ignore_ascii_case(coding) && !refused
        })
}

/// Names under which clients put secrets into a query when nobody stops them.
const SECRET_NAMES: [&str; 6] = ["access_token", "api_key", "apikey", "api-key", "token", "authorization"];

/// Whether an address holds an API key, or for the API a parameter that is meant for one.
fn carries_key(path: &str, query: &str, api: bool) -> bool {
    let decoded = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
    let in_query = |(name, value): (Cow<'_, str>, Cow<'_, str>)| {
        let named = api && SECRET_NAMES.iter().any(|it| name.eq_ignore_ascii_case(it));
        named || api_key::occurs_in(&name) || api_key::occurs_in(&value)
    };
    api_key::occurs_in(path)
        || api_key::occurs_in(&decoded)
        || url::form_urlencoded::parse(query.as_bytes()).any(in_query)
}

/// A method as the metrics name it. Anything may stand in a request's first line, and each name would be a series of its own, for ever.
fn counted(method: &Method) -> &str {
    match method.as_str() {
        known @ ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS") => known,
        _ => "other",
    }
}

tokio::task_local! {
    /// The request that this task answers.
    static REQUEST: String;
}

/// The id of the request that is being answered.
pub(crate) fn request_id() -> Option<String> {
    REQUEST.try_with(Clone::clone).ok()
}

/// Gives the request an id, by which the log and the answer name it, and counts it.
pub(crate) async fn trace(
    req: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, ActixError> {
    let id = Uuid::now_v7().to_string();
    let method = req.method().clone();
    let span = tracing::info_span!("request", %method, request.id = %id);
    let started = std::time::Instant::now();
    let answering = next.call(req).instrument(span.clone());
    let mut res = REQUEST.scope(id.clone(), answering).await?;
    let route = res.request().match_pattern().unwrap_or_else(|| "unmatched".to_owned());
    let status = res.status().as_u16();
    let labels = [
        ("method", counted(&method).to_owned()),
        ("route", route),
        ("status", status.to_string()),
    ];
    metrics::histogram!("http_request_seconds", &labels).record(started.elapsed().as_secs_f64());
    if let Ok(value) = HeaderValue::from_str(&id) {
        res.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    Ok(res)
}

#[cfg(test)]
mod tests {
    use actix_web::{HttpResponse, test::TestRequest};

    use super::*;

    #[test]
    fn what_a_browser_has_keeps_the_headers_it_came_with() {
        let names = |status| {
            let req = TestRequest::default().to_http_request();
            let res = protect(ServiceResponse::new(req, HttpResponse::new(status)), true, false);
            let names = res.headers().keys().map(ToString::to_string);
            names.collect::<Vec<_>>()
        };
        assert!(names(StatusCode::OK).contains(&"content-security-policy".to_owned()));
        assert_eq!(names(StatusCode::NOT_MODIFIED), ["strict-transport-security"]);
    }
}
