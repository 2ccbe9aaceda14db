//! The example instance: Harborline, a made-up shipping company.
//!
//! Its people, projects and secrets are our own inventions. Two of its people
//! are the victims of the shipped attacks: Mei Tanaka's token lies in a public
//! repository, Oscar Lindqvist's password is known to somebody else.

use jiff::Timestamp;
use serde_json::json;

use super::build::{day_after, days_before};
use super::story;
use super::{
    ApprovalRule, AuditEvent, AuditId, DeployKey, Email, Level, NewToken, Place, ProtectedTag,
    Schedule, TokenKind, UserKind, UserState, Variable, Visibility, World,
};
use crate::secret;

/// The password of the user in the `compromised-user` scenario.
pub const VICTIM_PASSWORD: &str = "harbour-lights-at-dusk-42";

/// The example instance with the secrets that its story needs.
#[derive(Debug, Clone)]
pub struct Example {
    /// The instance.
    pub world: World,
    /// Token of the responder's own administrator account, `portcullis`.
    pub admin_token: String,
    /// Token of `root`.
    pub root_token: String,
    /// The token that leaked, in clear text as it stands in the public file.
    pub leaked_token: String,
    /// Its id.
    pub leaked_token_id: u64,
    /// Its owner, `mei.tanaka`.
    pub leaked_user: u64,
    /// The user whose password is known to the attacker, `oscar.lindqvist`.
    pub compromised_user: u64,
}

/// Name of the token that leaked.
const LEAKED_NAME: &str = "laptop scripts";

/// Username, name, whether there is a second factor.
const PEOPLE: &[(&str, &str, bool)] = &[
    ("amara.okafor", "Amara Okafor", true),
    ("mei.tanaka", "Mei Tanaka", true),
    ("oscar.lindqvist", "Oscar Lindqvist", false),
    ("julien.marchand", "Julien Marchand", true),
    ("sofia.reyes", "Sofia Reyes", true),
    ("kenji.mori", "Kenji Mori", true),
    ("priya.nair", "Priya Nair", false),
    ("tomas.novak", "Tomas Novak", true),
    ("hana.yoshida", "Hana Yoshida", true),
    ("fatima.haddad", "Fatima Haddad", true),
    ("elena.petrova", "Elena Petrova", false),
    ("liam.byrne", "Liam Byrne", false),
];

const SERVICES: &[&str] = &[
    "berth-planner",
    "customs-feed",
    "tariff-engine",
    "manifest-reader",
    "crane-telemetry",
    "tide-table",
    "pilot-roster",
    "container-ledger",
    "invoice-mailer",
    "quay-map",
    "gate-pass",
    "fuel-desk",
    "claims-intake",
    "vessel-tracker",
];

impl World {
    /// The example instance as of `now`.
    pub fn example(seed: u64, now: Timestamp) -> Example {
        Builder { world: Self::empty(seed), now }.build()
    }
}

impl Example {
    /// The same on GitLab.com: the responder owns the groups, and administers nothing.
    pub(crate) fn on_saas(&mut self, at: Timestamp) {
        let Some(responder) = self.world.user_by("portcullis").map(|user| user.id) else { return };
        if let Some(user) = self.world.users.get_mut(&responder) {
            user.is_admin = false;
        }
        let tops = self.world.groups.values().filter(|group| group.parent.is_none());
        for group in tops.map(|group| group.id).collect::<Vec<_>>() {
            self.world.add_member(Place::Group(group), responder, Level::OWNER, at);
        }
        if let Some(id) = self.world.token_by_secret(&self.admin_token).map(|token| token.id)
            && let Some(token) = self.world.tokens.get_mut(&id)
        {
            token.scopes = vec!["api".to_owned()];
        }
    }
}

struct Builder {
    world: World,
    now: Timestamp,
}

/// Ids that later steps need.
struct Places {
    harbor: u64,
    platform: u64,
    mobile: u64,
    deploy: u64,
    billing: u64,
    partner_api: u64,
    notes: u64,
}

