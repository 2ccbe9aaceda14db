//! `/applications`: OAuth applications of the instance.
//!
//! Source: GitLab docs, `api/applications`: instance-wide ones only; the
//! secret is shown when it is made or renewed, and never again.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::Call;
use super::page;
use super::route::{Route, delete, get, post};
use super::users::extend;
use crate::secret;
use crate::world::{Application, Audit, Entity};

pub(super) const ROUTES: &[Route] = &[
    get("/applications", list),
    post("/applications", create),
    delete("/applications/:id", remove),
    post("/applications/:id/renew-secret", renew),
];

const SCOPES: [&str; 14] = [
    "api",
    "read_api",
    "read_user",
    "create_runner",
    "manage_runner",
    "k8s_proxy",
    "read_repository",
    "write_repository",
    "sudo",
    "admin_mode",
    "openid",
    "profile",
    "email",
    "ai_features",
];

fn row(application: &Application) -> Value {
    json!({
        "id": application.id,
        "application_id": application.uid,
        "application_name": application.name,
        "callback_url": application.redirect_uri,
        "confidential": application.is_confidential,
        "scopes": application.scopes,
    })
}

fn list(call: &mut Call<'_>) -> Outcome {
    call.admin()?;
    let rows: Vec<_> = call.world.applications.values().collect();
    page::by_offset(call, &rows, |application| row(application))
}

fn create(call: &mut Call<'_>) -> Outcome {
    call.admin()?;
    let params = &call.request.params;
    params.require(&["name", "redirect_uri", "scopes"])?;
    let text = params.text("scopes").unwrap_or_default();
    let scopes: Vec<&str> = text.split([' ', ',']).filter(|scope| !scope.is_empty()).collect();
    if scopes.is_empty() || !scopes.iter().all(|scope| SCOPES.contains(scope)) {
        return Err(Answer::wrong("scopes", "doesn't match configured on the server."));
    }
    let redirect_uri = params.text("redirect_uri").unwrap_or_default();
    if url::Url::parse(&redirect_uri).is_err() {
        return Err(Answer::wrong("redirect_uri", "must be an absolute URI."));
    }
    let name = params.text("name").unwrap_or_default();
    let is_confidential = params.flag("confidential") != Some(false);
    let (id, secret) = call.world.add_application(&name, &redirect_uri, &scopes, is_confidential);
    let audit = Audit::new("oauth_application_created", Entity::Instance)
        .target("Authn::OauthApplication", id, name.clone())
        .message(format!("OAuth application {name} created"));
    call.tell(audit);
    shown_once(call, id, &secret)
}

fn shown_once(call: &Call<'_>, id: u64, secret: &str) -> Outcome {
    let application = call.world.applications.get(&id).ok_or_else(Answer::not_found_at_all)?;
    let mut row = row(application);
    extend(&mut row, json!({ "secret": secret }));
    Ok(Answer::created(row))
}

fn find(call: &Call<'_>) -> Result<u64, Answer> {
    call.admin()?;
    let id = call.id_of("id", "Application")?;
    let found = call.world.applications.contains_key(&id);
    if found { Ok(id) } else { Err(Answer::not_found("Application")) }
}

/// Nothing is told: GitLab has no event type for it.
fn remove(call: &mut Call<'_>) -> Outcome {
    let id = find(call)?;
    call.world.applications.remove(&id);
    Ok(Answer::no_content())
}

fn renew(call: &mut Call<'_>) -> Outcome {
    let id = find(call)?;
    let secret = call.world.application_secret();
    if let Some(application) = call.world.applications.get_mut(&id) {
        application.digest = secret::digest(&secret);
    }
    shown_once(call, id, &secret)
}
