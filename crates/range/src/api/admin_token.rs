//! `/admin/token`: whose is this token?
//!
//! Source: GitLab docs, `api/admin/token`. Revoking by it is behind the flag
//! `api_admin_token_revoke`, which is off unless the operator sets it; of
//! pipeline triggers behind `token_api_expire_pipeline_triggers` too.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::Call;
use super::route::{Route, delete, post};
use super::{agents, deploy, personal_tokens, resource_tokens, runners};
use crate::secret;
use crate::world::{AccessToken, TokenKind, millis};

pub(super) const ROUTES: &[Route] =
    &[post("/admin/token", look_up), delete("/admin/token", revoke)];

/// Prefixes of tokens that the endpoint knows.
const KNOWN_PREFIXES: [&str; 10] = [
    secret::DEPLOY_TOKEN,
    secret::FEED_TOKEN,
    secret::INCOMING_EMAIL_TOKEN,
    secret::APPLICATION_SECRET,
    secret::AGENT_TOKEN,
    secret::RUNNER_TOKEN,
    secret::REGISTERED,
    secret::TRIGGER_TOKEN,
    "glffct-",
    secret::JOB_TOKEN,
];

/// What a token turned out to be.
enum Found {
    Access(u64, TokenKind),
    Session([u8; 32]),
    Job(u64),
    Deploy(u64),
    Feed(u64),
    IncomingEmail(u64),
    Application(u64),
    Agent { agent: u64, token: u64 },
    Runner(u64),
    Trigger(u64),
}

fn find(call: &Call<'_>, text: &str) -> Result<Found, Answer> {
    let world = &call.world;
    if let Some(cookie) = text.strip_prefix("_gitlab_session=") {
        let digest = secret::digest(cookie);
        let is_known = world.sessions.contains_key(&digest);
        return if is_known { Ok(Found::Session(digest)) } else { Err(Answer::not_found("Token")) };
    }
    if let Some(token) = world.token_by_secret(text) {
        return Ok(Found::Access(token.id, token.kind));
    }
    let digest = secret::digest(text);
    let has = |known: Option<[u8; 32]>| known == Some(digest);
    let agent_token = world.agents.values().find_map(|agent| {
        let token = agent.tokens.iter().find(|t| t.digest == digest && !t.is_revoked)?;
        Some(Found::Agent { agent: agent.id, token: token.id })
    });
    let jobs = || world.jobs.values().find(|job| job.token == digest).map(|j| Found::Job(j.id));
    let deploy = || {
        let mut all = world.deploy_tokens.values();
        all.find(|token| token.digest == digest).map(|token| Found::Deploy(token.id))
    };
    let users = || {
        world.users.values().find_map(|user| match user {
            user if has(user.feed_token) => Some(Found::Feed(user.id)),
            user if has(user.incoming_email_token) => Some(Found::IncomingEmail(user.id)),
            _ => None,
        })
    };
    let machines = || {
        let application = world.applications.values().find(|a| a.digest == digest);
        let runner = world.runners.values().find(|runner| runner.digest == digest);
        let trigger = world.triggers.values().find(|trigger| trigger.digest == digest);
        application
            .map(|application| Found::Application(application.id))
            .or(runner.map(|runner| Found::Runner(runner.id)))
            .or(trigger.map(|trigger| Found::Trigger(trigger.id)))
    };
    let found = agent_token.or_else(jobs).or_else(deploy).or_else(users).or_else(machines);
    found.ok_or_else(|| unknown(text))
}

fn unknown(text: &str) -> Answer {
    let is_known = text.starts_with(secret::ACCESS_TOKEN)
        || KNOWN_PREFIXES.iter().any(|prefix| text.starts_with(prefix));
    if is_known {
        Answer::not_found("Token")
    } else {
        Answer::unprocessable("Unsupported token type")
    }
}

fn asked(call: &Call<'_>) -> Result<String, Answer> {
    call.admin()?;
    // GitLab.com has it for nobody: it is of self-managed instances.
    if call.rules.is_saas() {
        return Err(Answer::forbidden());
    }
    call.params().require(&["token"])?;
    Ok(call.params().text("token").unwrap_or_default())
}

