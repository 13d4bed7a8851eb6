//! The mailbox for people: `/mail`, `/mail?to=address`, `/mail/{id}`, `/mail/{id}?view=text`, and answering a mail.

use std::fmt::Write;

use actix_web::{
    HttpResponse, Responder, get,
    web::{Data, Path, Query, ServiceConfig},
};
use serde::Deserialize;

use super::{
    Mail, Mailbox,
    answer::{self, AnswerDoor},
};
use crate::pages::{html, page};

pub(crate) fn configure(config: &mut ServiceConfig) {
    config.service(list).service(read).service(answer::answer);
}

#[derive(Deserialize)]
struct Filter {
    to: Option<String>,
}

const HEAD: &str = r#"<script type="module" src="/assets/mail.js"></script>"#;

#[get("/mail")]
async fn list(mailbox: Data<Mailbox>, filter: Query<Filter>) -> impl Responder {
    let to = filter.to.as_deref().map(str::trim).filter(|to| !to.is_empty());
    let all = mailbox.mails();
    let mut recipients: Vec<&String> = all.iter().flat_map(|mail| &mail.to).collect();
    recipients.sort();
    recipients.dedup();
    let mut options = String::new();
    for to in recipients {
        let _ = write!(options, "<option value=\"{}\"></option>", html(to));
    }
    let mut items = String::new();
    for mail in all.iter().rev().filter(|mail| to.is_none_or(|to| mail.is_to(to))) {
        let subject = if mail.subject.is_empty() {
            "(no subject)"
        } else {
            &mail.subject
        };
        let _ = write!(
            items,
            "<li><a href=\"/mail/{}\"><strong>{}</strong></a><span>to {}</span>{}</li>",
            mail.id,
            html(subject),
            html(&mail.to.join(", ")),
            time(mail),
        );
    }
    if items.is_empty() {
        items.push_str("<li>No mail yet.</li>");
    }
    let body = format!(
        "<main class=\"plain\" data-live><nav aria-label=\"Sandbox\"><a href=\"/\">Sandbox</a> <a href=\"/slack\">Slack</a></nav>\
         <h1>Mailbox</h1>\
         <form method=\"get\" action=\"/mail\" role=\"search\"><label>Recipient <input name=\"to\" type=\"search\" \
         list=\"recipients\" autocomplete=\"off\" value=\"{}\"></label><datalist id=\"recipients\">{options}</datalist>\
         <button>Filter</button></form><ul class=\"mails\" aria-label=\"Mails\">{items}</ul></main>",
        html(to.unwrap_or_default()),
    );
    page("Mailbox", HEAD, &body)
}

#[derive(Deserialize)]
struct View {
    view: Option<String>,
    /// Said after an answer was delivered.
    answered: Option<String>,
}

#[get("/mail/{id}")]
async fn read(
    mailbox: Data<Mailbox>,
    door: Data<Option<AnswerDoor>>,
    id: Path<u64>,
    view: Query<View>,
) -> HttpResponse {
    let Some(mail) = mailbox.find(*id) else {
        return HttpResponse::NotFound().body("No such mail.");
    };
    let as_html = view.view.as_deref() != Some("text") && !mail.html.is_empty();
    let content = if as_html {
        frame(&mail)
    } else {
        format!("<pre class=\"text\" tabindex=\"0\">{}</pre>", linked(&mail.text))
    };
    let mut headers = String::new();
    for (name, value) in &mail.headers {
        let _ = write!(
            headers,
            "<tr><th scope=\"row\">{}</th><td>{}</td></tr>",
            html(name),
            html(value)
        );
    }
    let tab = |name: &str, label: &str, on: bool, exists: bool| {
        let current = if on { " aria-current=\"page\"" } else { "" };
        if exists {
            format!("<a href=\"/mail/{}?view={name}\"{current}>{label}</a> ", mail.id)
        } else {
            String::new()
        }
    };
    let body = format!(
        "<main class=\"plain\"><nav aria-label=\"Sandbox\"><a href=\"/mail\">Mailbox</a></nav><h1>{}</h1>\
         <dl class=\"envelope\"><dt>From</dt><dd>{}</dd><dt>To</dt><dd>{}</dd><dt>Received</dt><dd>{}</dd></dl>\
         <nav class=\"tabs\" aria-label=\"Version\">{}{}</nav>{content}{}\
         <details><summary>Header fields</summary><table>{headers}</table></details></main>",
        html(&mail.subject),
        html(mail.header("from").unwrap_or(&mail.from)),
        recipients(&mail),
        time(&mail),
        tab("html", "HTML", as_html, !mail.html.is_empty()),
        tab("text", "Text", !as_html, !mail.text.is_empty()),
        answer_form(&mail, door.is_some(), view.answered.is_some()),
    );
    page(&html(&mail.subject), HEAD, &body)
}

/// Where its reader answers it, if it can be answered.
fn answer_form(mail: &Mail, may_answer: bool, answered: bool) -> String {
    let Some(to) = answer::goes_to(mail).filter(|_| may_answer) else {
        return String::new();
    };
    let told = if answered {
        "<p role=\"status\">Your answer was delivered.</p>"
    } else {
        ""
    };
    format!(
        "<form class=\"answer\" method=\"post\" action=\"/mail/{}/answer\"><h2>Answer</h2><p>To {}</p>\
         <label>Your answer <textarea name=\"text\" rows=\"4\" required></textarea></label> <button>Send</button>{told}</form>",
        mail.id,
        html(to.email.as_ref()),
    )
}

/// The HTML version, without scripts; its links open in a tab of their own, free of the frame's limits.
fn frame(mail: &Mail) -> String {
    let document = format!("<base target=\"_blank\">{}", mail.html);
    format!(
        "<iframe title=\"HTML version\" sandbox=\"allow-popups allow-popups-to-escape-sandbox \
         allow-top-navigation-by-user-activation\" srcdoc=\"{}\"></iframe>",
        html(&document)
    )
}

fn recipients(mail: &Mail) -> String {
    let encoded = |to: &str| url::form_urlencoded::byte_serialize(to.as_bytes()).collect::<String>();
    let links = mail
        .to
        .iter()
        .map(|to| format!("<a href=\"/mail?to={}\">{}</a>", encoded(to), html(to)));
    links.collect::<Vec<_>>().join(", ")
}

fn time(mail: &Mail) -> String {
    let at = mail.received_at;
    format!(
        "<time datetime=\"{}\">{}</time>",
        at.to_rfc3339(),
        at.format("%Y-%m-%d %H:%M:%S UTC")
    )
}

/// The text version with its addresses made into links.
fn linked(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = [rest.find("https://"), rest.find("http://")]
        .into_iter()
        .flatten()
        .min()
    {
        let (before, from) = rest.split_at(at);
        let end = from
            .find(|c: char| c.is_whitespace() || "<>\"'".contains(c))
            .unwrap_or(from.len());
        let address = from[..end].trim_end_matches(['.', ',', ';', ')', ']', '!', '?']);
        let _ = write!(
            out,
            "{}<a href=\"{2}\">{1}</a>",
            html(before),
            html(address),
            html(address)
        );
        rest = &from[address.len()..];
    }
    out + &html(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_a_text_become_links_and_nothing_else_becomes_markup() {
        assert_eq!(
            linked("Open http://x.example/a?b=1&c=2. <script>"),
            "Open <a href=\"http://x.example/a?b=1&amp;c=2\">http://x.example/a?b=1&amp;c=2</a>. &lt;script&gt;"
        );
    }
}
