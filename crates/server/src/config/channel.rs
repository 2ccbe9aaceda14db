//! By which ways messages go out: `[[channel]]` and `[notify]`.
//!
//! A channel is one of nine kinds, by the one table that it has:
//! `smtp = { … }`, `mattermost = { … }`, and so on.

use std::collections::BTreeMap;
use std::num::{NonZeroU16, NonZeroU32};
use std::path::PathBuf;

use engine::coordinate::delivery::{ChannelKind, Reach, retry};
use lettre::message::Mailbox;
use serde::{Deserialize, Serialize};
use url::Url;

use super::check::{check_url, refuse};
use super::source::check_names;
use super::{Config, ConfigError, read_text};

/// `[notify]`: what holds for all channels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Notify {
    /// Nothing leaves the process: every message ends in a sink that only
    /// counts (exercises, tests of the settings).
    pub sink: bool,
}

/// One `[[channel]]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// Its name in policies, orders and pages.
    pub name: String,
    /// Who reads there: `named`, `company`, `customers`, `public`. If it does
    /// not say: mail, issues and signed webhooks `named`, chat `company`,
    /// status pages `public`.
    #[serde(default)]
    pub reach: Option<Reach>,
    /// Messages a minute at most.
    #[serde(default = "per_minute")]
    pub per_minute: NonZeroU32,
    /// How often one message is tried before it counts as dead.
    #[serde(default = "attempts_max")]
    pub attempts_max: NonZeroU32,
    /// How long the other side may take to answer, in seconds.
    #[serde(default = "timeout_seconds")]
    pub timeout_seconds: NonZeroU16,
    /// Mail.
    #[serde(default)]
    pub smtp: Option<Smtp>,
    /// An incoming webhook of Mattermost.
    #[serde(default)]
    pub mattermost: Option<Hook>,
    /// An incoming webhook of Slack.
    #[serde(default)]
    pub slack: Option<Hook>,
    /// A Teams workflow that begins with a webhook.
    #[serde(default)]
    pub teams: Option<Hook>,
    /// Slack's Web API.
    #[serde(default)]
    pub slack_api: Option<SlackApi>,
    /// A status page of status.io.
    #[serde(default)]
    pub status_io: Option<StatusIo>,
    /// A status page of Atlassian Statuspage.
    #[serde(default)]
    pub statuspage: Option<Statuspage>,
    /// Confidential issues in the GitLab of `[gitlab]`.
    #[serde(default)]
    pub gitlab_issue: Option<GitlabIssue>,
    /// Signed `CloudEvents`.
    #[serde(default)]
    pub webhook: Option<Webhook>,
}

/// How mail is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Smtp {
    /// The mail server.
    pub host: String,
    /// Its port; 587 for `starttls`, 465 for `tls`, if it does not say.
    #[serde(default)]
    pub port: Option<NonZeroU16>,
    /// `starttls`, `tls`, or `none` (this machine only).
    #[serde(default)]
    pub tls: MailTls,
    /// File with a PEM certificate authority to trust besides the usual ones.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
    /// Whom to sign in as.
    #[serde(default)]
    pub user: Option<String>,
    /// File with the password.
    #[serde(default)]
    pub password_file: Option<PathBuf>,
    /// Who sends: `Security <security@example.com>` (CM25).
    pub from: Mailbox,
    /// Where answers go; the sender if it does not say (CM25).
    #[serde(default)]
    pub reply_to: Option<Mailbox>,
    /// How we call ourselves to the server; the sender's domain if it does not say.
    #[serde(default)]
    pub hello: Option<String>,
}

/// How the way to the mail server is protected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailTls {
    /// Begins in clear and must become TLS before anything is said.
    #[default]
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// In clear: this machine only.
    None,
}

/// An incoming webhook: its address is a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hook {
    /// File with the address.
    pub url_file: PathBuf,
}

/// Slack's Web API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlackApi {
    /// File with the bot's token (`chat:write`, `channels:manage`; for private
    /// rooms `groups:write`).
    pub token_file: PathBuf,
    /// The room for messages that name nobody; the incident channel of the
    /// case goes first.
    #[serde(default)]
    pub room: Option<String>,
    /// The room that is told of a new incident channel (CM13).
    #[serde(default)]
    pub told_in: Option<String>,
    /// Ids of people who are invited into every incident channel (CM13).
    #[serde(default)]
    pub invite: Vec<String>,
    /// Where the API is; Slack's own if it does not say.
    #[serde(default = "slack_url")]
    pub url: Url,
}

