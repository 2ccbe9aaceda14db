//! Accounts for administrators; API tokens for everybody's own use.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use axum::routing::{delete, get, post};
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{Answer, document, list};
use crate::person::{Permission, Role};
use crate::web::Web;
use crate::web::form::{Body, Place};
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;

const ADMIN: Access = Access::Needs(Permission::ManageAccounts);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/accounts", ADMIN, || get(many)).says("All accounts"),
    Route::post("/api/v1/accounts", ADMIN, || post(make))
        .says("Make an account; answers its one-time password")
        .body::<New>(),
    Route::post("/api/v1/accounts/{name}/roles", ADMIN, || post(set_roles))
        .says("Give an account these roles")
        .body::<Roles>(),
    Route::post("/api/v1/accounts/{name}/disabled", ADMIN, || post(set_disabled))
        .says("Switch an account off or on")
        .body::<Disabled>(),
    Route::post("/api/v1/accounts/{name}/password", ADMIN, || post(reset))
        .says("Give an account a new one-time password; answers it"),
    Route::post("/api/v1/account/password", Access::SignedIn, || post(change_password))
        .says("Change one's own password")
        .body::<Passwords>(),
    Route::get("/api/v1/api-tokens", Access::SignedIn, || get(tokens))
        .says("One's own API tokens; all for administrators"),
    Route::post("/api/v1/api-tokens", Access::SignedIn, || post(make_token))
        .says("Make an API token for oneself; answers its secret once")
        .body::<NewToken>(),
    Route::delete("/api/v1/api-tokens/{id}", Access::SignedIn, || delete(revoke_token))
        .says("End an API token"),
];

async fn many(State(web): State<Web>, SignedIn(person): SignedIn) -> Answer {
    list("accounts", &web.app.accounts(&person).await?)
}

/// A new account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct New {
    /// Its name.
    name: String,
    /// `viewer`, `responder`, `approver`, `communicator`, `support`, `auditor`, `admin`.
    #[schema(value_type = Vec<String>)]
    roles: BTreeSet<Role>,
}

async fn make(State(web): State<Web>, SignedIn(person): SignedIn, Body(new): Body<New>) -> Answer {
    let password = web.app.create_account(&person, &new.name, new.roles).await?;
    let value = json!({ "name": new.name, "one_time_password": password.expose_secret() });
    Ok((StatusCode::CREATED, document("account", &value)?).into_response())
}

/// The roles from now on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Roles {
    /// `viewer`, `responder`, `approver`, `communicator`, `support`, `auditor`, `admin`.
    #[schema(value_type = Vec<String>)]
    roles: BTreeSet<Role>,
}

async fn set_roles(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(name): Place<String>,
    Body(given): Body<Roles>,
) -> Answer {
    web.app.set_roles(&person, &name, given.roles.clone()).await?;
    document("account", &json!({ "name": name, "roles": given.roles }))
}

/// Off or on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Disabled {
    /// Whether it is off.
    is_disabled: bool,
}

async fn set_disabled(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(name): Place<String>,
    Body(given): Body<Disabled>,
) -> Answer {
    web.app.set_disabled(&person, &name, given.is_disabled).await?;
    document("account", &json!({ "name": name, "is_disabled": given.is_disabled }))
}

async fn reset(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(name): Place<String>,
) -> Answer {
    let password = web.app.reset_password(&person, &name).await?;
    document("account", &json!({ "name": name, "one_time_password": password.expose_secret() }))
}

/// The password now, and the one to come.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Passwords {
    /// The password now.
    #[schema(value_type = String, format = Password)]
    old: SecretString,
    /// The new one: twelve characters or more.
    #[schema(value_type = String, format = Password)]
    new: SecretString,
}

async fn change_password(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Body(given): Body<Passwords>,
) -> Answer {
    web.app.change_password(&person, given.old, given.new).await?;
    document("account", &json!({ "name": person.name }))
}

async fn tokens(State(web): State<Web>, SignedIn(person): SignedIn) -> Answer {
    list("api_tokens", &web.app.api_tokens(&person).await?)
}

/// A new API token.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewToken {
    /// Its name.
    name: String,
    /// When it ends; never when not given.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
}

async fn make_token(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Body(new): Body<NewToken>,
) -> Answer {
    let made = web.app.create_api_token(&person, &new.name, new.expires_at).await?;
    let value = json!({ "token": made.token, "secret": made.secret.expose_secret() });
    Ok((StatusCode::CREATED, document("api-token", &value)?).into_response())
}

async fn revoke_token(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<i64>,
) -> Answer {
    web.app.revoke_api_token(&person, id).await?;
    document("api-token", &json!({ "id": id, "revoked": true }))
}
