//! Making things: used by the API's handlers and by the example alike.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use super::field::defaults;
use super::field_place::{
    APPROVAL_SETTING, APPROVALS, GROUP, GROUP_HOOK, HOOK, PLACE_HOOK, PROJECT,
};
use super::{
    AccessToken, Group, Hook, Job, Level, Member, Pipeline, Place, Project, ProtectedBranch,
    SshKey, TokenKind, User, UserKind, UserState, Visibility, World,
};
use crate::secret;

/// What a new access token shall be.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// Kind.
    pub kind: TokenKind,
    /// The user it acts as.
    pub user: u64,
    /// Name.
    pub name: String,
    /// Description.
    pub description: Option<String>,
    /// Scopes.
    pub scopes: Vec<String>,
    /// The first day on which it works no more.
    pub expires_at: Option<Date>,
    /// The family of the token that it replaces.
    pub family: Option<u64>,
    /// Whether it has the newer shape with routing and checksum.
    pub is_routable: bool,
}

impl World {
    /// Adds an active user.
    pub fn add_user(&mut self, username: &str, name: &str, kind: UserKind, at: Timestamp) -> u64 {
        let id = self.next_id("user");
        let user = User {
            id,
            username: username.to_owned(),
            name: name.to_owned(),
            email: format!("{username}@harborline.example"),
            state: UserState::Active,
            kind,
            is_admin: false,
            is_external: false,
            is_auditor: false,
            can_create_group: true,
            projects_limit: 100_000,
            has_private_profile: false,
            emails: Vec::new(),
            identities: Vec::new(),
            feed_token: None,
            incoming_email_token: None,
            has_two_factor: false,
            password: None,
            failed_sign_ins: 0,
            created_at: at,
            last_sign_in_at: None,
            last_sign_in_ip: None,
            last_activity_at: Some(at),
            note: String::new(),
        };
        self.users.insert(id, user);
        id
    }

    /// Adds a group, below another one or at the top.
    pub fn add_group(
        &mut self,
        parent: Option<u64>,
        path: &str,
        visibility: Visibility,
        at: Timestamp,
    ) -> u64 {
        let id = self.next_id("group");
        let above = parent.map(|id| self.path_of(Place::Group(id)));
        let group = Group {
            id,
            name: title(path),
            full_path: above.map_or_else(|| path.to_owned(), |above| format!("{above}/{path}")),
            parent,
            visibility,
            description: String::new(),
            variables: Vec::new(),
            settings: defaults(GROUP),
            approval_setting: defaults(APPROVAL_SETTING),
            push_rule: None,
            created_at: at,
        };
        self.groups.insert(id, group);
        id
    }

    /// Adds a project to a group or, when there is none, to its creator's own namespace.
    pub fn add_project(
        &mut self,
        group: Option<u64>,
        creator: u64,
        (path, visibility): (&str, Visibility),
        at: Timestamp,
    ) -> u64 {
        let id = self.next_id("project");
        let namespace = match group {
            Some(group) => self.path_of(Place::Group(group)),
            None => self.users.get(&creator).map(|u| u.username.clone()).unwrap_or_default(),
        };
        let project = Project {
            id,
            name: title(path),
            full_path: format!("{namespace}/{path}"),
            group,
            creator,
            visibility,
            description: String::new(),
            is_archived: false,
            default_branch: "main".to_owned(),
            files: BTreeMap::new(),
            commits: Vec::new(),
            settings: defaults(PROJECT),
            approvals: defaults(APPROVALS),
            push_rule: None,
            limits_job_tokens: true,
            job_token_projects: BTreeSet::new(),
            job_token_groups: BTreeSet::new(),
            deletion_on: None,
            variables: Vec::new(),
            created_at: at,
            last_activity_at: at,
        };
        self.projects.insert(id, project);
        let readme = format!("# {}\n", title(path));
        self.commit(id, creator, "Initial commit", &[("README.md", Some(&readme))], at);
        id
    }

    /// Makes a user a member.
    pub fn add_member(&mut self, place: Place, user: u64, level: Level, at: Timestamp) -> u64 {
        let id = self.next_id("member");
        self.members.push(Member { id, place, user, level, created_at: at, expires_at: None });
        id
    }

    /// Makes a token and returns its id and its secret, which is kept nowhere else.
    pub fn add_token(&mut self, new: NewToken, at: Timestamp) -> (u64, String) {
        let id = self.next_id("token");
        let secret = if new.is_routable {
            let routing = [('c', 1), ('o', 1), ('u', new.user)];
            secret::routable(secret::ACCESS_TOKEN, &routing, &mut self.dice)
        } else {
            secret::legacy(secret::ACCESS_TOKEN, &mut self.dice)
        };
        let token = AccessToken {
            id,
            kind: new.kind,
            user: new.user,
            name: new.name,
            description: new.description,
            scopes: new.scopes,
            digest: secret::digest(&secret),
            created_at: at,
            expires_at: new.expires_at,
            is_revoked: false,
            last_used_at: None,
            last_used_ips: Vec::new(),
            family: new.family.unwrap_or(id),
        };
        self.tokens.insert(id, token);
        (id, secret)
    }

    /// Makes the bot that holds a project's or group's token, and makes it a member.
    pub fn add_resource_bot(
        &mut self,
        place: Place,
        name: &str,
        level: Level,
        at: Timestamp,
    ) -> u64 {
        let class = place.class().to_lowercase();
        let username = format!("{class}_{}_bot_{}", place.id(), self.dice.hex(32));
        let bot = self.add_user(&username, name, UserKind::ResourceBot(place), at);
        self.add_member(place, bot, level, at);
        bot
    }