/// A page of status.io.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusIo {
    /// Its id.
    pub page: String,
    /// File with the API id.
    pub id_file: PathBuf,
    /// File with the API key.
    pub key_file: PathBuf,
    /// What is affected: `component-container`; none = all.
    #[serde(default)]
    pub affected: Vec<String>,
    /// Where the API is; status.io's own if it does not say.
    #[serde(default = "status_io_url")]
    pub url: Url,
}

/// A page of Atlassian Statuspage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statuspage {
    /// Its id.
    pub page: String,
    /// File with the API key.
    pub key_file: PathBuf,
    /// Ids of the components that are affected.
    #[serde(default)]
    pub components: Vec<String>,
    /// Where the API is; Statuspage's own if it does not say.
    #[serde(default = "statuspage_url")]
    pub url: Url,
}

/// Confidential issues of a project of the connected GitLab.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GitlabIssue {
    /// The project's path or number.
    pub project: String,
    /// Labels for each issue.
    #[serde(default)]
    pub labels: Vec<String>,
}

/// An own receiver of `CloudEvents`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Webhook {
    /// File with the address.
    pub url_file: PathBuf,
    /// File with the key that signs: `whsec_` and Base64, or any text.
    pub secret_file: PathBuf,
}

/// One message a second: slow enough for any provider's first limit.
fn per_minute() -> NonZeroU32 {
    NonZeroU32::MIN.saturating_add(59)
}

fn attempts_max() -> NonZeroU32 {
    NonZeroU32::new(retry::ATTEMPTS_MAX).unwrap_or(NonZeroU32::MIN)
}

/// Mail servers may look at a message for minutes before they answer (RFC 5321
/// asks for ten); chat answers in a second.
fn timeout_seconds() -> NonZeroU16 {
    NonZeroU16::MIN.saturating_add(59)
}

fn slack_url() -> Url {
    fixed("https://slack.com/api/")
}

fn status_io_url() -> Url {
    fixed("https://api.status.io/v2/")
}

fn statuspage_url() -> Url {
    fixed("https://api.statuspage.io/v1/")
}

#[expect(clippy::unwrap_used, reason = "an address in this file, covered by a test")]
fn fixed(url: &str) -> Url {
    Url::parse(url).unwrap()
}

impl Channel {
    /// Which kind it is: that of the one table it has.
    ///
    /// # Errors
    /// None, or more than one.
    pub fn kind(&self) -> Result<ChannelKind, ConfigError> {
        let has = [
            (self.smtp.is_some(), ChannelKind::Smtp),
            (self.mattermost.is_some(), ChannelKind::Mattermost),
            (self.slack.is_some(), ChannelKind::Slack),
            (self.teams.is_some(), ChannelKind::Teams),
            (self.slack_api.is_some(), ChannelKind::SlackApi),
            (self.status_io.is_some(), ChannelKind::StatusIo),
            (self.statuspage.is_some(), ChannelKind::Statuspage),
            (self.gitlab_issue.is_some(), ChannelKind::GitlabIssue),
            (self.webhook.is_some(), ChannelKind::Webhook),
        ];
        let mut kinds = has.into_iter().filter(|(is, _)| *is).map(|(_, kind)| kind);
        match (kinds.next(), kinds.next()) {
            (Some(kind), None) => Ok(kind),
            (None | Some(_), _) => {
                let names = ChannelKind::ALL.map(ChannelKind::as_str).join(", ");
                let why = format!("has exactly one of {names}");
                Err(ConfigError::Refused { key: self.key(), why })
            }
        }
    }

    /// Who reads there.
    pub fn reach(&self, kind: ChannelKind) -> Reach {
        self.reach.unwrap_or_else(|| kind.usual_reach())
    }

    /// Files that hold its secrets.
    pub fn secret_files(&self) -> impl Iterator<Item = &PathBuf> {
        let hooks = [&self.mattermost, &self.slack, &self.teams];
        let hooks = hooks.into_iter().flatten().map(|hook| &hook.url_file);
        let smtp = self.smtp.iter().flat_map(|smtp| smtp.password_file.iter().chain(&smtp.ca_file));
        let pages = self.status_io.iter().flat_map(|page| [&page.id_file, &page.key_file]);
        let hook = self.webhook.iter().flat_map(|hook| [&hook.url_file, &hook.secret_file]);
        hooks
            .chain(smtp)
            .chain(pages)
            .chain(hook)
            .chain(self.slack_api.iter().map(|slack| &slack.token_file))
            .chain(self.statuspage.iter().map(|page| &page.key_file))
    }

    fn key(&self) -> String {
        format!("channel {:?}", self.name)
    }

