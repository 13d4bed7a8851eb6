//! The control interface: JSON for whoever drives the sandbox from outside (end-to-end tests, the pages themselves).
//!
//! | request | what it does |
//! |---|---|
//! | `GET /control/state` | everything: workspace, messages, mails, rules |
//! | `POST /control/reset` | back to the start: no messages, no mails, no faults |
//! | `GET /control/changes` | server-sent events, one for each change |
//! | `GET`, `PUT`, `DELETE /control/faults` | the [rules](crate::faults::Rule) in force; `PUT` takes a list; `POST` adds one rule |
//! | `POST /control/events/hold`, `…/release` | events queue up; events go out |
//! | `GET /control/mails?to=`, `DELETE /control/mails`, `GET /control/mails/{id}` | the mailbox |
//! | `POST /control/slack/connect` | `{events_url, interactions_url, verify}`: where the app listens |
//! | `POST /control/slack/agree` | `{authorize_url, team, rotate}`: somebody lets the app into a workspace; answers where the browser goes |
//! | `PUT /control/slack/subscriptions` | the names of the events that the app is told of, as its manifest lists them; before, it is told of all |
//! | `GET /control/slack/settled` | answers when no delivery is under way any more; 504 and why, when that does not come |
//! | `POST /control/slack/sockets/{what}` | Socket Mode `on` (token `xapp-sandbox`) or `off`; of open sockets: `warning`, `refresh_requested`, `cut`, `hush`; `lose` the next acknowledgement |
//! | `GET /control/slack/sockets` | how many are open, and were opened so far |
//! | `GET /control/slack/calls`, `…/deliveries`, `…/views` | what the app called, what was brought to it, open modals |
//! | `POST /control/openid/agree` | `{authorize_url, person}`: somebody agrees at a provider's page; answers where the browser goes |
//! | `PUT /control/openid/mischief` | what the providers do [wrong](crate::openid::Mischief); `{}` is nothing |
//! | `POST /control/openid/rotate` | other keys |
//! | `POST /control/slack/{act}` | what a person does: [`say`, `edit`, `react`, `press` …](crate::slack) with their arguments |

use std::time::Duration;

use actix_web::{
    HttpResponse, Responder, delete, get, post, put,
    web::{Bytes, Data, Json, Path, Query, ServiceConfig, scope},
};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::{
    World,
    faults::Rule,
    openid::{Mischief, Person},
    slack::{self, Act, Refusal},
};

pub(crate) fn configure(config: &mut ServiceConfig) {
    config.service(
        scope("/control")
            .service(state)
            .service(reset)
            .service(changes)
            .service(faults)
            .service(set_faults)
            .service(add_fault)
            .service(clear_faults)
            .service(hold_or_release)
            .service(list_mails)
            .service(get_mail)
            .service(clear_mails)
            .service(agree)
            .service(misbehave)
            .service(rotate)
            .service(connect)
            .service(agree_to_install)
            .service(subscribe)
            .service(settled)
            .service(sockets)
            .service(do_to_sockets)
            .service(records)
            .service(act),
    );
}

#[get("/state")]
async fn state(world: Data<World>) -> impl Responder {
    Json(json!({"slack": world.slack.snapshot(), "mails": world.mailbox.mails(), "faults": world.faults.rules()}))
}

#[post("/reset")]
async fn reset(world: Data<World>) -> impl Responder {
    world.faults.clear();
    world.mailbox.clear();
    world.openid.reset();
    world.slack.reset(slack::State::new((*world.start).clone()));
    Json(json!({}))
}

/// Pages reload what they show at each of these.
#[get("/changes")]
async fn changes(world: Data<World>) -> impl Responder {
    const KEEP_ALIVE: Duration = Duration::from_secs(15);
    let mut changes = world.changes.subscribe();
    let events = async_stream::stream! {
        loop {
            let count = *changes.borrow_and_update();
            yield Ok::<_, std::convert::Infallible>(Bytes::from(format!("data: {count}\n\n")));
            while let Err(_elapsed) = timeout(KEEP_ALIVE, changes.changed()).await {
                yield Ok(Bytes::from_static(b": still here\n\n"));
            }
        }
    };
    HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header(("Cache-Control", "no-cache"))
        .streaming(events)
}

#[get("/faults")]
async fn faults(world: Data<World>) -> impl Responder {
    Json(world.faults.rules())
}

#[put("/faults")]
async fn set_faults(world: Data<World>, rules: Json<Vec<Rule>>) -> impl Responder {
    world.faults.set(rules.into_inner());
    Json(world.faults.rules())
}

#[post("/faults")]
async fn add_fault(world: Data<World>, rule: Json<Rule>) -> impl Responder {
    world.faults.add(rule.into_inner());
    Json(world.faults.rules())
}

#[delete("/faults")]
async fn clear_faults(world: Data<World>) -> impl Responder {
    world.faults.clear();
    Json(json!([]))
}

#[post("/events/{what:hold|release}")]
async fn hold_or_release(world: Data<World>, what: Path<String>) -> impl Responder {
    if *what == "hold" {
        world.faults.hold_events();
    } else {
        world.faults.release_events();
    }
    Json(json!({}))
}

#[derive(Deserialize)]
struct Filter {
    to: Option<String>,
}

