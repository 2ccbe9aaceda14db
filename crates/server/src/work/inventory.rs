//! Reads every credential that our token may list; changes nothing in GitLab.
//!
//! As an administrator: all of the instance. Else: those of the groups that we
//! own, with GitLab's own inventory for enterprise users where the tier has it.

use std::collections::BTreeMap;

use engine::investigate::inventory::{Credential, CredentialKind, Owner};
use engine::respond::{Spot, Standing};
use event::{GroupId, ProjectId, UserId};
use futures::StreamExt as _;
use gitlab::{AccessToken, Client, GitLabError, Group, Listing, Project, Thing, User};
use jiff::Timestamp;

use super::writer::full_text;

/// Listings that are read at a time: an inventory must not overload GitLab.
const AT_ONCE: usize = 8;

/// Why something is missing for who is no administrator.
const READ_ROWS_NOTE: &str = "only administrators list it for all";

/// Everything that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Collected {
    /// The credentials.
    pub(crate) credentials: Vec<Credential>,
    /// What could not be read, and why.
    pub(crate) gaps: Vec<String>,
    /// Listings that were read.
    pub(crate) listings: usize,
}

/// One listing, and what its rows are.
struct Wanted {
    kind: CredentialKind,
    spot: Spot,
    path: String,
    source: Source,
}

/// Where rows come from.
#[derive(Clone, Copy)]
enum Source {
    Things(Listing),
    Impersonation(i64),
    ProjectTokens(i64),
    GroupTokens(i64),
    EnterpriseTokens(i64),
}

/// Reads all. `tell` is called with how many of how many listings were read.
pub(crate) async fn collect(
    client: &Client,
    standing: &Standing,
    tell: impl Fn(usize, usize) + Send,
) -> Collected {
    let mut found = Collected::default();
    let mut people = BTreeMap::new();
    let wanted = if standing.is_admin {
        of_instance(client, &mut found, &mut people).await
    } else {
        of_groups(client, standing, &mut found).await
    };
    let total = wanted.len();
    let mut reading = futures::stream::iter(wanted)
        .map(|one| async move {
            let rows = read(client, one.source).await;
            (one, rows)
        })
        .buffered(AT_ONCE);
    while let Some((one, rows)) = reading.next().await {
        found.listings = found.listings.saturating_add(1);
        tell(found.listings, total);
        match rows {
            Ok(rows) => found.credentials.extend(rows.into_iter().map(|row| owned(&one, row))),
            Err(error) => {
                let what = one.kind.as_str().replace('_', " ");
                let gap = format!("{} {what}: {}", one.path, full_text(&error));
                if !found.gaps.contains(&gap) {
                    found.gaps.push(gap);
                }
            }
        }
    }
    drop(reading);
    settle(&mut found, &people);
    found
}

async fn of_instance(
    client: &Client,
    found: &mut Collected,
    people: &mut BTreeMap<i64, User>,
) -> Vec<Wanted> {
    let users = or_gap(client.users(None).await, "users", found);
    let groups = or_gap(client.groups().await, "groups", found);
    let projects = or_gap(client.projects().await, "projects", found);
    let at = |kind, listing| Wanted {
        kind,
        spot: Spot::Instance,
        path: String::new(),
        source: Source::Things(listing),
    };
    let mut wanted = vec![
        at(CredentialKind::PersonalToken, Listing::PersonalTokens),
        at(CredentialKind::DeployKey, Listing::DeployKeys),
        at(CredentialKind::Runner, Listing::Runners),
        at(CredentialKind::Application, Listing::Applications),
    ];
    for user in users {
        if !user.bot {
            wanted.extend(of_user(&user));
        }
        people.insert(user.id, user);
    }
    wanted.extend(groups.iter().flat_map(of_group));
    wanted.extend(projects.iter().flat_map(of_project));
    wanted
}

