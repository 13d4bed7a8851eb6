//! Who knocks at each operation of the matrix, with the key, session or cookie that lets them, and how a right is taken from them.

use chrono::TimeDelta;
use portico::{
    entity::{Scopes, account, agent, api_key, contact, customer, customer_domain, session},
    outside::clock::Clock,
};
use portico_types::{
    ids::{AccountId, AgentId, ApiKeyId, ContactId, CustomerId},
    portal::ContactRole,
    staff::{AgentRole, ApiKeyKind, ApiScope, Plan},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use sha2::{Digest, Sha256};

use super::{
    table::Who,
    things::insert,
    world::{EVE, Home, Knocking, Shows, id},
};
use crate::support::{ACME, Caller, OTHER, TestApp, fixtures};

/// The newest session of somebody.
pub(super) async fn session_of(app: &TestApp, agent: Option<AgentId>, contact: Option<ContactId>) -> String {
    let mut all = session::Entity::find().order_by_desc(session::Column::Id);
    if let Some(agent) = agent {
        all = all.filter(session::Column::AgentId.eq(agent));
    }
    if let Some(contact) = contact {
        all = all.filter(session::Column::ContactId.eq(contact));
    }
    all.one(&app.db).await.unwrap().expect("a session").id.to_string()
}

/// People beside those of the fixtures, who have lost what they had.
pub(super) async fn people(app: &TestApp) {
    let now = app.clock.now();
    let ana = agent::Entity::find()
        .filter(agent::Column::Email.eq("ana@acme.example"))
        .one(&app.db)
        .await
        .unwrap()
        .unwrap();
    for (email, role) in [
        ("stale@acme.example", AgentRole::Owner),
        ("ended@acme.example", AgentRole::Owner),
        ("gone@acme.example", AgentRole::Owner),
        ("owner@acme.example", AgentRole::Owner),
    ] {
        let row = agent::Model {
            id: fixtures::agent_id(email),
            email: email.to_owned(),
            name: email.to_owned(),
            role,
            ..ana.clone()
        };
        insert(app, row).await;
    }
    let maria = contact::Entity::find()
        .filter(contact::Column::Email.eq("maria@globex.example"))
        .one(&app.db)
        .await
        .unwrap()
        .unwrap();
    for email in ["manager@globex.example", "ended@globex.example", "gone@globex.example"] {
        let row = contact::Model {
            id: fixtures::contact_id(email),
            email: email.to_owned(),
            name: email.to_owned(),
            role: ContactRole::Manager,
            ..maria.clone()
        };
        insert(app, row).await;
    }
    // An account whose plan will have no portal.
    let (closed, closed_customer) = (fixtures::account_id("closed"), CustomerId(id("closed customer")));
    let acme = account::Entity::find_by_id(fixtures::account_id(ACME))
        .one(&app.db)
        .await
        .unwrap()
        .unwrap();
    insert(
        app,
        account::Model {
            id: closed,
            slug: "closed".to_owned(),
            ticket_prefix: "CLO".to_owned(),
            ..acme
        },
    )
    .await;
    let globex = customer::Entity::find_by_id((fixtures::account_id(OTHER), fixtures::customer_id("Hooli")))
        .one(&app.db)
        .await
        .unwrap()
        .unwrap();
    insert(
        app,
        customer::Model {
            account_id: closed,
            id: closed_customer,
            ..globex
        },
    )
    .await;
    insert(
        app,
        customer_domain::Model::new((closed, closed_customer), "closed.example", now),
    )
    .await;
    insert(
        app,
        contact::Model {
            account_id: closed,
            id: fixtures::contact_id("c@closed.example"),
            customer_id: closed_customer,
            email: "c@closed.example".to_owned(),
            ..maria
        },
    )
    .await;
}

/// Makes a service key; returns its secret.
pub(super) async fn a_key(
    app: &TestApp,
    account_id: AccountId,
    agent: &str,
    name: &str,
    scopes: &[ApiScope],
    change: impl FnOnce(&mut api_key::Model),
) -> String {
    let digits = format!("{:032x}{:032x}", id(name).as_u128(), id(name).as_u128());
    let token = format!("portico_{}", &digits[..43]);
    let now = app.clock.now();
    let mut row = api_key::Model {
        account_id,
        id: ApiKeyId(id(name)),
        created_at: now,
        kind: ApiKeyKind::Service,
        agent_id: fixtures::agent_id(agent),
        name: name.to_owned(),
        scopes: Scopes(scopes.to_vec()),
        hint: "portico_…".to_owned(),
        token_hash: Sha256::digest(token.as_bytes()).to_vec(),
        previous_hash: None,
        previous_until: None,
        expires_at: None,
        last_used_at: Some(now), // Nobody need note it.
        revoked_at: None,
        role: AgentRole::Owner,
    };
    change(&mut row);
    insert(app, row).await;
    token
}

pub(super) async fn everybody(app: &TestApp, [tom, ines, gavin]: [&Caller; 3]) -> Vec<Knocking> {
    let acme = fixtures::account_id(ACME);
    let now = app.clock.now();
    let mut all = Vec::new();
    let mut knocks = |name: &str, caller: &Caller, level: Who, shows: Shows| {
        let home = match name {
            "a member who sees their own" => Home::Oneself,
            "another customer's manager" => Home::Initech,
            "an agent" => Home::Chloe,
            _ if level >= Who::Agent => Home::Acme,
            _ => Home::Globex,
        };
        all.push(Knocking {
            name: name.to_owned(),
            caller: caller.clone(),
            level,
            shows,
            closed: false,
            home,
        });
    };
    let fresh = Shows::Session { fresh: true };
    let here = |caller: &Caller| app.nobody(ACME).with_token(caller.token());

    knocks("nobody", &app.nobody(ACME), Who::Anybody, Shows::Nothing);
    knocks(
        "nobody with nonsense",
        &app.nobody(ACME).with_token("nonsense"),
        Who::Anybody,
        Shows::Nothing,
    );
    knocks("a member", tom, Who::Contact, fresh.clone());
    knocks(
        "a manager",
        &app.contact("manager@globex.example").await,
        Who::Manager,
        fresh.clone(),
    );
    knocks(
        "a member who sees their own",
        &app.contact("sam@initech.example").await,
        Who::Contact,
        fresh.clone(),
    );
    knocks("another customer's manager", ines, Who::Manager, fresh.clone());
    knocks("another account's contact", &here(gavin), Who::Manager, Shows::Nothing);
    let (ended, gone) = (
        app.contact("ended@globex.example").await,
        app.contact("gone@globex.example").await,
    );
    knocks("a contact whose session ended", &ended, Who::Manager, Shows::Nothing);
    knocks("a disabled contact", &gone, Who::Manager, Shows::Nothing);

    knocks(
        "an agent",
        &app.agent("chloe@acme.example").await,
        Who::Agent,
        fresh.clone(),
    );
    knocks(
        "an admin",
        &app.agent("ben@acme.example").await,
        Who::Admin,
        fresh.clone(),
    );
    knocks(
        "an owner",
        &app.agent("owner@acme.example").await,
        Who::Owner,
        fresh.clone(),
    );
    let stale = app.agent("stale@acme.example").await;
    knocks(
        "an owner who signed in long ago",
        &stale,
        Who::Owner,
        Shows::Session { fresh: false },
    );
    knocks(
        "another account's agent",
        &here(&app.agent_of(OTHER, EVE).await),
        Who::Owner,
        Shows::Nothing,
    );
    let (ended, gone) = (
        app.agent("ended@acme.example").await,
        app.agent("gone@acme.example").await,
    );
    knocks("an agent whose session ended", &ended, Who::Owner, Shows::Nothing);
    knocks("a disabled agent", &gone, Who::Owner, Shows::Nothing);

    for scope in ApiScope::ALL {
        let token = a_key(app, acme, "ana@acme.example", scope.as_str(), &[*scope], |_| {}).await;
        knocks(
            &format!("a key with {}", scope.as_str()),
            &app.nobody(ACME).with_token(&token),
            Who::Admin,
            Shows::Key(vec![*scope]),
        );
    }
    let none = a_key(app, acme, "ana@acme.example", "none", &[], |_| {}).await;
    knocks(
        "a key without scopes",
        &app.nobody(ACME).with_token(&none),
        Who::Admin,
        Shows::Key(Vec::new()),
    );
    let revoked = a_key(app, acme, "ana@acme.example", "revoked", ApiScope::ALL, |key| {
        key.revoked_at = Some(now);
    })
    .await;
    knocks(
        "a revoked key",
        &app.nobody(ACME).with_token(&revoked),
        Who::Admin,
        Shows::Nothing,
    );
    let expired = a_key(app, acme, "ana@acme.example", "expired", ApiScope::ALL, |key| {
        key.expires_at = Some(now);
    })
    .await;
    knocks(
        "an expired key",
        &app.nobody(ACME).with_token(&expired),
        Who::Admin,
        Shows::Nothing,
    );
    let elsewhere = a_key(
        app,
        fixtures::account_id(OTHER),
        EVE,
        "elsewhere",
        ApiScope::ALL,
        |_| {},
    )
    .await;
    knocks(
        "another account's key",
        &app.nobody(ACME).with_token(&elsewhere),
        Who::Admin,
        Shows::Nothing,
    );

    let closed = app.contact_of("closed", "c@closed.example").await;
    knocks(
        "a contact of an account whose plan has no portal",
        &closed,
        Who::Manager,
        fresh,
    );
    all.last_mut().expect("just put").closed = true;

    take_away(app).await;
    all
}

/// They were signed in; now they are no longer.
async fn take_away(app: &TestApp) {
    let now = app.clock.now();
    let long_ago = now - TimeDelta::hours(2);
    session::Entity::update_many()
        .col_expr(session::Column::CreatedAt, Expr::value(long_ago))
        .filter(session::Column::AgentId.eq(fixtures::agent_id("stale@acme.example")))
        .exec(&app.db)
        .await
        .unwrap();
    let ended = sea_orm::Condition::any()
        .add(session::Column::AgentId.eq(fixtures::agent_id("ended@acme.example")))
        .add(session::Column::ContactId.eq(fixtures::contact_id("ended@globex.example")));
    session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(Some(now)))
        .filter(ended)
        .exec(&app.db)
        .await
        .unwrap();
    agent::Entity::update_many()
        .col_expr(agent::Column::DisabledAt, Expr::value(Some(now)))
        .filter(agent::Column::Id.eq(fixtures::agent_id("gone@acme.example")))
        .exec(&app.db)
        .await
        .unwrap();
    contact::Entity::update_many()
        .col_expr(contact::Column::DisabledAt, Expr::value(Some(now)))
        .filter(contact::Column::Id.eq(fixtures::contact_id("gone@globex.example")))
        .exec(&app.db)
        .await
        .unwrap();
    let closed = account::Entity::find_by_id(fixtures::account_id("closed"))
        .one(&app.db)
        .await
        .unwrap()
        .unwrap();
    let mut closed = closed.into_active_model();
    closed.plan = Set(Plan::Starter);
    closed.update(&app.db).await.unwrap();
}
