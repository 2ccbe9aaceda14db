//! Who is calling, and whether the credential reaches far enough.
//!
//! Source: GitLab docs, `api/rest/authentication`; bodies as GitLab sends them.

use jiff::Timestamp;
use serde_json::Value;

use super::answer::Answer;
use super::request::Request;
use super::route::{Need, Route};
use crate::secret;
use crate::world::{TokenKind, UserState, World};

/// What is known of the caller; kept even when the call is refused, for the log.
#[derive(Debug, Clone, Default)]
pub(crate) struct Caller {
    pub(crate) user: Option<u64>,
    pub(crate) token: Option<u64>,
    pub(crate) job: Option<u64>,
    pub(crate) is_session: bool,
    /// Why the credential was refused, in the log's words.
    pub(crate) failure: Option<&'static str>,
}

impl Caller {
    /// `token_type` of `api_json.log`.
    pub(crate) fn token_type(&self) -> Option<&'static str> {
        match (self.token, self.job) {
            (Some(_), _) => Some("PersonalAccessToken"),
            (None, Some(_)) => Some("CiJobToken"),
            (None, None) => None,
        }
    }
}

/// Finds out who calls. The caller is filled in as far as it is known.
pub(crate) fn authenticate(
    world: &mut World,
    request: &Request,
    route: &Route,
    now: Timestamp,
    caller: &mut Caller,
) -> Result<(), Answer> {
    let shown = &request.secrets;
    if let Some(text) = &shown.token {
        by_token(world, text, route, now, caller)?;
    } else if let Some(text) = &shown.job {
        // On other routes GitLab does not look at a job token.
        if route.is_for_jobs {
            by_job(world, text, caller)?;
        }
    } else if let Some(text) = &shown.session {
        // A cookie that opens nothing is as good as none.
        caller.user = world.sessions.get(&secret::digest(text)).copied();
        caller.is_session = caller.user.is_some();
    }
    if let Some(user) = caller.user {
        check_state(world, user, caller)?;
    }
    if let Some(id) = caller.token
        && let Some(token) = world.tokens.get_mut(&id)
    {
        token.note_use(now, &request.ip);
    }
    if let Some(wanted) = &shown.sudo {
        sudo(world, wanted, caller)?;
    }
    suspend_admin(world, caller);
    if let Some(user) = caller.user.and_then(|id| world.users.get_mut(&id)) {
        user.last_activity_at = Some(now);
    }
    Ok(())
}

/// Where Admin Mode is enforced, an administrator without its scope is none.
///
/// Source: GitLab docs, `administration/settings/sign_in_restrictions`, Admin Mode.
fn suspend_admin(world: &mut World, caller: &Caller) {
    let is_enforced = world.settings.get("admin_mode").and_then(Value::as_bool) == Some(true);
    let token = caller.token.and_then(|id| world.tokens.get(&id));
    let has_scope = token.is_some_and(|token| token.has_scope(&["admin_mode"]));
    world.without_admin = caller.user.filter(|_| is_enforced && !has_scope);
}

fn by_token(
    world: &World,
    text: &str,
    route: &Route,
    now: Timestamp,
    caller: &mut Caller,
) -> Result<(), Answer> {
    let Some(token) = world.token_by_secret(text) else {
        caller.failure = Some("invalid_token");
        return Err(Answer::unauthorized());
    };
    caller.token = Some(token.id);
    if token.is_revoked {
        caller.failure = Some("token_revoked");
        return Err(Answer::token_revoked());
    }
    if token.is_expired(now) {
        caller.failure = Some("token_expired");
        return Err(Answer::token_expired());
    }
    caller.user = Some(token.user);
    let accepted = scopes(route);
    if !accepted.is_empty() && !token.has_scope(accepted) {
        caller.failure = Some("insufficient_scope");
        return Err(Answer::insufficient_scope(&accepted.join(" ")));
    }
    Ok(())
}

fn scopes(route: &Route) -> &'static [&'static str] {
    match (route.need, route.method) {
        (Need::AnyToken, _) => &[],
        (Need::SelfRotate, _) => &["api", "self_rotate"],
        (Need::Api, "GET") => &["api", "read_api"],
        (Need::ReadUser, "GET") => &["api", "read_api", "read_user"],
        (Need::ReadRepository, "GET") => &["api", "read_api", "read_repository"],
        (Need::Api | Need::ReadUser | Need::ReadRepository, _) => &["api"],
    }
}

fn by_job(world: &World, text: &str, caller: &mut Caller) -> Result<(), Answer> {
    let digest = secret::digest(text);
    let job = world.jobs.values().find(|job| job.token == digest && job.status == "running");
    let Some(job) = job else {
        caller.failure = Some("invalid_token");
        return Err(Answer::unauthorized());
    };
    caller.job = Some(job.id);
    caller.user = Some(job.user);
    Ok(())
}

fn check_state(world: &World, user: u64, caller: &mut Caller) -> Result<(), Answer> {
    let state = world.users.get(&user).map_or(UserState::Blocked, |user| user.state);
    let why = match state {
        UserState::Active => return Ok(()),
        UserState::Blocked | UserState::LdapBlocked => "Your account has been blocked.",
        UserState::Banned => "Your account has been banned.",
        UserState::Pending => {
            "Your account is pending approval from your administrator and hence blocked."
        }
        UserState::Deactivated => {
            "Your account has been deactivated by your administrator. Please log back in from a web browser to reactivate your account"
        }
    };
    caller.failure = Some("user_blocked");
    // GitLab ends a browser's session with the account: it is then as if nobody were signed in.
    if caller.is_session {
        caller.user = None;
        return Err(Answer::unauthorized());
    }
    Err(Answer::forbidden_because(why))
}

fn sudo(world: &World, wanted: &str, caller: &mut Caller) -> Result<(), Answer> {
    let user = caller.user.ok_or_else(Answer::unauthorized)?;
    if !world.is_admin(user) {
        return Err(Answer::forbidden_because("Must be admin to use sudo"));
    }
    let token = caller.token.and_then(|id| world.tokens.get(&id));
    let may = token.is_some_and(|t| t.has_scope(&["sudo"]) && t.kind == TokenKind::Personal);
    if !may {
        return Err(Answer::insufficient_scope("sudo"));
    }
    let other = world.user_by(wanted).map(|user| user.id);
    caller.user = Some(
        other.ok_or_else(|| Answer::not_found(&format!("User with ID or username '{wanted}'")))?,
    );
    Ok(())
}
