//! The API's description: what the handlers cannot say of themselves, the file, and the page that shows it.

use actix_web::{
    HttpResponse, get,
    http::header,
    web::{Data, ServiceConfig},
};
use utoipa::openapi::{
    ContactBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, SecurityRequirement, Server,
    security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use utoipa_swagger_ui::{Config, SwaggerUi};

/// The part of the description that belongs to no handler.
pub(crate) fn base() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Portico")
        .version("1")
        .description(Some(
            "Two surfaces: `/api/v1/portal` for contacts (customers' people), `/api/v1` for agents. Errors are RFC 9457 problems; lists \
             are paged by an opaque cursor; creating requests take an `Idempotency-Key`; times are RFC 3339 in UTC; unknown fields are refused.",
        ))
        .license(Some(LicenseBuilder::new().name("MIT OR Apache-2.0").identifier(Some("MIT OR Apache-2.0")).build()))
        .contact(Some(ContactBuilder::new().name(Some("Portico")).build()))
        .build();
    OpenApiBuilder::new()
        .info(info)
        .servers(Some([Server::new("/")]))
        .build()
}

/// Completes what the handlers gave: an access token is asked for wherever an operation does not say otherwise.
pub(crate) fn finish(mut api: OpenApi) -> OpenApi {
    let scheme = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .build();
    let components = api.components.get_or_insert_default();
    components.add_security_scheme("access_token", SecurityScheme::Http(scheme));
    for item in api.paths.paths.values_mut() {
        let operations = [
            &mut item.get,
            &mut item.post,
            &mut item.put,
            &mut item.patch,
            &mut item.delete,
        ];
        for operation in operations.into_iter().flatten() {
            let open = operation.tags.iter().flatten().any(|tag| tag.ends_with("sign-in"))
                || operation
                    .tags
                    .as_ref()
                    .is_some_and(|t| t.contains(&"portal".to_owned()));
            let needs = if open {
                Vec::new()
            } else {
                vec![SecurityRequirement::new("access_token", Vec::<String>::new())]
            };
            operation.security = Some(needs);
        }
    }
    api
}

/// `/api/v1/openapi.json` and the page at `/docs`.
pub(crate) fn configure(routes: &mut ServiceConfig) {
    let page = SwaggerUi::new("/docs/{_:.*}").config(Config::from("/api/v1/openapi.json"));
    routes.service(openapi_json).service(page);
}

#[get("/api/v1/openapi.json")]
async fn openapi_json(api: Data<String>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .content_type("application/json")
        .body(api.get_ref().clone())
}
