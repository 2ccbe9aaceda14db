//! From the history of a file to who changed it (CI3, MS6).
//!
//! What a commit says of its author anybody can write; who pushed it, GitLab
//! knows. So a push on record outranks a confirmed address, and that a name.
//!
//! Source: GitLab docs, `user/project/repository/signed_commits` (commits can
//! be made in anybody's name), `api/events` (`pushed` events with `push_data`).

use event::UserId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::respond::plan::Text;

/// A commit of a file's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commit {
    /// Its id.
    pub id: String,
    /// First line of its message.
    pub title: String,
    /// The author's name, as the commit says.
    pub author_name: String,
    /// The author's address, as the commit says.
    pub author_email: String,
    /// Whether GitLab verified its signature.
    #[serde(default)]
    pub is_signed: bool,
    /// When it was committed, as the commit says.
    pub committed_at: Option<Timestamp>,
}

/// A push that GitLab recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Push {
    /// Who pushed.
    pub user: UserId,
    /// That one's name.
    pub username: String,
    /// When.
    pub at: Timestamp,
    /// The last commit of it, where GitLab tells.
    pub commit: Option<String>,
}

/// A user of GitLab who may be the author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Who.
    pub user: UserId,
    /// The name for signing in.
    pub username: String,
    /// The name for people.
    pub name: String,
    /// Known addresses.
    pub emails: Vec<String>,
}

/// By what a user was found to be the one; the strongest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// Has the name that the commit says.
    Name,
    /// Has the address that the commit says.
    Email,
    /// Pushed within minutes of the commit.
    PushNear,
    /// Pushed exactly this commit.
    Push,
}

impl Evidence {
    /// In words for people.
    pub fn label(self) -> Text {
        match self {
            Self::Name => Text::of("actor-by-name", []),
            Self::Email => Text::of("actor-by-email", []),
            Self::PushNear => Text::of("actor-by-push-near", []),
            Self::Push => Text::of("actor-by-push", []),
        }
    }
}

/// Who may have changed a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorCandidate {
    /// The commit.
    pub commit: String,
    /// The user.
    pub user: UserId,
    /// That one's name.
    pub username: String,
    /// By what.
    pub evidence: Evidence,
    /// Whether the commit is in another one's name than who pushed it.
    pub is_in_foreign_name: bool,
}

/// A push within this time of the commit may be its push, in seconds.
const NEAR_SECONDS: i64 = 900;

/// Who may have made each commit, the likeliest first; commits in the order given.
pub fn actors(commits: &[Commit], pushes: &[Push], people: &[Person]) -> Vec<ActorCandidate> {
    commits.iter().flat_map(|commit| of_commit(commit, pushes, people)).collect()
}

/// The one who is likeliest to have changed the file: of the latest commit
/// that points at anybody, by the strongest evidence.
pub fn likeliest(candidates: &[ActorCandidate]) -> Option<&ActorCandidate> {
    let first = candidates.first()?;
    candidates.iter().filter(|one| one.commit == first.commit).max_by_key(|one| one.evidence)
}

fn of_commit(commit: &Commit, pushes: &[Push], people: &[Person]) -> Vec<ActorCandidate> {
    let mut found: Vec<ActorCandidate> = Vec::new();
    let mut add = |user: UserId, username: &str, evidence: Evidence| match found
        .iter_mut()
        .find(|known| known.user == user)
    {
        Some(known) => known.evidence = known.evidence.max(evidence),
        None => found.push(ActorCandidate {
            commit: commit.id.clone(),
            user,
            username: username.to_owned(),
            evidence,
            is_in_foreign_name: false,
        }),
    };
    for push in pushes {
        let is_near = commit
            .committed_at
            .is_some_and(|at| push.at.duration_since(at).as_secs().abs() <= NEAR_SECONDS);
        match &push.commit {
            Some(id) if is_same_commit(id, &commit.id) => {
                add(push.user, &push.username, Evidence::Push);
            }
            Some(_) | None if is_near => add(push.user, &push.username, Evidence::PushNear),
            Some(_) | None => {}
        }
    }
    for person in people {
        if person.emails.iter().any(|email| email.eq_ignore_ascii_case(&commit.author_email)) {
            add(person.user, &person.username, Evidence::Email);
        } else if is_same_name(&person.name, &commit.author_name) {
            add(person.user, &person.username, Evidence::Name);
        }
    }
    let author = found.iter().find(|one| is_author(one, commit, people)).map(|one| one.user);
    for one in &mut found {
        one.is_in_foreign_name = one.evidence == Evidence::Push && author != Some(one.user);
    }
    found.sort_by_key(|one| std::cmp::Reverse(one.evidence));
    found
}