impl Builder {
    fn build(mut self) -> Example {
        let root = self.world.add_user("root", "Administrator", UserKind::Human, self.ago(900));
        let responder =
            self.world.add_user("portcullis", "Portcullis", UserKind::ServiceAccount, self.ago(90));
        for admin in [root, responder] {
            if let Some(user) = self.world.users.get_mut(&admin) {
                user.is_admin = true;
            }
        }
        self.world.add_user("ghost", "Ghost User", UserKind::Internal, self.ago(900));
        self.people();
        let bot = self.world.add_user(
            "release-bot",
            "Release bot",
            UserKind::ServiceAccount,
            self.ago(300),
        );

        let places = self.places();
        self.members(&places, bot);
        self.variables(&places);
        self.integrations(&places, bot);
        self.machines(&places);

        let root_token = self.token(root, "root automation", &["api", "sudo"], 30).1;
        let admin = ["api", "admin_mode", "sudo"];
        let admin_token = self.token(responder, "portcullis", &admin, 80).1;
        let bot_token = self.token(bot, "release train", &["api"], 120).1;
        let leaked_user = self.id("mei.tanaka");
        let (leaked_token_id, leaked_token) = self.token(leaked_user, LEAKED_NAME, &["api"], 40);
        self.leak(&places, &leaked_token);
        // What the other attacks find; after the rest, so that ids and tokens above stay the same.
        story::tell(&mut self.world, self.now, (bot, &bot_token));
        self.more_people();
        self.more_machines(&places);
        self.history();

        Example {
            admin_token,
            root_token,
            leaked_token,
            leaked_token_id,
            leaked_user,
            compromised_user: self.id("oscar.lindqvist"),
            world: self.world,
        }
    }

    fn ago(&self, days: i64) -> Timestamp {
        days_before(self.now, days)
    }

    fn id(&self, username: &str) -> u64 {
        self.world.user_by(username).map_or(0, |user| user.id)
    }

    fn people(&mut self) {
        let mut days = 800;
        for &(username, name, has_two_factor) in PEOPLE {
            let id = self.world.add_user(username, name, UserKind::Human, self.ago(days));
            let last = self.ago(days % 5);
            let last_ip = format!("198.51.100.{}", 10 + id);
            if let Some(user) = self.world.users.get_mut(&id) {
                user.has_two_factor = has_two_factor;
                user.last_sign_in_at = Some(last);
                user.last_activity_at = Some(last);
                user.last_sign_in_ip = Some(last_ip);
                user.password = Some(secret::digest(&format!("not-the-password-of-{username}")));
            }
            let material = format!("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{}", self.key_body());
            self.world.add_key(id, &format!("{username}@laptop"), &material, self.ago(days - 20));
            days -= 53;
        }
        let victim = self.id("oscar.lindqvist");
        if let Some(user) = self.world.users.get_mut(&victim) {
            user.password = Some(secret::digest(VICTIM_PASSWORD));
        }
        let (left, contractor) = (self.id("liam.byrne"), self.id("elena.petrova"));
        if let Some(user) = self.world.users.get_mut(&left) {
            user.state = UserState::Blocked;
            user.last_activity_at = Some(days_before(self.now, 120));
        }
        if let Some(user) = self.world.users.get_mut(&contractor) {
            user.is_external = true;
        }
    }

    fn key_body(&mut self) -> String {
        self.world.dice.letters(43).replace(['-', '_'], "x")
    }

    fn places(&mut self) -> Places {
        let (old, mid) = (self.ago(780), self.ago(400));
        let owner = self.id("amara.okafor");
        let world = &mut self.world;
        let harbor = world.add_group(None, "harbor", Visibility::Private, old);
        let platform = world.add_group(Some(harbor), "platform", Visibility::Private, old);
        let mobile = world.add_group(Some(harbor), "mobile", Visibility::Private, mid);
        let services = world.add_group(Some(harbor), "services", Visibility::Internal, mid);
        let commons = world.add_group(None, "commons", Visibility::Public, mid);

        let private = Visibility::Private;
        let deploy = world.add_project(Some(platform), owner, ("deploy", private), old);
        for path in ["infra-live", "secrets-broker"] {
            world.add_project(Some(platform), owner, (path, private), mid);
        }
        for path in ["ios-app", "android-app"] {
            world.add_project(Some(mobile), owner, (path, private), mid);
        }
        let billing = world.add_project(Some(harbor), owner, ("billing", private), mid);
        for path in SERVICES {
            world.add_project(Some(services), owner, (path, Visibility::Internal), mid);
        }
        let public = Visibility::Public;
        world.add_project(Some(commons), owner, ("style-guide", public), mid);
        let partner_api = world.add_project(Some(commons), owner, ("partner-api", private), mid);
        let mei = world.user_by("mei.tanaka").map_or(owner, |user| user.id);
        let notes =
            world.add_project(None, mei, ("workstation-notes", public), days_before(self.now, 60));
        for project in [deploy, billing, partner_api] {
            world.add_protected_branch(project, "main");
        }
        Places { harbor, platform, mobile, deploy, billing, partner_api, notes }
    }