async fn of_groups(client: &Client, standing: &Standing, found: &mut Collected) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    for group in &standing.owned_groups {
        let own = or_gap(client.group(group.0).await.map(|one| vec![one]), "group", found);
        let below = or_gap(client.descendant_groups(group.0).await, "groups below", found);
        let projects = or_gap(client.group_projects(group.0).await, "projects", found);
        let path = own.first().map(|group| group.full_path.clone()).unwrap_or_default();
        wanted.push(Wanted {
            kind: CredentialKind::PersonalToken,
            spot: Spot::Group { group: *group },
            path,
            source: Source::EnterpriseTokens(group.0),
        });
        wanted.extend(own.iter().chain(&below).flat_map(of_group));
        wanted.extend(projects.iter().flat_map(of_project));
    }
    for what in ["personal tokens and keys of users", "runners of the instance", "applications"] {
        found.gaps.push(format!("{what}: {READ_ROWS_NOTE}"));
    }
    wanted
}

fn or_gap<T>(answer: Result<Vec<T>, GitLabError>, what: &str, found: &mut Collected) -> Vec<T> {
    answer.unwrap_or_else(|error| {
        found.gaps.push(format!("{what}: {}", full_text(&error)));
        Vec::new()
    })
}

fn of_user(user: &User) -> [Wanted; 3] {
    let at = |kind, source| Wanted {
        kind,
        spot: Spot::User { user: UserId(user.id) },
        path: user.username.clone(),
        source,
    };
    [
        at(CredentialKind::ImpersonationToken, Source::Impersonation(user.id)),
        at(CredentialKind::SshKey, Source::Things(Listing::UserKeys(user.id))),
        at(CredentialKind::GpgKey, Source::Things(Listing::UserGpgKeys(user.id))),
    ]
}

fn of_group(group: &Group) -> [Wanted; 3] {
    let at = |kind, source| Wanted {
        kind,
        spot: Spot::Group { group: GroupId(group.id) },
        path: group.full_path.clone(),
        source,
    };
    [
        at(CredentialKind::GroupToken, Source::GroupTokens(group.id)),
        at(CredentialKind::DeployToken, Source::Things(Listing::GroupDeployTokens(group.id))),
        at(CredentialKind::Runner, Source::Things(Listing::GroupRunners(group.id))),
    ]
}

fn of_project(project: &Project) -> [Wanted; 5] {
    let at = |kind, source| Wanted {
        kind,
        spot: Spot::Project { project: ProjectId(project.id) },
        path: project.path_with_namespace.clone(),
        source,
    };
    let id = project.id;
    [
        at(CredentialKind::ProjectToken, Source::ProjectTokens(id)),
        at(CredentialKind::DeployToken, Source::Things(Listing::ProjectDeployTokens(id))),
        at(CredentialKind::DeployKey, Source::Things(Listing::ProjectDeployKeys(id))),
        at(CredentialKind::Trigger, Source::Things(Listing::ProjectTriggers(id))),
        at(CredentialKind::Runner, Source::Things(Listing::ProjectRunners(id))),
    ]
}

/// A row, and the role of a project or group token.
async fn read(client: &Client, source: Source) -> Result<Vec<Thing>, GitLabError> {
    let tokens = match source {
        Source::Things(listing) => return client.things(listing).await,
        Source::Impersonation(user) => client.impersonation_tokens(user).await?,
        Source::ProjectTokens(project) => client.project_access_tokens(project).await?,
        Source::GroupTokens(group) => client.group_access_tokens(group).await?,
        Source::EnterpriseTokens(group) => client.enterprise_tokens(group).await?,
    };
    Ok(tokens.into_iter().map(thing).collect())
}