fn is_author(candidate: &ActorCandidate, commit: &Commit, people: &[Person]) -> bool {
    people.iter().filter(|person| person.user == candidate.user).any(|person| {
        person.emails.iter().any(|email| email.eq_ignore_ascii_case(&commit.author_email))
    })
}

/// Full ids, or one of them shortened.
fn is_same_commit(a: &str, b: &str) -> bool {
    a.len() >= 8 && b.len() >= 8 && (a.starts_with(b) || b.starts_with(a))
}

fn is_same_name(a: &str, b: &str) -> bool {
    !a.is_empty() && a.trim().to_lowercase() == b.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commit(name: &str, email: &str) -> Commit {
        Commit {
            id: "a1b2c3d4e5f6".to_owned(),
            title: "ci: debug".to_owned(),
            author_name: name.to_owned(),
            author_email: email.to_owned(),
            is_signed: false,
            committed_at: Some("2026-11-21T05:00:00Z".parse().unwrap()),
        }
    }

    fn person(id: i64, name: &str, email: &str) -> Person {
        Person {
            user: UserId(id),
            username: name.to_lowercase().replace(' ', "."),
            name: name.to_owned(),
            emails: vec![email.to_owned()],
        }
    }

    fn push(id: i64, at: &str, commit: Option<&str>) -> Push {
        let commit = commit.map(str::to_owned);
        Push { user: UserId(id), username: format!("u{id}"), at: at.parse().unwrap(), commit }
    }

    #[test]
    fn who_pushed_outranks_what_the_commit_says_and_a_foreign_name_shows() {
        let people = [person(7, "Mei Tanaka", "mei@x.org"), person(8, "Oscar", "oscar@x.org")];
        let pushes = [push(8, "2026-11-21T09:00:00Z", Some("a1b2c3d4e5f6"))];
        let found = actors(&[commit("Mei Tanaka", "MEI@x.org")], &pushes, &people);
        let told: Vec<_> =
            found.iter().map(|one| (one.user.0, one.evidence, one.is_in_foreign_name)).collect();
        assert_eq!(told, [(8, Evidence::Push, true), (7, Evidence::Email, false)]);
        assert_eq!(likeliest(&found).unwrap().user, UserId(8));
    }

    #[test]
    fn without_a_push_the_address_counts_then_the_name() {
        let people = [person(7, "Mei Tanaka", "mei@x.org"), person(9, "mei tanaka", "other@x.org")];
        let found = actors(&[commit("Mei Tanaka", "mei@x.org")], &[], &people);
        let told: Vec<_> = found.iter().map(|one| (one.user.0, one.evidence)).collect();
        assert_eq!(told, [(7, Evidence::Email), (9, Evidence::Name)]);
    }

    #[test]
    fn a_push_at_another_time_is_not_this_one() {
        let near = push(8, "2026-11-21T05:10:00Z", None);
        let far = push(9, "2026-11-21T06:10:00Z", None);
        let found = actors(&[commit("x", "y@z")], &[near, far], &[]);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].user, found[0].evidence), (UserId(8), Evidence::PushNear));
    }
}