    fn members(&mut self, places: &Places, bot: u64) {
        let (harbor, platform, mobile) = (
            Place::Group(places.harbor),
            Place::Group(places.platform),
            Place::Group(places.mobile),
        );
        let rows = [
            (harbor, "amara.okafor", Level::OWNER),
            (platform, "mei.tanaka", Level::MAINTAINER),
            (mobile, "mei.tanaka", Level::DEVELOPER),
            (Place::Project(places.billing), "oscar.lindqvist", Level::MAINTAINER),
            (Place::Project(places.partner_api), "oscar.lindqvist", Level::OWNER),
            (mobile, "oscar.lindqvist", Level::DEVELOPER),
            (platform, "julien.marchand", Level::MAINTAINER),
            (platform, "kenji.mori", Level::DEVELOPER),
            (mobile, "sofia.reyes", Level::MAINTAINER),
            (mobile, "priya.nair", Level::DEVELOPER),
            (harbor, "tomas.novak", Level::DEVELOPER),
            (harbor, "hana.yoshida", Level::REPORTER),
            (harbor, "fatima.haddad", Level::MAINTAINER),
            (Place::Project(places.billing), "elena.petrova", Level::REPORTER),
        ];
        let at = self.ago(350);
        for (place, username, level) in rows {
            let user = self.id(username);
            self.world.add_member(place, user, level, at);
        }
        self.world.add_member(platform, bot, Level::DEVELOPER, at);
    }

    fn variables(&mut self, places: &Places) {
        let rows = [
            (Place::Project(places.deploy), "REGISTRY_PASSWORD", true),
            (Place::Project(places.deploy), "KUBE_CONFIG_STAGING", false),
            (Place::Project(places.deploy), "CLOUD_SECRET_KEY", true),
            (Place::Project(places.billing), "PAYMENT_API_KEY", true),
            (Place::Project(places.billing), "LEDGER_DB_URL", false),
            (Place::Project(places.partner_api), "PARTNER_SIGNING_SECRET", true),
            (Place::Group(places.platform), "ARTIFACT_SIGNING_KEY", true),
            (Place::Group(places.mobile), "STORE_UPLOAD_TOKEN", true),
        ];
        for (place, key, is_masked) in rows {
            let variable = Variable {
                key: key.to_owned(),
                value: format!("simulated-{}", self.world.dice.hex(20)),
                variable_type: "env_var".to_owned(),
                is_raw: false,
                is_protected: is_masked,
                is_masked,
                is_hidden: false,
                environment_scope: "*".to_owned(),
                description: None,
            };
            if let Some(variables) = self.world.variables_of(place) {
                variables.push(variable);
            }
        }
    }

    fn integrations(&mut self, places: &Places, bot: u64) {
        let at = self.ago(200);
        self.world.add_hook(places.deploy, "https://chat.harborline.example/hooks/deploys", at);
        let traces = [
            ("build", "image", "$ docker build -t deploy .\nSuccessfully built 3f9c0a7d\n"),
            ("deploy", "staging", "$ ./apply staging\nusing KUBE_CONFIG_STAGING [MASKED]\nok\n"),
        ];
        let mei = self.id("mei.tanaka");
        for (user, source, days) in [(bot, "schedule", 2), (mei, "push", 1)] {
            let at = self.ago(days);
            let id = self.world.add_pipeline((places.deploy, user), source, &traces, at);
            self.world.finish_pipeline(id, "success", at);
        }
        let id = self.world.add_pipeline(
            (places.billing, self.id("oscar.lindqvist")),
            "push",
            &[("test", "unit", "$ make test\n214 passed\n")],
            self.ago(1),
        );
        self.world.finish_pipeline(id, "success", self.ago(1));
    }

    fn machines(&mut self, places: &Places) {
        let (harbor, deploy) = (Place::Group(places.harbor), Place::Project(places.deploy));
        self.world.add_runner(Some(harbor), "dock-runner-1", Some(1), self.ago(200));
        self.world.add_deploy_token(deploy, "cluster pull", &["read_registry"], None);
        let id = self.world.next_id("deploy key");
        let key = DeployKey {
            id,
            project: places.deploy,
            title: "mirror".to_owned(),
            key: format!("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{}", self.key_body()),
            can_push: false,
            is_public: false,
            user: None,
            expires_at: None,
            created_at: self.ago(200),
        };
        self.world.deploy_keys.insert(id, key);
    }

    /// Somebody whom the directory blocked, somebody who waits, and what a person has besides.
    fn more_people(&mut self) {
        let at = self.ago(70);
        let gone = self.world.add_user("yusuf.demir", "Yusuf Demir", UserKind::Human, at);
        if let Some(user) = self.world.users.get_mut(&gone) {
            user.state = UserState::LdapBlocked;
            user.identities = vec![("ldapmain".to_owned(), "uid=yusuf,ou=people".to_owned())];
        }
        let waits = self.world.add_user("ada.novotna", "Ada Novotna", UserKind::Human, at);
        if let Some(user) = self.world.users.get_mut(&waits) {
            user.state = UserState::Pending;
        }
        let sofia = self.id("sofia.reyes");
        let id = self.world.next_id("email");
        if let Some(user) = self.world.users.get_mut(&sofia) {
            let email = "sofia@home.example".to_owned();
            user.emails.push(Email { id, email, confirmed_at: Some(at) });
            user.identities = vec![("group_saml".to_owned(), "sofia.reyes".to_owned())];
        }
    }

