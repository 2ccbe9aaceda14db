//! Settings: one TOML file, then the environment; read once, at start.
//!
//! `PORTCULLIS_SECTION__KEY=value` overrides `[section] key`. Secrets are never
//! in the file: it names files that hold them. A wrong key or type is shown
//! with its line.

mod channel;
mod check;
mod desk;
mod evidence;
mod on_call;
mod overlay;
mod policy;
mod reconcile;
mod source;
mod witness;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::num::{NonZeroU16, NonZeroUsize};
use std::path::{Path, PathBuf};

use engine::respond::Deployment;
use engine::respond::gate::{self, Revocation};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use url::Url;

pub use channel::{
    Channel, GitlabIssue, Hook, MailTls, Notify, SlackApi, Smtp, StatusIo, Statuspage, Webhook,
};
pub use desk::Desk;
pub use evidence::{Evidence, EvidenceBucket, Immutable, LockMode, Tsa};
pub use on_call::{Lockdown, OnCallSource};
pub(crate) use reconcile::BucketKeys;
pub use reconcile::{Bucket, Layout, Reconcile, Rest};
pub use source::{Begin, Follow, Intake, OnOverload, Stream, Syslog, Transport};
pub use witness::Witness;

/// All settings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where everything is kept.
    pub data: Data,
    /// Where we listen.
    pub server: Server,
    /// The GitLab that we watch and act on; without it we only watch.
    pub gitlab: Option<GitLab>,
    /// Streams that may send us events.
    pub stream: Vec<Stream>,
    /// GitLab's system hooks that may send us events.
    pub hook: Vec<Stream>,
    /// Log files that are read as they grow.
    pub follow: Vec<Follow>,
    /// Ports that take syslog.
    pub syslog: Vec<Syslog>,
    /// Audit events that GitLab is asked for.
    pub rest: Vec<Rest>,
    /// Buckets into which GitLab exports audit events.
    pub bucket: Vec<Bucket>,
    /// The streams compared with GitLab's own list.
    pub reconcile: Reconcile,
    /// Who cosigns the heads of our ledgers.
    pub witness: Vec<Witness>,
    /// Where evidence is kept, and who may append to it.
    pub evidence: Evidence,
    /// Who stamps the heads of our ledgers with the time (RFC 3161).
    pub tsa: Option<Tsa>,
    /// What holds for all sources.
    pub intake: Intake,
    /// By which ways messages go out.
    pub channel: Vec<Channel>,
    /// What holds for all of them.
    pub notify: Notify,
    /// The organisation's choices.
    pub policy: Policy,
    /// Detection rules beside the shipped ones.
    pub rules: Rules,
    /// Playbooks beside the shipped ones.
    pub playbooks: Playbooks,
    /// Requests for logs.
    pub desk: Desk,
    /// Packs of questions beside the shipped ones.
    pub questions: Questions,
    /// Who is on call for which duty.
    pub on_call: Vec<OnCallSource>,
    /// What ends a lockdown.
    pub lockdown: Lockdown,
    /// The file that all this was read from; only it lifts a lockdown.
    #[serde(skip)]
    pub file: Option<PathBuf>,
}

/// `[data]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Data {
    /// The data directory: ledgers, index, accounts.
    pub dir: PathBuf,
}

/// `[server]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Server {
    /// Address for pages, API and receiver. Port 0 = any free one.
    pub listen: SocketAddr,
    /// Must be true to listen beyond this machine: the port speaks plain HTTP,
    /// a proxy with TLS belongs in front.
    pub allow_non_loopback: bool,
    /// The address that people use, when a proxy stands in front.
    pub public_url: Option<Url>,
}

/// `[gitlab]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GitLab {
    /// Base address, e.g. `https://gitlab.example.com`.
    pub url: Url,
    /// File with the administrator's access token.
    pub token_file: PathBuf,
    /// File with a PEM certificate authority to trust besides the usual ones.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
    /// The instance's own token prefix, if it was changed.
    #[serde(default)]
    pub token_prefix: Option<String>,
    /// How it is run, where its address does not tell: `self_managed` (also
    /// Dedicated), `saas_group` or `saas_project`.
    #[serde(default)]
    pub deployment: Option<Deployment>,
    /// How long one call may take, in seconds.
    #[serde(default = "timeout_seconds")]
    pub timeout_seconds: NonZeroU16,
    /// The proxy to go through, in place of the environment's.
    #[serde(default)]
    pub proxy: Option<Url>,
    /// Whom to act as (a token with the scope `sudo`): a user's name or number.
    #[serde(default)]
    pub sudo: Option<String>,
}

