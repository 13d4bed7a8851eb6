//! The page people see at a provider: choose who to be.

use std::fmt::Write;

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header,
    post,
    web::{Data, Form, ServiceConfig},
};
use serde::Deserialize;
use serde_json::Value;

use super::{OpenId, Person, provider::Provider};
use crate::pages::{html, page};

pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(microsoft_authorize).service(authorize).service(choose);
}

#[get("/openid/{name}/authorize")]
async fn authorize(openid: Data<OpenId>, req: HttpRequest) -> HttpResponse {
    show(&openid, &req)
}

#[get("/openid/microsoft/{tenant}/oauth2/v2.0/authorize")]
async fn microsoft_authorize(openid: Data<OpenId>, req: HttpRequest) -> HttpResponse {
    show(&openid, &req)
}

fn show(openid: &OpenId, req: &HttpRequest) -> HttpResponse {
    let path = req.path().strip_prefix("/openid").unwrap_or_default();
    let Some(provider) = Provider::of_path(path) else {
        return HttpResponse::NotFound().finish();
    };
    let mut people = String::new();
    for person in openid.cast.iter() {
        let _ = write!(
            people,
            "<li><button name=\"pick\" value=\"{email}\"><strong>{name}</strong> {email}</button></li>",
            email = html(&person.email),
            name = html(&person.name),
        );
    }
    let title = html(provider.title());
    let body = format!(
        "<main class=\"plain\"><h1>Sign in with {title}</h1>\
         <p class=\"faint\">A stand-in for {title} on this machine. Nobody asks for a password.</p>\
         <form method=\"post\" action=\"/openid/choose\"><input type=\"hidden\" name=\"url\" value=\"{url}\">\
         <h2>Choose an account</h2><ul class=\"people\" aria-label=\"Accounts\">{people}</ul></form>\
         <form method=\"post\" action=\"/openid/choose\" class=\"stranger\"><input type=\"hidden\" name=\"url\" value=\"{url}\">\
         <h2>Use another account</h2>\
         <p><label>Email <input name=\"email\" type=\"email\" required autocomplete=\"off\"></label></p>\
         <p><label>Name <input name=\"name\" autocomplete=\"off\"></label></p>{flags}\
         <p><button class=\"primary\">Continue</button></p></form></main>",
        url = html(&req.uri().to_string()),
        flags = flags(&provider),
    );
    page(&format!("{title} · Sandbox"), "", &body)
}

/// What the provider says of somebody who is not in the list.
fn flags(provider: &Provider) -> String {
    let verified = "<p><label><input name=\"email_verified\" type=\"checkbox\" checked> The address is verified (<code>email_verified</code>)</label></p>";
    match provider {
        Provider::Google => format!(
            "{verified}<p><label>Workspace domain (<code>hd</code>) <input name=\"hd\" autocomplete=\"off\"></label></p>"
        ),
        Provider::Microsoft(_) => {
            "<p><label><input name=\"xms_edov\" type=\"checkbox\"> The domain's owner vouches for the address (<code>xms_edov</code>)</label></p>\
             <p><label>Tenant (<code>tid</code>) <input name=\"tid\" autocomplete=\"off\"></label></p>"
                .to_owned()
        }
        Provider::Slack => format!(
            "{verified}<p><label>Team <input name=\"slack_team\" value=\"T0ACME\"></label></p>\
             <p><label>User <input name=\"slack_user\" value=\"U0NEW\"></label></p>"
        ),
        Provider::Plain(_) => verified.to_owned(),
    }
}

#[derive(Deserialize)]
struct Choice {
    url: String,
    pick: Option<String>,
    #[serde(default)]
    email: String,
    #[serde(default)]
    name: String,
    email_verified: Option<String>,
    hd: Option<String>,
    xms_edov: Option<String>,
    tid: Option<String>,
    slack_team: Option<String>,
    slack_user: Option<String>,
}

#[post("/openid/choose")]
async fn choose(openid: Data<OpenId>, choice: Form<Choice>) -> HttpResponse {
    let choice = choice.into_inner();
    let url = format!("http://sandbox{}", choice.url);
    let known = openid
        .cast
        .iter()
        .find(|it| Some(&it.email) == choice.pick.as_ref())
        .cloned();
    let person = known.unwrap_or_else(|| Person {
        email_verified: Some(choice.email_verified.is_some()),
        hd: Some(choice.hd.unwrap_or_default()),
        xms_edov: Some(Value::Bool(choice.xms_edov.is_some())),
        tid: choice.tid.filter(|it| !it.is_empty()),
        slack_team: choice.slack_team,
        slack_user: choice.slack_user,
        ..Person::new(&choice.email, &choice.name)
    });
    match openid.agree(&url, &person) {
        Ok(back) => HttpResponse::SeeOther()
            .insert_header((header::LOCATION, back))
            .finish(),
        Err(why) => HttpResponse::BadRequest().body(why),
    }
}
