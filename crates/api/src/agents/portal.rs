//! The team as contacts know it: names that can be mentioned, and no more.

use actix_web::{
    get,
    web::{Data, Json, Query},
};
use portico_types::{Problem, portal};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{app::AppState, auth::Contact, error::Result};

/// The portal asks once and chooses while somebody types, so this must hold a whole team.
const SHOWN: usize = 200;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AgentQuery {
    /// What was typed behind the `@`: the beginning of any word of the name.
    q: Option<String>,
}

/// The members of the support team one can mention in a reply: at most 200.
#[utoipa::path(tag = "portal agents", params(AgentQuery), responses((status = 200, body = Vec<portal::Agent>), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem)))]
#[get("/agents")]
pub(super) async fn list_portal_agents(
    contact: Contact,
    state: Data<AppState>,
    query: Query<AgentQuery>,
) -> Result<Json<Vec<portal::Agent>>> {
    let typed = query.into_inner().q.unwrap_or_default().trim().to_lowercase();
    // A team is short enough to look through here, where letters beyond ASCII have cases on both databases.
    let agents = super::store::active(contact.account_id).all(&state.db).await?;
    let agents = agents
        .into_iter()
        .filter(|agent| begins(&agent.name, &typed))
        .take(SHOWN)
        .map(|agent| portal::Agent {
            id: agent.id,
            name: agent.name,
        });
    Ok(Json(agents.collect()))
}

/// Whether the name, or a word in it, begins with what was typed.
fn begins(name: &str, typed: &str) -> bool {
    let name = name.to_lowercase();
    name.starts_with(typed) || name.split_whitespace().any(|word| word.starts_with(typed))
}

#[cfg(test)]
mod tests {
    use super::begins;

    #[test]
    fn a_name_is_found_by_the_beginning_of_any_of_its_words() {
        assert!(begins("Ana Maria Lima", "li"));
        assert!(begins("Ana Maria Lima", "ana m"));
        assert!(begins("Ärne", "är"));
        assert!(begins("Anybody", ""));
        assert!(!begins("Ana Maria Lima", "ima"));
    }
}
