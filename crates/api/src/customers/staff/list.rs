//! The list of customers, with what waits at each.

use actix_web::{
    get,
    web::{Data, Json, Query},
};
use portico_types::{Page, Problem, staff};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    app::AppState,
    auth::{May, scope},
    customers::store::{self, Position},
    error::Result,
    paging::{self, Paging},
};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::customers) struct CustomerQuery {
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u64>,
    /// As the last page's `next_cursor` gave it.
    cursor: Option<String>,
}

const LIST: &str = "customers";

/// The account's customers by name, with the number of tickets that wait at each.
#[utoipa::path(tag = "customers", extensions(("x-scope" = json!("customers:read"))), params(CustomerQuery), responses((status = 200, body = Page<staff::Customer>), (status = 400, body = Problem), (status = 401, body = Problem), (status = 422, body = Problem)))]
#[get("/customers")]
pub(in crate::customers) async fn list_customers(
    caller: May<scope::CustomersRead>,
    state: Data<AppState>,
    query: Query<CustomerQuery>,
) -> Result<Json<Page<staff::Customer>>> {
    let CustomerQuery { limit, cursor } = query.into_inner();
    let paging = Paging { limit, cursor };
    let limit = paging.limit()?;
    let after: Option<Position> = paging.after(&state.keys, LIST)?;
    let (items, last) = store::list(&state.db, caller.account_id, after, limit).await?;
    let next_cursor = last.map(|position| paging::encode(&state.keys, LIST, &position));
    Ok(Json(Page { items, next_cursor }))
}
