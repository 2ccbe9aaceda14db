//! One line for people: who did what to what, from where.
//!
//! Built from the event's own fields, in plain English, for every type: the
//! words of most type names say what was done (`personal_access_token_created`),
//! the others are listed here.

use event::{Change, Event};

/// Type names whose words do not read as what was done.
const PHRASES: [(&str, &str); 27] = [
    ("authenticated_with_password", "signed in with a password"),
    ("authenticated_with_two_factor", "signed in with two factors"),
    ("ban_user", "banned user"),
    ("change_membership_state", "changed membership of"),
    ("deploy_key_added", "added deploy key"),
    ("email_created", "added an e-mail address to"),
    ("job_artifact_downloaded", "downloaded a job artifact"),
    ("login_failed_with_otp_authentication", "failed to sign in with a one-time password as"),
    ("login_failed_with_standard_authentication", "failed to sign in as"),
    ("login_failed_with_webauthn_authentication", "failed to sign in with a security key as"),
    ("omniauth_login_failed", "failed to sign in by a provider as"),
    ("password_reset_failed", "failed to reset the password of"),
    ("password_reset_requested", "asked for a password reset of"),
    ("project_fork_operation", "forked project"),
    ("repository_download_operation", "downloaded repository"),
    ("repository_git_operation", "used Git on"),
    ("set_runner_associated_projects", "gave projects a runner"),
    ("skip_secret_push_protection", "skipped secret push protection"),
    ("unban_user", "unbanned user"),
    ("unblock_user", "unblocked user"),
    ("user_access_locked", "was locked out as"),
    ("user_admin_status_updated", "changed the administrator status of"),
    ("user_authorized_oauth_application", "authorized OAuth application"),
    ("user_disable_two_factor", "disabled two-factor authentication of"),
    ("user_enable_two_factor", "enabled two-factor authentication of"),
    ("user_impersonation", "impersonated"),
    ("variable_viewed_api", "read CI/CD variable"),
];

/// Words that say what was done, in a type's name, and what people say.
const VERBS: [(&str, &str); 18] = [
    ("accessed", "opened"),
    ("add", "added"),
    ("added", "added"),
    ("associated", "associated"),
    ("create", "created"),
    ("created", "created"),
    ("delete", "deleted"),
    ("deleted", "deleted"),
    ("destroy", "deleted"),
    ("destroyed", "deleted"),
    ("registered", "registered"),
    ("remove", "removed"),
    ("removed", "removed"),
    ("revoked", "revoked"),
    ("unassociated", "removed"),
    ("unregistered", "removed"),
    ("update", "changed"),
    ("updated", "changed"),
];

/// The line for an event that completed a finding of so many events.
pub(super) fn of(event: &Event, events: usize) -> String {
    let sentence = sentence(event);
    if events > 1 { format!("{events} events, the last: {sentence}") } else { sentence }
}

fn sentence(event: &Event) -> String {
    let parts = [
        actor(event),
        what(event),
        target(event),
        change(&event.change),
        scope(event),
        token(event),
        event.ip.map_or_else(String::new, |ip| format!("from {ip}")),
    ];
    let said: Vec<&str> =
        parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    said.join(" ")
}

fn actor(event: &Event) -> String {
    let actor = &event.actor;
    let name = match (&actor.name, actor.id) {
        (Some(name), _) => name.clone(),
        (None, Some(id)) => format!("user {id}"),
        (None, None) => "somebody".to_owned(),
    };
    match &actor.impersonator {
        Some(impersonator) => format!("{impersonator} (as {name})"),
        None => name,
    }
}

fn what(event: &Event) -> String {
    if let Some(request) = &event.request {
        let method = request.method.as_deref().unwrap_or("a request");
        let path = request.path.as_deref().or(request.route.as_deref()).unwrap_or_default();
        let status = request.status.map_or_else(String::new, |status| format!(" ({status})"));
        return format!("called {method} {path}{status}");
    }
    match (&event.event_type, &event.message) {
        (Some(name), _) => phrase(name),
        (None, Some(message)) => format!("did: {message}"),
        (None, None) if event.change.is_empty() => "did something".to_owned(),
        (None, None) => "changed settings".to_owned(),
    }
}