    fn check(&self, has_gitlab: bool) -> Result<(), ConfigError> {
        let key = self.key();
        self.kind()?;
        if self.name == "sink" {
            return refuse(&key, "the name is taken: exercises end there");
        }
        if let Some(smtp) = &self.smtp {
            smtp.check(&key)?;
        }
        if self.gitlab_issue.is_some() && !has_gitlab {
            return refuse(&key, "makes issues in the GitLab of [gitlab], and there is none");
        }
        let urls = [
            self.slack_api.as_ref().map(|slack| &slack.url),
            self.status_io.as_ref().map(|page| &page.url),
            self.statuspage.as_ref().map(|page| &page.url),
        ];
        for url in urls.into_iter().flatten() {
            check_url(&key, url)?;
            if !url.path().ends_with('/') {
                return refuse(&key, "url must end with /");
            }
        }
        Ok(())
    }
}

impl Smtp {
    /// The server's port.
    pub fn port(&self) -> u16 {
        let usual = match self.tls {
            MailTls::Starttls => 587,
            MailTls::Tls => 465,
            MailTls::None => 25,
        };
        self.port.map_or(usual, NonZeroU16::get)
    }

    fn check(&self, key: &str) -> Result<(), ConfigError> {
        if self.user.is_some() != self.password_file.is_some() {
            return refuse(key, "user and password_file belong together");
        }
        let is_here = matches!(self.host.as_str(), "localhost" | "127.0.0.1" | "::1");
        if self.tls == MailTls::None && !is_here {
            return refuse(
                key,
                "tls = \"none\" sends mail of an incident in clear; only a server on this machine \
                 may be spoken to so",
            );
        }
        Ok(())
    }
}

/// Refuses channels that are possible one by one but not together.
pub(super) fn check(config: &Config) -> Result<(), ConfigError> {
    check_names("channel", config.channel.iter().map(|one| one.name.as_str()))?;
    config.channel.iter().try_for_each(|one| one.check(config.gitlab.is_some()))
}

impl Config {
    /// Which channels there are: kind and reach by name, for policies to check
    /// what they name.
    pub fn channels(&self) -> BTreeMap<&str, (ChannelKind, Reach)> {
        let known = self.channel.iter().filter_map(|one| {
            let kind = one.kind().ok()?;
            Some((one.name.as_str(), (kind, one.reach(kind))))
        });
        known.collect()
    }

    pub(super) fn check_channel_files(&self) -> impl Iterator<Item = ConfigError> {
        let files = self.channel.iter().flat_map(Channel::secret_files);
        files.filter_map(|path| read_text(path).err())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Result<Config, String> {
        let config = Config::from_text("t", text).map_err(|error| error.to_string())?;
        check(&config).map_err(|error| error.to_string())?;
        Ok(config)
    }

    #[test]
    fn the_fixed_addresses_are_addresses() {
        for url in [slack_url(), status_io_url(), statuspage_url()] {
            assert!(url.path().ends_with('/') && url.scheme() == "https");
        }
    }

    #[test]
    fn a_channel_has_one_kind_and_its_reach() {
        let mail = "[[channel]]\nname = \"mail\"\nreach = \"customers\"\n[channel.smtp]\nhost = \"mx.example\"\nfrom = \"Security <security@example.com>\"\n";
        let config = load(mail).unwrap();
        assert_eq!(config.channels()["mail"], (ChannelKind::Smtp, Reach::Customers));
        assert_eq!(config.channel[0].smtp.as_ref().unwrap().port(), 587);
        let chat = "[[channel]]\nname = \"chat\"\nslack = { url_file = \"u\" }\n";
        assert_eq!(load(chat).unwrap().channels()["chat"].1, Reach::Company);

        let effective = toml::to_string_pretty(&config).unwrap();
        assert_eq!(load(&effective).unwrap(), config, "what is shown can be read");
    }

    #[test]
    fn what_cannot_work_is_refused_with_its_name() {
        let cases = [
            ("[[channel]]\nname = \"a\"\n", "exactly one of"),
            (
                "[[channel]]\nname = \"a\"\nslack = { url_file = \"u\" }\nteams = { url_file = \"u\" }\n",
                "exactly one of",
            ),
            (
                "[[channel]]\nname = \"a\"\nsmtp = { host = \"mx.example\", tls = \"none\", from = \"a@x.example\" }\n",
                "in clear",
            ),
            (
                "[[channel]]\nname = \"a\"\nsmtp = { host = \"mx.example\", user = \"u\", from = \"a@x.example\" }\n",
                "belong together",
            ),
            ("[[channel]]\nname = \"a\"\ngitlab_issue = { project = \"p\" }\n", "there is none"),
            ("[[channel]]\nname = \"a\"\nsmtp = { host = \"h\", from = \"nobody\" }\n", "line 3"),
            ("[[channel]]\nname = \"A b\"\nslack = { url_file = \"u\" }\n", "lower-case"),
        ];
        for (text, expected) in cases {
            let error = load(text).unwrap_err();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