impl GitLab {
    /// This GitLab with the token in this file, all else as usual.
    pub fn new(url: Url, token_file: PathBuf) -> Self {
        Self {
            url,
            token_file,
            ca_file: None,
            token_prefix: None,
            deployment: None,
            timeout_seconds: timeout_seconds(),
            proxy: None,
            sudo: None,
        }
    }
}

/// GitLab's slowest listings take seconds; after this long it counts as down.
fn timeout_seconds() -> NonZeroU16 {
    NonZeroU16::MIN.saturating_add(29)
}

/// `[playbooks]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Playbooks {
    /// Folder of the organisation's own playbooks; the same name goes over a shipped one.
    pub dir: Option<PathBuf>,
}

/// `[questions]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Questions {
    /// Folder of the organisation's own packs of questions; the same name stands
    /// in a shipped one's place.
    pub dir: Option<PathBuf>,
}

/// `[policy]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// Must impact be assessed before a revocation (CE5)? `assess-first` or `revoke-first`.
    pub revocation: Revocation,
    /// How many persons besides the requester must approve; never none.
    pub approvals_needed: NonZeroUsize,
    /// How long a plan can be executed after it was made, in minutes.
    pub plan_valid_min: u16,
    /// Accounts that no plan may shut out, by name or number: service accounts
    /// on which others depend (CE5).
    pub protected_accounts: Vec<String>,
    /// Two findings of one actor within this time belong to one case, in hours.
    pub attach_window_h: u16,
    /// Whether open mandatory steps of the playbook stand in the way of letting
    /// users in again and of moving on (UA5, IN5): `advise` or `enforce`.
    pub playbook: PlaybookGate,
    /// A shipped policy (`guide`, `gitlab`), in place of `revocation`,
    /// `approvals_needed` and `plan_valid_min` here.
    pub preset: Option<String>,
    /// A file of policies of your own, out of which `preset` names one.
    pub file: Option<PathBuf>,
    /// A file with your own numbers of triage: weights of levels, windows, half-life.
    pub triage_file: Option<PathBuf>,
    /// A file with your own table of severity (P6, CM1, CM3).
    pub severity_file: Option<PathBuf>,
    /// A file with your own duties and who steps in (CM4–CM10, CM20).
    pub duties_file: Option<PathBuf>,
    /// The matrix of stakeholders that holds: `gitlab-2020`, `gitlab-present`, or
    /// one of `stakeholders_file` (CM14–CM18).
    pub stakeholders: Option<String>,
    /// A file with matrices of your own.
    pub stakeholders_file: Option<PathBuf>,
    /// Regulations that can apply to you (`gdpr`, `nis2` …); none = all. No legal advice.
    pub regulations: Vec<String>,
    /// A file with your own table of deadlines of the law.
    pub regulations_file: Option<PathBuf>,
    /// A file with your own calendars: time zones, weekends, holidays.
    pub calendars_file: Option<PathBuf>,
    /// A shipped policy of communication: `gitlab-2020` (if unsaid), `gitlab-present` (CM18, X5–X7).
    pub communications_preset: Option<String>,
    /// A file with your own, out of which `communications_preset` names one.
    pub communications_file: Option<PathBuf>,
    /// The channel (`[[channel]] name`) in which people on call are reminded of
    /// updates that they owe, such as `duty`; none = only pages and commands tell.
    pub reminders: Option<String>,
    /// Who may speak for which group of approvers (X6).
    pub groups: BTreeMap<String, gate::Group>,
}

/// What an open mandatory step does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlaybookGate {
    /// It is shown.
    Advise,
    /// It refuses.
    #[default]
    Enforce,
}