/// Words that people write otherwise.
const SPELLINGS: [(&str, &str); 8] = [
    ("api", "API"),
    ("ci", "CI/CD"),
    ("gpg", "GPG"),
    ("ip", "IP"),
    ("oauth", "OAuth"),
    ("saml", "SAML"),
    ("ssh", "SSH"),
    ("url", "URL"),
];

/// `personal_access_token_created` → `created personal access token`.
fn phrase(event_type: &str) -> String {
    if let Some((_, phrase)) = PHRASES.iter().find(|(name, _)| *name == event_type) {
        return (*phrase).to_owned();
    }
    let spelt = |word| SPELLINGS.iter().find(|(name, _)| *name == word).map_or(word, |(_, it)| *it);
    let words: Vec<&str> = event_type.split('_').map(spelt).collect();
    let verb = |word: Option<&&str>| {
        VERBS.iter().find(|(name, _)| Some(name) == word).map(|(_, said)| *said)
    };
    match words.as_slice() {
        [things @ .., last] if verb(Some(last)).is_some() && !things.is_empty() => {
            format!("{} {}", verb(Some(last)).unwrap_or_default(), things.join(" "))
        }
        [first, things @ ..] if verb(Some(first)).is_some() && !things.is_empty() => {
            format!("{} {}", verb(Some(first)).unwrap_or_default(), things.join(" "))
        }
        words => format!("did: {}", words.join(" ")),
    }
}

/// The target, unless the scope or the actor already names it.
fn target(event: &Event) -> String {
    let details = event.target.as_ref().and_then(|target| target.details.as_deref());
    let path = event.entity.as_ref().and_then(|entity| entity.path.as_deref());
    let is_told = details == path || (is_own(event) && details == event.actor.name.as_deref());
    match details {
        Some(details) if !details.is_empty() && !is_told => format!("\"{details}\""),
        Some(_) | None => String::new(),
    }
}

/// Whether the scope is the actor's own account.
fn is_own(event: &Event) -> bool {
    let entity = event.entity.as_ref();
    entity.is_some_and(|entity| entity.kind == "User" && entity.id == event.actor.id)
}

fn change(change: &Change) -> String {
    match (&change.from, &change.to) {
        (Some(from), Some(to)) => format!("({} → {})", shown(from), shown(to)),
        (None, Some(to)) => format!("(to {})", shown(to)),
        (Some(from), None) => format!("(was {})", shown(from)),
        (None, None) => String::new(),
    }
}

fn shown(value: &str) -> &str {
    if value.is_empty() { "nothing" } else { value }
}

fn scope(event: &Event) -> String {
    let entity = event.entity.as_ref().filter(|_| !is_own(event));
    let path = entity.and_then(|entity| entity.path.as_deref());
    path.map_or_else(String::new, |path| format!("in {path}"))
}

fn token(event: &Event) -> String {
    let token = event.token.as_ref();
    token.map_or_else(String::new, |token| format!("with {} {}", token.kind, token.id))
}

#[cfg(test)]
mod tests {
    use super::phrase;

    #[test]
    fn a_type_name_reads_as_what_was_done() {
        for (name, expected) in [
            ("personal_access_token_created", "created personal access token"),
            ("add_ssh_key", "added SSH key"),
            ("deploy_key_added", "added deploy key"),
            ("project_visibility_level_updated", "changed project visibility level"),
            ("webhook_destroyed", "deleted webhook"),
            ("login_failed_with_standard_authentication", "failed to sign in as"),
            ("something_else", "did: something else"),
            ("created", "did: created"),
        ] {
            assert_eq!(phrase(name), expected, "{name}");
        }
    }
}