    /// Gives a user an SSH key.
    pub fn add_key(&mut self, user: u64, title: &str, key: &str, at: Timestamp) -> u64 {
        let id = self.next_id("key");
        let key = SshKey {
            id,
            user,
            title: title.to_owned(),
            key: key.to_owned(),
            usage_type: "auth_and_signing".to_owned(),
            created_at: at,
            expires_at: None,
        };
        self.keys.insert(id, key);
        id
    }

    /// Gives a project a webhook.
    pub fn add_hook(&mut self, project: u64, url: &str, at: Timestamp) -> u64 {
        self.add_hook_to(Some(Place::Project(project)), url, at)
    }

    /// Gives a project or group a webhook, or the instance (none) a system hook.
    pub fn add_hook_to(&mut self, place: Option<Place>, url: &str, at: Timestamp) -> u64 {
        let id = self.next_id("hook");
        let hook = Hook {
            id,
            place,
            url: url.to_owned(),
            fields: hook_fields(place),
            token: None,
            url_variables: Vec::new(),
            custom_headers: Vec::new(),
            created_at: at,
        };
        self.hooks.insert(id, hook);
        id
    }

    /// Protects a branch.
    pub fn add_protected_branch(&mut self, project: u64, name: &str) -> u64 {
        let id = self.next_id("protected branch");
        let branch = ProtectedBranch {
            id,
            project,
            name: name.to_owned(),
            push_level: Level::MAINTAINER.0,
            merge_level: Level::DEVELOPER.0,
            unprotect_level: None,
            push_users: Vec::new(),
            merge_users: Vec::new(),
            allows_force_push: false,
            needs_code_owner: false,
        };
        self.protected_branches.insert(id, branch);
        id
    }

    /// Starts a pipeline with its jobs, of which each entry is stage, name and trace.
    pub fn add_pipeline(
        &mut self,
        (project, user): (u64, u64),
        source: &str,
        jobs: &[(&str, &str, &str)],
        at: Timestamp,
    ) -> u64 {
        let id = self.next_id("pipeline");
        let iid = self.pipelines.values().filter(|p| p.project == project).count() + 1;
        let branch = self.projects.get(&project).map(|p| p.default_branch.clone());
        let pipeline = Pipeline {
            id,
            iid: u64::try_from(iid).unwrap_or(u64::MAX),
            project,
            user,
            branch: branch.unwrap_or_default(),
            sha: self.dice.hex(40),
            status: "running".to_owned(),
            source: source.to_owned(),
            variables: Vec::new(),
            created_at: at,
            updated_at: at,
        };
        self.pipelines.insert(id, pipeline);
        for (stage, name, trace) in jobs {
            self.add_job((id, project, user), (stage, name), trace, at);
        }
        id
    }

    fn add_job(
        &mut self,
        (pipeline, project, user): (u64, u64, u64),
        (stage, name): (&str, &str),
        trace: &str,
        at: Timestamp,
    ) {
        let id = self.next_id("job");
        let token = format!("{}64_{}", secret::JOB_TOKEN, self.dice.letters(20));
        let job = Job {
            id,
            pipeline,
            project,
            user,
            name: name.to_owned(),
            stage: stage.to_owned(),
            status: "running".to_owned(),
            // No log given: what the project's own configuration prints.
            trace: if trace.is_empty() { self.job_log(project, &token) } else { trace.to_owned() },
            token: secret::digest(&token),
            created_at: at,
            finished_at: None,
            erased_at: None,
            artifacts: self.job_artifacts(project, at),
            runner: self.runners.keys().next().copied(),
        };
        self.jobs.insert(id, job);
    }

    /// Ends a pipeline and its jobs with that status.
    pub fn finish_pipeline(&mut self, id: u64, status: &str, at: Timestamp) {
        if let Some(pipeline) = self.pipelines.get_mut(&id) {
            status.clone_into(&mut pipeline.status);
            pipeline.updated_at = at;
        }
        for job in self.jobs.values_mut().filter(|job| job.pipeline == id) {
            status.clone_into(&mut job.status);
            job.finished_at = Some(at);
        }
    }
}

/// What a new hook tells of.
fn hook_fields(place: Option<Place>) -> Map<String, Value> {
    let mut fields = defaults(HOOK);
    if place.is_some() {
        fields.extend(defaults(PLACE_HOOK));
    }
    if matches!(place, Some(Place::Group(_))) {
        fields.extend(defaults(GROUP_HOOK));
    }
    fields
}

/// That many days before.
pub(crate) fn days_before(now: Timestamp, days: i64) -> Timestamp {
    now.checked_sub(SignedDuration::from_hours(days.saturating_mul(24))).unwrap_or(now)
}

/// The day that many days after.
pub(crate) fn day_after(now: Timestamp, days: i64) -> Date {
    let then = now.checked_add(SignedDuration::from_hours(days.saturating_mul(24))).unwrap_or(now);
    then.to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// `payment-gateway` as a title: `Payment gateway`.
fn title(path: &str) -> String {
    let mut letters = path.replace(['-', '_'], " ").chars().collect::<Vec<_>>();
    if let Some(first) = letters.first_mut() {
        first.make_ascii_uppercase();
    }
    letters.into_iter().collect()
}