fn thing(token: AccessToken) -> Thing {
    let day = |text: &String| -> Option<Timestamp> {
        let day: jiff::civil::Date = text.parse().ok()?;
        Some(day.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
    };
    let level = token.access_level.map(|level| ("access_level".to_owned(), level.to_string()));
    Thing {
        id: token.id,
        is_active: token.is_active(),
        expires_at: token.expires_at.as_ref().and_then(day),
        name: token.name,
        user: token.user_id,
        username: None,
        created_at: token.created_at,
        last_used_at: token.last_used_at,
        scopes: token.scopes,
        flags: level.into_iter().collect(),
    }
}

fn owned(wanted: &Wanted, row: Thing) -> Credential {
    let is_on = |name: &str| row.flags.get(name).is_some_and(|flag| flag == "true");
    // The listing of personal tokens holds those that administrators made too.
    let kind = match wanted.kind {
        CredentialKind::PersonalToken if is_on("impersonation") => {
            CredentialKind::ImpersonationToken
        }
        kind => kind,
    };
    let of_spot = match wanted.spot {
        Spot::User { user } => Some(user.0),
        Spot::Instance | Spot::Group { .. } | Spot::Project { .. } => None,
    };
    let owner = row.user.or(of_spot);
    let is_personal =
        matches!(kind, CredentialKind::PersonalToken | CredentialKind::ImpersonationToken);
    let spot = match owner {
        Some(user) if is_personal && wanted.spot == Spot::Instance => {
            Spot::User { user: UserId(user) }
        }
        _told_by_the_listing => wanted.spot,
    };
    Credential {
        kind,
        id: row.id,
        can_push: is_on("can_push"),
        access_level: row.flags.get("access_level").and_then(|level| level.parse().ok()),
        owner: Owner { id: owner.map(UserId), name: row.username, ..Owner::default() },
        spot,
        path: wanted.path.clone(),
        scopes: row.scopes,
        is_active: row.is_active,
        created_at: row.created_at,
        last_used_at: row.last_used_at,
        expires_at: row.expires_at,
        name: row.name,
    }
}

/// Names owners, and leaves each credential once: bots' tokens stand in the
/// listing of personal tokens too, runners in those of every place they serve.
fn settle(found: &mut Collected, people: &BTreeMap<i64, User>) {
    for one in &mut found.credentials {
        let Some(user) = one.owner.id.and_then(|id| people.get(&id.0)) else { continue };
        one.owner.name = Some(user.username.clone());
        one.owner.is_admin = user.is_admin;
        one.owner.is_bot = user.bot;
        one.owner.state = Some(user.state.clone());
        if one.path.is_empty() {
            one.path.clone_from(&user.username);
        }
    }
    // What tells more about where it belongs comes first and stays.
    let telling = |one: &Credential| {
        let is_general = one.kind == CredentialKind::PersonalToken || one.spot == Spot::Instance;
        (family(one.kind), one.id, is_general)
    };
    found.credentials.sort_by_key(telling);
    found.credentials.dedup_by_key(|one| match one.kind {
        // The same key in two projects is two doors.
        CredentialKind::DeployKey => (family(one.kind), one.id, Some(one.spot)),
        kind => (family(kind), one.id, None),
    });
    let in_places: Vec<i64> = found
        .credentials
        .iter()
        .filter(|one| one.kind == CredentialKind::DeployKey && one.spot != Spot::Instance)
        .map(|one| one.id)
        .collect();
    found.credentials.retain(|one| {
        one.kind != CredentialKind::DeployKey
            || one.spot != Spot::Instance
            || !in_places.contains(&one.id)
    });
}

/// Kinds that share one row of numbers.
fn family(kind: CredentialKind) -> u8 {
    match kind {
        CredentialKind::PersonalToken
        | CredentialKind::ImpersonationToken
        | CredentialKind::ProjectToken
        | CredentialKind::GroupToken => 0,
        CredentialKind::SshKey => 1,
        CredentialKind::GpgKey => 2,
        CredentialKind::DeployKey => 3,
        CredentialKind::DeployToken => 4,
        CredentialKind::Runner => 5,
        CredentialKind::Trigger => 6,
        CredentialKind::Application => 7,
    }
}
