//! Who and what appears in the traffic, and how often.

use crate::Dice;

/// A type of event as the generator writes it; the more frequent come first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) is_saved: bool,
    pub(super) entity_type: &'static str,
    pub(super) target_type: &'static str,
    pub(super) shape: Shape,
}

/// The part of the details that differs.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    Git,
    Message(&'static str),
    Change { what: &'static str, from: &'static str, to: &'static str },
    SignIn,
}

const fn streamed(name: &'static str, target: &'static str, shape: Shape) -> Kind {
    Kind { name, is_saved: false, entity_type: "Project", target_type: target, shape }
}

const fn saved(name: &'static str, target: &'static str, shape: Shape) -> Kind {
    Kind { name, is_saved: true, entity_type: "Project", target_type: target, shape }
}

const fn text(message: &'static str) -> Shape {
    Shape::Message(message)
}

/// Should a draw ever miss the table.
pub(super) const FALLBACK: Kind = streamed("repository_git_operation", "Project", Shape::Git);

/// Event types by frequency.
pub(super) const KINDS: &[Kind] = &[
    FALLBACK,
    streamed(
        "user_authenticated_using_job_token",
        "Ci::Build",
        text("User authenticated using a CI/CD job token"),
    ),
    streamed("merge_request_create", "MergeRequest", text("Added merge request")),
    streamed("job_artifact_downloaded", "Ci::Build", text("Downloaded artifact")),
    Kind {
        name: "authenticated_with_password",
        is_saved: true,
        entity_type: "User",
        target_type: "User",
        shape: Shape::SignIn,
    },
    saved("merge_request_merged", "MergeRequest", text("Merge request merged")),
    streamed("comment_created", "Note", text("Added comment")),
    streamed("variable_viewed_api", "Project", text("CI/CD variables accessed with the API")),
    saved("repository_download_operation", "Project", text("Repository Download Started")),
    saved("member_created", "User", text("Membership created")),
    saved(
        "member_updated",
        "User",
        Shape::Change { what: "access_level", from: "Developer", to: "Maintainer" },
    ),
    saved("member_destroyed", "User", text("Membership destroyed")),
    saved("ci_variable_updated", "Ci::Variable", text("Updated ci variable value")),
    saved("ci_variable_created", "Ci::Variable", text("Added ci variable")),
    saved(
        "protected_branch_updated",
        "ProtectedBranch",
        Shape::Change { what: "allow force push", from: "false", to: "true" },
    ),
    saved("project_created", "Project", text("Added project")),
    saved("add_ssh_key", "Key", text("Added SSH key")),
    saved("personal_access_token_created", "User", text("Created personal access token with id 1")),
    saved(
        "project_access_token_created",
        "PersonalAccessToken",
        text(
            "Created project access token with token_id: 1 with scopes: [\\\"api\\\"] and Developer access level.",
        ),
    ),
    saved("ci_runner_registered", "Ci::Runner", text("Registered project CI runner")),
    saved("webhook_created", "ProjectHook", text("Added project hook")),
    saved("personal_access_token_revoked", "User", text("Revoked personal access token with id 1")),
    saved("remove_ssh_key", "Key", text("Removed SSH key")),
    saved(
        "project_name_updated",
        "Project",
        Shape::Change { what: "name", from: "Old name", to: "New name" },
    ),
    saved("ci_variable_deleted", "Ci::Variable", text("Removed ci variable")),
    saved("deploy_key_added", "DeployKey", text("Added deploy key")),
    saved(
        "login_failed_with_standard_authentication",
        "User",
        text("Failed to login with STANDARD authentication"),
    ),
    saved(
        "project_visibility_level_updated",
        "Project",
        Shape::Change { what: "visibility_level", from: "Private", to: "Public" },
    ),
    saved(
        "deploy_token_created",
        "DeployToken",
        text("Created project deploy token with name: pull"),
    ),
    saved("protected_branch_removed", "ProtectedBranch", text("Removed protected branch")),
    saved("webhook_destroyed", "ProjectHook", text("Deleted project hook")),
    saved("project_archived", "Project", text("Project archived")),
    saved("user_blocked", "User", text("Blocked user")),
    saved("user_impersonation", "User", text("Started Impersonation")),
];

/// Requests by frequency.
pub(super) const ROUTES: &[(&str, &str)] = &[
    ("GET", "/projects/:id"),
    ("GET", "/projects/:id/pipelines"),
    ("GET", "/projects/:id/merge_requests"),
    ("GET", "/projects"),
    ("GET", "/user"),
    ("GET", "/projects/:id/jobs"),
    ("POST", "/jobs/request"),
    ("GET", "/projects/:id/repository/commits"),
    ("GET", "/groups/:id/projects"),
    ("GET", "/projects/:id/repository/files/:file_path/raw"),
    ("GET", "/users"),
    ("GET", "/projects/:id/variables"),
    ("POST", "/projects/:id/merge_requests"),
    ("GET", "/personal_access_tokens/self"),
    ("GET", "/projects/:id/jobs/:job_id/trace"),
    ("POST", "/projects/:id/pipeline"),
    ("GET", "/groups"),
    ("POST", "/projects/:id/access_tokens"),
    ("POST", "/user/keys"),
    ("POST", "/projects/:id/hooks"),
];

const GIVEN: [&str; 20] = [
    "Aiko", "Bruno", "Chidi", "Dalia", "Emil", "Freya", "Goran", "Hiro", "Ines", "Jonas", "Katya",
    "Lucia", "Mateo", "Nadia", "Omar", "Paula", "Quinn", "Rosa", "Sven", "Yuki",
];
const FAMILY: [&str; 20] = [
    "Abe", "Berg", "Costa", "Dunne", "Eklund", "Farah", "Grau", "Hayashi", "Ivanov", "Jansen",
    "Kato", "Lopez", "Moreau", "Nakata", "Okoye", "Perez", "Rossi", "Sato", "Tran", "Weber",
];
const NOUNS: [&str; 16] = [
    "berth", "cargo", "crane", "dock", "ferry", "gate", "hull", "invoice", "keel", "ledger",
    "manifest", "pilot", "quay", "route", "tariff", "vessel",
];

/// A user of the traffic.
#[derive(Debug, Clone, Default)]
pub(super) struct Person {
    pub(super) id: u64,
    pub(super) username: String,
    pub(super) name: String,
}

/// A project of the traffic.
#[derive(Debug, Clone, Default)]
pub(super) struct Place {
    pub(super) id: u64,
    pub(super) path: String,
}

/// Everyone and everything that appears.
#[derive(Debug, Clone)]
pub(super) struct Cast {
    users: Vec<Person>,
    projects: Vec<Place>,
    addresses: Vec<String>,
    nobody: Person,
    nowhere: Place,
}

impl Cast {
    pub(super) fn new(dice: &mut Dice, users: usize, projects: usize, addresses: usize) -> Self {
        let ids = || 1_u64..;
        let users = ids().take(users).map(|id| {
            let (given, family) = (dice.word(&GIVEN), dice.word(&FAMILY));
            let username = format!("{}.{}{id}", given.to_lowercase(), family.to_lowercase());
            Person { id, username, name: format!("{given} {family}") }
        });
        let users = users.collect();
        let projects = ids().take(projects).map(|id| {
            let (group, name) = (dice.word(&NOUNS), dice.word(&NOUNS));
            Place { id, path: format!("{group}-group/{name}-{id}") }
        });
        let projects = projects.collect();
        let addresses = (0..addresses).map(|_| {
            let bits = dice.next_u64();
            format!(
                "{}.{}.{}.{}",
                11 + bits % 180,
                bits >> 8 & 255,
                bits >> 16 & 255,
                bits >> 24 & 255
            )
        });
        let addresses = addresses.collect();
        Self { users, projects, addresses, nobody: Person::default(), nowhere: Place::default() }
    }

    pub(super) fn user(&self, index: usize) -> &Person {
        self.users.get(index).unwrap_or(&self.nobody)
    }

    pub(super) fn project(&self, index: usize) -> &Place {
        self.projects.get(index).unwrap_or(&self.nowhere)
    }

    pub(super) fn address(&self, index: usize) -> &[u8] {
        self.addresses.get(index).map_or(b"192.0.2.1", |address| address.as_bytes())
    }
}

/// Draws an index of `0..len` by Zipf's law: the n-th is drawn in proportion to 1/n.
#[derive(Debug, Clone)]
pub(super) struct Zipf {
    /// One slot for each equal share of chance; a draw is one look.
    slots: Vec<u32>,
}

impl Zipf {
    /// Slots of a table: enough that the rarest of 8,000 still has its own.
    const SLOTS: u32 = 1 << 17;

    pub(super) fn new(len: usize) -> Self {
        let count = u32::try_from(len).unwrap_or(u32::MAX);
        let total: f64 = (1..=count).map(|rank| 1.0 / f64::from(rank)).sum();
        let mut slots = Vec::new();
        let mut sum = 0.0;
        let mut filled = 0_u32;
        for rank in 1..=count {
            sum += 1.0 / f64::from(rank) / total;
            while f64::from(filled) < sum * f64::from(Self::SLOTS) {
                slots.push(rank - 1);
                filled += 1;
            }
        }
        Self { slots }
    }

    pub(super) fn draw(&self, dice: &mut Dice) -> usize {
        let slot = self.slots.get(dice.index(self.slots.len())).copied().unwrap_or(0);
        usize::try_from(slot).unwrap_or(0)
    }
}