/// `[rules]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    /// Folder of the organisation's own Sigma rules; the same id overrides a shipped one.
    pub dir: Option<PathBuf>,
    /// More such folders.
    pub dirs: Vec<PathBuf>,
    /// Sigma processing pipelines (YAML) that the organisation's rules go through,
    /// e.g. to map the field names of another source of rules.
    pub pipelines: Vec<PathBuf>,
}

impl Rules {
    /// Only that folder.
    pub fn of(dir: Option<PathBuf>) -> Self {
        Self { dir, ..Self::default() }
    }

    /// All folders.
    pub fn folders(&self) -> impl Iterator<Item = &PathBuf> {
        self.dir.iter().chain(&self.dirs)
    }
}

impl Default for Data {
    fn default() -> Self {
        Self { dir: PathBuf::from("portcullis-data") }
    }
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8470)),
            allow_non_loopback: false,
            public_url: None,
        }
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            revocation: Revocation::AssessFirst,
            approvals_needed: NonZeroUsize::MIN,
            plan_valid_min: 60,
            protected_accounts: Vec::new(),
            attach_window_h: 24,
            playbook: PlaybookGate::default(),
            preset: None,
            file: None,
            triage_file: None,
            severity_file: None,
            duties_file: None,
            communications_preset: None,
            communications_file: None,
            stakeholders: None,
            stakeholders_file: None,
            regulations: Vec::new(),
            regulations_file: None,
            calendars_file: None,
            reminders: None,
            groups: BTreeMap::new(),
        }
    }
}

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {path}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A key or a type is wrong; the text shows the line.
    #[error("in {place}: {text}")]
    Wrong {
        /// The file, or the variable of the environment.
        place: String,
        /// The parser's message, with the line and a mark under the place.
        text: String,
    },
    /// Each value is possible, but not together.
    #[error("{key}: {why}")]
    Refused {
        /// The key.
        key: String,
        /// Why, and what to do.
        why: String,
    },
}

impl Config {
    /// Reads the file (if one is given) and the environment's `PORTCULLIS_…`
    /// variables over it, and checks the whole.
    pub fn load(
        path: Option<&Path>,
        environment: &BTreeMap<String, String>,
    ) -> Result<Self, ConfigError> {
        let (place, text) = match path {
            None => (String::new(), String::new()),
            Some(path) => (path.display().to_string(), read_text(path)?),
        };
        let config = Self::from_text(&place, &text)?;
        // Only the file's own word ends a lockdown.
        let lockdown = config.lockdown.clone();
        let config = overlay::apply(config, environment)?;
        check::check(&config)?;
        Ok(Self { file: path.map(Path::to_owned), lockdown, ..config })
    }

    fn from_text(place: &str, text: &str) -> Result<Self, ConfigError> {
        toml::from_str(text).map_err(|error| ConfigError::Wrong {
            place: place.to_owned(),
            text: error.to_string().trim_end().to_owned(),
        })
    }

    /// What is in effect, as TOML: every key, defaults too. Holds no secret,
    /// only the names of the files that do.
    pub fn effective_text(&self) -> String {
        toml::to_string_pretty(self).unwrap_or_else(|error| format!("# {error}\n"))
    }

    /// Whether every file that is named exists and can be read; what cannot.
    pub fn check_files(&self) -> Vec<ConfigError> {
        let streams = self.stream.iter().chain(&self.hook).flat_map(|stream| &stream.token_files);
        let gitlab = self
            .gitlab
            .iter()
            .flat_map(|gitlab| std::iter::once(&gitlab.token_file).chain(gitlab.ca_file.as_ref()));
        streams
            .chain(gitlab)
            .chain(self.bucket_key_files())
            .filter_map(|path| read_text(path).err())
            .chain(self.check_channel_files())
            .collect()
    }
}

/// Reads a file that holds one secret: its text without the white space around it.
pub(crate) fn read_secret(path: &Path) -> Result<SecretString, ConfigError> {
    let text = read_text(path)?;
    let secret = text.trim();
    if secret.is_empty() {
        let key = path.display().to_string();
        return Err(ConfigError::Refused { key, why: "the file is empty".to_owned() });
    }
    Ok(SecretString::from(secret))
}

fn read_text(path: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(path)
        .map_err(|source| ConfigError::Read { path: path.to_owned(), source })
}