#[get("/mails")]
async fn list_mails(world: Data<World>, filter: Query<Filter>) -> impl Responder {
    let mut mails = world.mailbox.mails();
    mails.retain(|mail| filter.to.as_ref().is_none_or(|to| mail.is_to(to)));
    Json(mails)
}

#[get("/mails/{id}")]
async fn get_mail(world: Data<World>, id: Path<u64>) -> impl Responder {
    world.mailbox.find(*id).map(Json)
}

#[delete("/mails")]
async fn clear_mails(world: Data<World>) -> impl Responder {
    world.mailbox.clear();
    Json(json!({}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Agree {
    authorize_url: String,
    person: Person,
}

#[post("/openid/agree")]
async fn agree(world: Data<World>, agree: Json<Agree>) -> HttpResponse {
    match world.openid.agree(&agree.authorize_url, &agree.person) {
        Ok(back) => HttpResponse::Ok().json(json!({ "redirect_to": back })),
        Err(why) => HttpResponse::BadRequest().json(json!({ "error": why })),
    }
}

#[put("/openid/mischief")]
async fn misbehave(world: Data<World>, mischief: Json<Mischief>) -> impl Responder {
    world.openid.misbehave(mischief.into_inner());
    Json(json!({}))
}

#[post("/openid/rotate")]
async fn rotate(world: Data<World>) -> impl Responder {
    world.openid.rotate_keys();
    Json(json!({}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Connect {
    events_url: String,
    interactions_url: String,
    #[serde(default)]
    verify: bool,
}

#[post("/slack/connect")]
async fn connect(world: Data<World>, app: Json<Connect>) -> impl Responder {
    world.slack.connect_app(&app.events_url, &app.interactions_url);
    match if app.verify {
        world.slack.verify_events_url().await
    } else {
        Ok(())
    } {
        Ok(()) => HttpResponse::Ok().json(json!({})),
        Err(reason) => HttpResponse::BadGateway().json(json!({"error": reason})),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Install {
    authorize_url: String,
    team: String,
    /// From now on, its tokens end.
    #[serde(default)]
    rotate: bool,
}

#[post("/slack/agree")]
async fn agree_to_install(world: Data<World>, install: Json<Install>) -> HttpResponse {
    if let Some(slack) = world.teams.of_team(&install.team).filter(|_| install.rotate) {
        slack.rotate_tokens();
    }
    let client = world.openid.client().id.clone();
    match slack::agree(&world.teams, &client, &install.authorize_url, &install.team) {
        Ok(back) => HttpResponse::Ok().json(json!({ "redirect_to": back })),
        Err(why) => HttpResponse::BadRequest().json(json!({ "error": why })),
    }
}

#[put("/slack/subscriptions")]
async fn subscribe(world: Data<World>, events: Json<Vec<String>>) -> impl Responder {
    let events: Vec<&str> = events.iter().map(String::as_str).collect();
    world.slack.subscribe(&events);
    Json(json!({}))
}

#[get("/slack/settled")]
async fn settled(world: Data<World>) -> HttpResponse {
    match world.slack.settles().await {
        Ok(()) => HttpResponse::Ok().json(json!({})),
        Err(why) => HttpResponse::GatewayTimeout().json(json!({ "error": why })),
    }
}

#[get("/slack/sockets")]
async fn sockets(world: Data<World>) -> impl Responder {
    Json(json!({"open": world.slack.open_sockets(), "so_far": world.slack.sockets_so_far()}))
}

#[post("/slack/sockets/{what:on|off|warning|refresh_requested|cut|hush|lose}")]
async fn do_to_sockets(world: Data<World>, what: Path<String>) -> impl Responder {
    let slack = &world.slack;
    match what.as_str() {
        "on" => slack.socket_mode_on("xapp-sandbox"),
        "off" => slack.socket_mode_off(),
        "warning" => slack.refresh_sockets("warning"),
        "cut" => slack.cut_sockets(),
        "hush" => slack.hush_sockets(),
        "lose" => slack.lose_acknowledgements(1),
        _ => slack.refresh_sockets("refresh_requested"),
    }
    Json(json!({}))
}

#[get("/slack/{what:calls|deliveries|views}")]
async fn records(world: Data<World>, what: Path<String>) -> impl Responder {
    Json(match what.as_str() {
        "calls" => json!(world.slack.calls()),
        "deliveries" => json!(world.slack.deliveries()),
        _ => json!(world.slack.open_views()),
    })
}

#[post("/slack/{act}")]
async fn act(world: Data<World>, act: Path<String>, mut body: Json<Value>) -> HttpResponse {
    let refuse =
        |error: &str, message: String| HttpResponse::BadRequest().json(json!({"error": error, "message": message}));
    let Some(fields) = body.as_object_mut() else {
        return refuse("malformed", "not an object".to_owned());
    };
    fields.insert("do".to_owned(), Value::String(act.into_inner()));
    let act: Act = match serde_json::from_value(body.into_inner()) {
        Ok(act) => act,
        Err(error) => return refuse("malformed", error.to_string()),
    };
    match world.slack.act(act).await {
        Ok(answer) => HttpResponse::Ok().json(answer),
        Err(Refusal { error, messages }) => refuse(&error, messages.join("; ")),
    }
}