    /// What runs, or could, without anybody at a keyboard.
    fn more_machines(&mut self, places: &Places) {
        let (at, mei, kenji) = (self.ago(160), self.id("mei.tanaka"), self.id("kenji.mori"));
        let (harbor, billing) = (Place::Group(places.harbor), places.billing);
        let world = &mut self.world;
        world.add_runner(None, "shared-1", Some(1), at);
        world.add_runner(Some(Place::Project(billing)), "billing-signer", Some(1), at);
        world.reset_registration_token(None);
        world.reset_registration_token(Some(harbor));
        world.add_trigger(places.deploy, mei, "promote", at);
        let agent = world.add_agent(places.deploy, mei, "staging", at);
        world.add_agent_token(agent, mei, "staging-1", at);
        world.add_application(
            "Wiki",
            "https://wiki.harborline.example/callback",
            &["read_user"],
            true,
        );
        world.add_hook_to(Some(harbor), "https://chat.harborline.example/hooks/harbor", at);
        world.add_hook_to(None, "https://inventory.harborline.example/hooks", at);
        world.reset_feed_token(mei);
        let id = world.next_id("schedule");
        let schedule = Schedule {
            id,
            project: places.deploy,
            owner: kenji,
            description: "nightly".to_owned(),
            branch: "refs/heads/main".to_owned(),
            cron: "0 2 * * *".to_owned(),
            cron_timezone: "UTC".to_owned(),
            is_active: true,
            variables: Vec::new(),
            created_at: at,
        };
        world.schedules.insert(id, schedule);
        let name = "v*".to_owned();
        world.protected_tags.push(ProtectedTag {
            project: places.partner_api,
            name,
            create_level: 40,
        });
        let id = world.next_id("approval rule");
        let rule = ApprovalRule {
            id,
            project: places.deploy,
            name: "platform".to_owned(),
            approvals_required: 1,
            users: vec![mei, kenji],
            groups: Vec::new(),
            is_for_all_protected: true,
        };
        world.approval_rules.insert(id, rule);
    }

    fn token(&mut self, user: u64, name: &str, scopes: &[&str], age_days: i64) -> (u64, String) {
        let new = NewToken {
            kind: TokenKind::Personal,
            user,
            name: name.to_owned(),
            description: None,
            scopes: scopes.iter().map(|&scope| scope.to_owned()).collect(),
            expires_at: Some(day_after(self.now, 180)),
            family: None,
            // Made before the newer shape came.
            is_routable: name != LEAKED_NAME,
        };
        self.world.add_token(new, days_before(self.now, age_days))
    }

    /// Puts the token where a hurried person would: into a committed configuration file.
    fn leak(&mut self, places: &Places, token: &str) {
        let file = format!(
            "# copied from my laptop, so that I find it again\nhosts:\n  gitlab.harborline.example:\n    token: {token}\n    git_protocol: ssh\n"
        );
        let mei = self.id("mei.tanaka");
        let change = ("glab/config.yml", Some(file.as_str()));
        self.world.commit(places.notes, mei, "Keep my settings", &[change], self.ago(9));
    }

    /// What the instance already remembers: that its people and projects were made.
    fn history(&mut self) {
        let mut events = Vec::new();
        for user in self.world.users.values() {
            events.push((user.created_at, "user_created", "User", user.id, user.username.clone()));
        }
        for project in self.world.projects.values() {
            let path = project.full_path.clone();
            events.push((project.created_at, "project_created", "Project", project.id, path));
        }
        events.sort_by_key(|event| (event.0, event.3));
        for (at, event_type, class, id, path) in events {
            let event = AuditEvent {
                id: AuditId::Saved(self.world.next_id("audit event")),
                event_type: event_type.to_owned(),
                author_id: 1,
                author_name: "Administrator".to_owned(),
                author_class: "User".to_owned(),
                entity_type: class.to_owned(),
                entity_id: id,
                entity_path: path.clone(),
                target_type: class.to_owned(),
                target_id: json!(id),
                target_details: path,
                more: [("add".to_owned(), json!(class.to_lowercase()))].into_iter().collect(),
                ip_address: Some("198.51.100.10".to_owned()),
                created_at: at,
            };
            self.world.audit.push(event);
        }
    }
}