fn look_up(call: &mut Call<'_>) -> Outcome {
    let text = asked(call)?;
    let world = &call.world;
    let row = match find(call, &text)? {
        Found::Access(id, _) => world.tokens.get(&id).map(row),
        Found::Session(digest) => world.sessions.get(&digest).map(|user| json!({ "id": user })),
        Found::Feed(id) | Found::IncomingEmail(id) => {
            world.users.get(&id).map(|u| json!({ "id": u.id, "username": u.username }))
        }
        Found::Job(id) => world.jobs.get(&id).map(|job| {
            json!({ "job": { "id": job.id, "name": job.name, "status": job.status, "user_id": job.user, "project_id": job.project } })
        }),
        Found::Deploy(id) => world.deploy_tokens.get(&id).map(|token| {
            json!({
                "id": token.id, "name": token.name, "username": token.username,
                "revoked": token.is_revoked, "scopes": token.scopes,
                "deploy_token_type": token.place.class().to_lowercase() + "_type",
                "resource_id": token.place.id(),
            })
        }),
        Found::Application(id) => world.applications.get(&id).map(|application| {
            json!({
                "id": application.id, "name": application.name, "uid": application.uid,
                "redirect_uri": application.redirect_uri, "scopes": application.scopes,
            })
        }),
        Found::Agent { agent, token } => world.agents.get(&agent).map(|agent| {
            let found = agent.tokens.iter().find(|known| known.id == token);
            json!({
                "id": token, "agent_id": agent.id, "project_id": agent.project,
                "name": found.map(|token| token.name.clone()),
                "created_by_user_id": found.map(|token| token.creator),
            })
        }),
        Found::Runner(id) => world.runners.get(&id).map(runners::row),
        Found::Trigger(id) => world.triggers.get(&id).map(|trigger| {
            json!({
                "id": trigger.id, "description": trigger.description,
                "project_id": trigger.project, "owner_id": trigger.owner,
            })
        }),
    };
    row.map(Answer::ok).ok_or_else(|| Answer::not_found("Token"))
}

fn revoke(call: &mut Call<'_>) -> Outcome {
    call.admin()?;
    if !call.rules.flags.contains("api_admin_token_revoke") {
        return Err(Answer::not_found_at_all());
    }
    let text = asked(call)?;
    match find(call, &text)? {
        Found::Access(id, TokenKind::Personal | TokenKind::Impersonation) => {
            personal_tokens::end(call, id);
        }
        Found::Access(id, TokenKind::Resource(_)) => resource_tokens::end(call, id),
        Found::Session(digest) => {
            call.world.sessions.remove(&digest);
        }
        Found::Job(_) => return Err(Answer::unprocessable("Unsupported token type")),
        Found::Deploy(id) => deploy::end(call, id),
        Found::Feed(id) => {
            call.world.reset_feed_token(id);
        }
        Found::IncomingEmail(id) => {
            call.world.reset_incoming_email_token(id);
        }
        Found::Application(id) => {
            let secret = call.world.application_secret();
            if let Some(application) = call.world.applications.get_mut(&id) {
                application.digest = secret::digest(&secret);
            }
        }
        Found::Agent { agent, token } => agents::end(call, agent, token),
        Found::Runner(id) => {
            runners::renew(call, id);
        }
        Found::Trigger(id) => {
            if !call.rules.flags.contains("token_api_expire_pipeline_triggers") {
                return Err(Answer::unprocessable("Unsupported token type"));
            }
            call.world.triggers.remove(&id);
        }
    }
    Ok(Answer::no_content())
}

fn row(token: &AccessToken) -> Value {
    json!({
        "id": token.id,
        "user_id": token.user,
        "name": token.name,
        "revoked": token.is_revoked,
        "expires_at": token.expires_at.map(|day| day.to_string()),
        "created_at": millis(token.created_at),
        "updated_at": millis(token.created_at),
        "scopes": token.scopes,
        "impersonation": token.kind == TokenKind::Impersonation,
        "expire_notification_delivered": false,
        "last_used_at": token.last_used_at.map(millis),
        "after_expiry_notification_delivered": false,
        "previous_personal_access_token_id": null,
        "advanced_scopes": null,
        "organization_id": 1,
    })
}
