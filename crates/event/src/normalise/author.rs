//! Which kind of actor an author is.

use crate::ActorKind;

/// What kind of actor: by its class where the source names one, else by the
/// id, where negative numbers stand for those who are no users.
///
/// Source: GitLab, `lib/gitlab/audit/*_author.rb` (-1 nobody signed in, -2 a
/// deploy token, -3 a deploy key).
pub(super) fn kind(class: Option<&str>, id: Option<i64>, name: Option<&str>) -> ActorKind {
    match class.and_then(of_class).or_else(|| id.map(of_id)) {
        Some(ActorKind::User) if name.is_some_and(is_bot) => ActorKind::Bot,
        Some(kind) => kind,
        None => ActorKind::Unknown,
    }
}

/// The kind that a class (`author_class`) or a token's type (`token_type`)
/// tells; `None` where it does not settle it.
fn of_class(class: &str) -> Option<ActorKind> {
    let kind = match class.rsplit("::").next().unwrap_or(class) {
        "User" | "ImpersonatedAuthor" | "DeletedAuthor" => ActorKind::User,
        "DeployToken" | "DeployTokenAuthor" => ActorKind::DeployToken,
        "DeployKey" | "DeployKeyAuthor" => ActorKind::DeployKey,
        "Build" | "Bridge" | "CommitStatus" | "JobToken" | "CiJobToken" => ActorKind::Job,
        "UnauthenticatedAuthor" | "CiRunnerTokenAuthor" | "RunnerRegistrationTokenAuthor" => {
            ActorKind::Unauthenticated
        }
        last if last.contains("Bot") => ActorKind::Bot,
        _ => return None,
    };
    Some(kind)
}

fn of_id(id: i64) -> ActorKind {
    match id {
        1.. => ActorKind::User,
        -2 => ActorKind::DeployToken,
        -3 => ActorKind::DeployKey,
        _ => ActorKind::Unauthenticated,
    }
}

/// Whether a name is one that GitLab gives to its bot users:
/// `project_12_bot_0a1b`, `group_7_bot`, `GitLab-Admin-Bot`, `GitLab Security Bot`.
fn is_bot(name: &str) -> bool {
    let is_internal = ["GitLab-", "GitLab "].iter().any(|start| name.starts_with(start))
        && ["-Bot", " Bot"].iter().any(|end| name.ends_with(end));
    is_internal || is_access_token_bot(name)
}

fn is_access_token_bot(name: &str) -> bool {
    let Some(rest) = name.strip_prefix("project_").or_else(|| name.strip_prefix("group_")) else {
        return false;
    };
    let Some((number, tail)) = rest.split_once("_bot") else { return false };
    !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && tail.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_class_outranks_the_id_and_the_id_the_name() {
        let cases = [
            (Some("DeployKey"), Some(-3), Some("ci-mirror"), ActorKind::DeployKey),
            (None, Some(-2), Some("mirror"), ActorKind::DeployToken),
            (
                Some("Gitlab::Audit::UnauthenticatedAuthor"),
                Some(-1),
                None,
                ActorKind::Unauthenticated,
            ),
            (Some("Ci::Build"), Some(5), None, ActorKind::Job),
            (Some("PersonalAccessToken"), Some(5), Some("haruka"), ActorKind::User),
            (Some("User"), Some(5), Some("project_12_bot_0a1b2c"), ActorKind::Bot),
            (None, Some(5), Some("group_7_bot1"), ActorKind::Bot),
            (Some("User"), Some(5), Some("GitLab-Admin-Bot"), ActorKind::Bot),
            (Some("User"), Some(5), Some("project_x_bot"), ActorKind::User),
            (Some("User"), Some(5), Some("Abbott"), ActorKind::User),
            (None, Some(0), None, ActorKind::Unauthenticated),
            (None, None, Some("haruka"), ActorKind::Unknown),
        ];
        for (class, id, name, expected) in cases {
            assert_eq!(kind(class, id, name), expected, "{class:?} {id:?} {name:?}");
        }
    }
}
