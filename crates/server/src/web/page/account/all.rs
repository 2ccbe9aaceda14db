//! Everybody's accounts: made, given roles, switched off.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::State;
use secrecy::ExposeSecret as _;
use serde::Deserialize;

use super::super::frame::{Frame, Nav};
use super::super::{Answer, done, render};
use crate::app::Account;
use crate::person::{Person, Role};
use crate::web::Web;
use crate::web::form::{Form, Place};
use crate::web::moment::Moment;
use crate::web::naming;
use crate::web::problem::Fault;
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;

#[derive(Template)]
#[template(path = "accounts.html")]
struct AccountsPage {
    w: Words,
    frame: Frame,
    accounts: Vec<AccountRow>,
    roles: Vec<(&'static str, String)>,
    given: Option<(String, String)>,
}

struct AccountRow {
    name: String,
    roles: Vec<RoleBox>,
    is_disabled: bool,
    created: Moment,
}

struct RoleBox {
    name: &'static str,
    word: String,
    is_held: bool,
}

fn row(words: &Words, account: &Account, now: jiff::Timestamp) -> AccountRow {
    let role_box = |role: Role| RoleBox {
        name: role.as_str(),
        word: naming::role(words, role),
        is_held: account.roles.contains(&role),
    };
    AccountRow {
        name: account.name.clone(),
        roles: Role::ALL.into_iter().map(role_box).collect(),
        is_disabled: account.is_disabled,
        created: Moment::of(words, account.created_at, now),
    }
}

async fn page(web: &Web, visitor: &Visitor, person: &Person) -> Result<AccountsPage, Fault> {
    let accounts = web.app.accounts(person).await?;
    let now = web.app.clock().now();
    let words = &visitor.words;
    Ok(AccountsPage {
        frame: Frame::of(visitor, Nav::Accounts),
        accounts: accounts.iter().map(|account| row(words, account, now)).collect(),
        roles: Role::ALL.map(|role| (role.as_str(), naming::role(words, role))).into(),
        given: None,
        w: words.clone(),
    })
}

pub(super) async fn list(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
) -> Answer {
    render(&page(&web, &visitor, &person).await?)
}

/// The checked boxes among a form's fields.
fn roles_of(fields: &BTreeMap<String, String>) -> BTreeSet<Role> {
    fields.keys().filter_map(|name| Role::from_name(name)).collect()
}

pub(super) async fn make(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Answer {
    let name = fields.get("name").map(|name| name.trim().to_owned()).unwrap_or_default();
    let password = web.app.create_account(&person, &name, roles_of(&fields)).await?;
    let mut page = page(&web, &visitor, &person).await?;
    page.given = Some((name, password.expose_secret().to_owned()));
    render(&page)
}

pub(super) async fn set_roles(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(name): Place<String>,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Answer {
    web.app.set_roles(&person, &name, roles_of(&fields)).await?;
    Ok(done("/accounts", "account"))
}

#[derive(Deserialize)]
pub(super) struct Disabled {
    is_disabled: bool,
}

pub(super) async fn set_disabled(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(name): Place<String>,
    Form(form): Form<Disabled>,
) -> Answer {
    web.app.set_disabled(&person, &name, form.is_disabled).await?;
    Ok(done("/accounts", "account"))
}

pub(super) async fn reset(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place(name): Place<String>,
) -> Answer {
    let password = web.app.reset_password(&person, &name).await?;
    let mut page = page(&web, &visitor, &person).await?;
    page.given = Some((name, password.expose_secret().to_owned()));
    render(&page)
}
