//! Channels: what kinds there are, what each can do, and who reads there.

use serde::{Deserialize, Serialize};

use super::order::Content;
use crate::coordinate::Case;

/// How a channel is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// Mail, by SMTP.
    Smtp,
    /// Mattermost, by an incoming webhook.
    Mattermost,
    /// Slack, by an incoming webhook.
    Slack,
    /// Microsoft Teams, by an incoming webhook (workflow).
    Teams,
    /// Slack, by its Web API with a token: rooms too.
    SlackApi,
    /// A status page of status.io.
    StatusIo,
    /// A status page of Atlassian Statuspage.
    Statuspage,
    /// Confidential issues of a GitLab project.
    GitlabIssue,
    /// Anything that takes signed `CloudEvents`.
    Webhook,
}

impl ChannelKind {
    /// All, in reading order.
    pub const ALL: [Self; 9] = [
        Self::Smtp,
        Self::Mattermost,
        Self::Slack,
        Self::Teams,
        Self::SlackApi,
        Self::StatusIo,
        Self::Statuspage,
        Self::GitlabIssue,
        Self::Webhook,
    ];

    /// The word used in settings, sentences and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Smtp => "smtp",
            Self::Mattermost => "mattermost",
            Self::Slack => "slack",
            Self::Teams => "teams",
            Self::SlackApi => "slack_api",
            Self::StatusIo => "status_io",
            Self::Statuspage => "statuspage",
            Self::GitlabIssue => "gitlab_issue",
            Self::Webhook => "webhook",
        }
    }

    /// Whether a channel of this kind can do that.
    pub fn can(self, content: &Content) -> bool {
        match content {
            Content::Message { .. } => match self {
                Self::Smtp
                | Self::Mattermost
                | Self::Slack
                | Self::Teams
                | Self::SlackApi
                | Self::GitlabIssue
                | Self::Webhook => true,
                Self::StatusIo | Self::Statuspage => false,
            },
            Content::Status { .. } => {
                matches!(self, Self::StatusIo | Self::Statuspage | Self::Webhook)
            }
            Content::RoomMade { .. } | Content::RoomInvited { .. } | Content::RoomTopic { .. } => {
                self == Self::SlackApi
            }
            Content::Issue { .. } | Content::GapIssue { .. } => self == Self::GitlabIssue,
        }
    }

    /// Whether each addressee gets one of its own; otherwise the channel
    /// itself is the one addressee.
    pub fn is_per_addressee(self) -> bool {
        match self {
            Self::Smtp | Self::SlackApi => true,
            Self::Mattermost
            | Self::Slack
            | Self::Teams
            | Self::StatusIo
            | Self::Statuspage
            | Self::GitlabIssue
            | Self::Webhook => false,
        }
    }

    /// Whether the other side knows a message again by its id, so that handing
    /// it over twice is once.
    pub fn is_idempotent(self, content: &Content) -> bool {
        match (self, content) {
            // An issue is looked for by its marker before it is made.
            (Self::Webhook | Self::GitlabIssue, _)
            | (
                Self::SlackApi,
                Content::RoomMade { .. } | Content::RoomInvited { .. } | Content::RoomTopic { .. },
            ) => true,
            (
                Self::Smtp
                | Self::Mattermost
                | Self::Slack
                | Self::Teams
                | Self::SlackApi
                | Self::StatusIo
                | Self::Statuspage,
                _,
            ) => false,
        }
    }

    /// Who reads there if the settings do not say.
    pub fn usual_reach(self) -> Reach {
        match self {
            Self::Smtp | Self::GitlabIssue | Self::Webhook => Reach::Named,
            Self::Mattermost | Self::Slack | Self::Teams | Self::SlackApi => Reach::Company,
            Self::StatusIo | Self::Statuspage => Reach::Public,
        }
    }
}

/// Who can read what is said by a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Only those whom a message names.
    Named,
    /// Everybody of the organisation.
    Company,
    /// Customers.
    Customers,
    /// Everybody.
    Public,
}

impl Reach {
    /// The word used in settings, sentences and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Named => "named",
            Self::Company => "company",
            Self::Customers => "customers",
            Self::Public => "public",
        }
    }
}

/// Whether only named people may see the case, as last stated.
pub fn is_confidential(case: &Case) -> bool {
    case.circumstances().contains_key("confidential")
}

/// Whether an order must wait for a second person: a confidential case, and a
/// channel where others than the named read (CM24).
pub fn needs_second_person(case: &Case, reach: Reach) -> bool {
    is_confidential(case) && reach != Reach::Named
}
