//! Where features put the operations that the API description tells of. A server takes the routes alone: a description collected in every
//! worker only to be dropped costs each of them megabytes and start-up time.

use actix_web::{dev::HttpServiceFactory, web};
use utoipa_actix_web::{OpenApiFactory, service_config};

/// What operations are put on: a server, or the description of one.
pub(crate) trait Routes {
    /// Adds a handler that describes itself (`#[utoipa::path]`). There is no other way in, so none goes undescribed.
    fn service<F>(&mut self, handler: F) -> &mut Self
    where
        F: HttpServiceFactory + OpenApiFactory + 'static;
}

impl Routes for web::ServiceConfig {
    fn service<F>(&mut self, handler: F) -> &mut Self
    where
        F: HttpServiceFactory + OpenApiFactory + 'static,
    {
        self.service(handler)
    }
}

impl Routes for service_config::ServiceConfig<'_> {
    fn service<F>(&mut self, handler: F) -> &mut Self
    where
        F: HttpServiceFactory + OpenApiFactory + 'static,
    {
        self.service(handler)
    }
}
