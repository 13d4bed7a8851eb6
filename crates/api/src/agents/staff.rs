//! Who is signed in to the console, and the team as every member knows it. Changing it is `team`'s.

use actix_web::{
    get,
    web::{Data, Json},
};
use portico_types::{Problem, staff};

use crate::{
    app::AppState,
    auth::{May, Staff, scope},
    entity::agent,
    error::Result,
};

/// Who is signed in.
#[utoipa::path(tag = "agents", responses((status = 200, body = staff::Me), (status = 401, body = Problem)))]
#[get("/me")]
pub(super) async fn get_me(caller: Staff, state: Data<AppState>) -> Result<Json<staff::Me>> {
    let account = state.account(caller.account_id).await?;
    Ok(Json(staff::Me {
        id: caller.agent()?,
        name: caller.name,
        email: caller.email,
        role: caller.role,
        account: staff::Account {
            id: account.id,
            name: account.name,
            edition: account.edition,
            plan: account.plan,
            customer_management: account.customer_management,
            version: account.version,
        },
    }))
}

/// The members of the support team, by name.
#[utoipa::path(tag = "agents", extensions(("x-scope" = json!("team:read"))), responses((status = 200, body = Vec<staff::Agent>), (status = 401, body = Problem)))]
#[get("/agents")]
pub(super) async fn list_agents(
    caller: May<scope::TeamRead>,
    state: Data<AppState>,
) -> Result<Json<Vec<staff::Agent>>> {
    let agents = super::store::active(caller.account_id).all(&state.db).await?;
    let shown = |agent: agent::Model| staff::Agent {
        id: agent.id,
        name: agent.name,
        email: agent.email,
        role: agent.role,
    };
    Ok(Json(agents.into_iter().map(shown).collect()))
}
