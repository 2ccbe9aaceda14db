//! GitLab's own fields: what each of them tells of.
//!
//! Source: the readers of `event::normalise` and their fixtures; GitLab docs,
//! `administration/logs`, `administration/system_hooks`, `api/audit_events`.

use std::sync::LazyLock;

use crate::investigate::secret::is_secret_name;

/// What a field tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// A user by name.
    User,
    /// Part of the name of a person.
    NamePart,
    /// A person or a thing by its name; whose, the line tells.
    Name,
    /// The same of a parameter, where it may be of anything.
    Called,
    /// What somebody looked for: perhaps a person.
    Sought,
    /// A project or group by its name; whose, the line tells.
    Title,
    /// A user by number.
    UserId,
    /// A project by number.
    ProjectId,
    /// A group by number; parameters also have its path here.
    GroupId,
    /// A project by path or number, or a group.
    PlaceOrId,
    /// A repository: `project-31`, `wiki-31`.
    Repository,
    /// `user-22`, `user/22`, `User:22`, `ip/203.0.113.9`.
    Client,
    /// A project or group by path.
    Place,
    /// A mail address.
    Email,
    /// IP addresses.
    Address,
    /// A path on GitLab, or a whole URL.
    Url,
    /// A machine.
    Host,
    /// The kind that the number or name in the fields beside tells of.
    EntityType,
    /// The same of a target.
    TargetType,
    /// A number, of what the type beside says.
    EntityId,
    /// The same of a target.
    TargetId,
    /// A name of a thing that belongs to somebody: only told if they are subjects.
    Owned,
    /// The same of what belongs to the person of the line: a key, a token.
    Personal,
    /// Arguments of a background job: numbers and paths without names.
    Arguments,
    /// The name of a parameter, or of what changed.
    Key,
    /// The value of one, or what it was before and after.
    Value,
    /// What a password or token was given as.
    Secret,
    /// Words of GitLab's own; numbers that tell of nobody.
    Plain,
    /// Text, looked into.
    Text,
    /// Not known: looked into, and its own name, too.
    Other,
}

/// Names, sorted: the part behind the last full stop, in lower case and without `_` and blanks.
const FIELDS: &[(&str, Field)] = &[
    ("action", Field::Plain),
    ("args", Field::Arguments),
    ("authorclass", Field::Plain),
    ("backendid", Field::Plain),
    ("backtrace", Field::Text),
    ("callerid", Field::Plain),
    ("change", Field::Key),
    ("class", Field::Plain),
    ("clientid", Field::Client),
    ("clientip", Field::Address),
    ("clienturl", Field::Url),
    ("code", Field::Plain),
    ("component", Field::Plain),
    ("contenttype", Field::Plain),
    ("controller", Field::Plain),
    ("correlationid", Field::Plain),
    ("createdat", Field::Plain),
    ("custommessage", Field::Text),
    ("deploytokenid", Field::Owned),
    ("details", Field::Text),
    ("durationms", Field::Plain),
    ("durations", Field::Plain),
    ("enqueuedat", Field::Plain),
    ("entityid", Field::EntityId),
    ("entitypath", Field::Place),
    ("entitytype", Field::EntityType),
    ("errormessage", Field::Text),
    ("eventname", Field::Plain),
    ("eventtype", Field::Plain),
    ("featurecategory", Field::Plain),
    ("fingerprint", Field::Personal),
    ("fingerprintsha256", Field::Personal),
    ("format", Field::Plain),
    ("fqdn", Field::Host),
    ("from", Field::Value),
    ("fullmethod", Field::Plain),
    ("glid", Field::Client),
    ("glkeyid", Field::Personal),
    ("glrepository", Field::Repository),
    ("group", Field::Place),
    ("groupname", Field::Title),
    ("hookid", Field::Owned),
    ("host", Field::Host),
    ("hostname", Field::Host),
    ("ip", Field::Address),
    ("ipaddress", Field::Address),
    ("jid", Field::Plain),
    ("jobstatus", Field::Plain),
    ("key", Field::Key),
    ("keyfingerprint", Field::Personal),
    ("keyid", Field::Personal),
    ("level", Field::Plain),
    ("login", Field::User),
    ("message", Field::Text),
    ("method", Field::Plain),
    ("msg", Field::Text),
    ("name", Field::Name),
    ("node", Field::Host),
    ("nodename", Field::Host),
    ("oldpath", Field::PlaceOrId),
    ("operationname", Field::Plain),
    ("params", Field::Text),
    ("path", Field::Url),
    ("pid", Field::Plain),
    ("pod", Field::Host),
    ("podname", Field::Host),
    ("project", Field::Place),
    ("projectname", Field::Title),
    ("proto", Field::Plain),
    ("queue", Field::Plain),
    ("queuenamespace", Field::Plain),
    ("referer", Field::Url),
    ("referrer", Field::Url),
    ("remoteaddr", Field::Address),
    ("remoteip", Field::Address),
    ("requesturi", Field::Url),
    ("route", Field::Plain),
    ("routeid", Field::Plain),
    ("server", Field::Host),
    ("servername", Field::Host),
    ("service", Field::Plain),
    ("severity", Field::Plain),
    ("sshkeyfingerprint", Field::Personal),
    ("starttime", Field::Plain),
    ("state", Field::Plain),
    ("status", Field::Plain),
    ("subcomponent", Field::Plain),
    ("system", Field::Plain),
    ("targetdetails", Field::Owned),
    ("targetid", Field::TargetId),
    ("targettype", Field::TargetType),
    ("thing", Field::Client),
    ("time", Field::Plain),
    ("to", Field::Value),
    ("tokenid", Field::Personal),
    ("tokentype", Field::Plain),
    ("topgroup", Field::Place),
    ("ua", Field::Text),
    ("uid", Field::User),
    ("updatedat", Field::Plain),
    ("uri", Field::Url),
    ("url", Field::Url),
    ("useragent", Field::Text),
    ("value", Field::Value),
    ("version", Field::Plain),
    ("webhookid", Field::Owned),
    ("workerid", Field::Plain),
];

/// What the other names end in that tell of somebody, written alike:
/// `approved_by_usernames`, `toProjectId`, `new_user[first_name]`. Parameters of
/// GitLab's interfaces are too many to be named one by one.
const ENDINGS: &[(&[&str], Field)] = &[
    (
        &[
            "username",
            "usernames",
            "displayname",
            "fullname",
            "nickname",
            "realname",
            "authorname",
            "committername",
            "ownername",
            "creatorname",
            "assigneename",
            "reviewername",
            "approvername",
            "membername",
            "actorname",
            "recipientname",
            "accountname",
            "principalname",
            "externuid",
            "nameid",
            "user",
            "author",
            "assignee",
            "assignees",
            "reviewer",
            "reviewers",
            "approver",
            "approvers",
            "committer",
            "impersonator",
            "invitee",
            "inviter",
            "recipient",
            "creator",
            "owner",
            // `created_by`, `mergedBy`; not `order_by`.
            "edby",
            "sudo",
        ],
        Field::User,
    ),
    (
        &["firstname", "lastname", "givenname", "familyname", "middlename", "surname"],
        Field::NamePart,
    ),
    (&["email", "emails"], Field::Email),
    (
        &[
            "userid",
            "userids",
            "authorid",
            "authorids",
            "assigneeid",
            "assigneeids",
            "reviewerid",
            "reviewerids",
            "approverid",
            "approverids",
            "ownerid",
            "ownerids",
            "creatorid",
            "actorid",
            "recipientid",
            "inviteeid",
            "byid",
            "byids",
        ],
        Field::UserId,
    ),
    (&["projectid", "projectids"], Field::ProjectId),
    (&["groupid", "groupids", "namespaceid", "namespaceids"], Field::GroupId),
    (
        &["namespace", "namespacepath", "fullpath", "projectpath", "grouppath", "withnamespace"],
        Field::Place,
    ),
];

/// Longer names are none of these.
const NAME_BYTES_MAX: usize = 48;

/// The fields by [`place`].
static PLACES: LazyLock<Vec<Vec<(&str, Field)>>> = LazyLock::new(|| {
    let at =
        |wanted| FIELDS.iter().copied().filter(move |(name, _)| place(name.as_bytes()) == wanted);
    (0..512).map(|wanted| at(wanted).collect()).collect()
});

/// One of 512 places, by length, first, middle and last letter.
fn place(name: &[u8]) -> usize {
    let at = |at: usize| name.get(at).map_or(0, |&byte| usize::from(byte));
    let last = at(name.len().saturating_sub(1));
    // With these numbers hardly two of them share a place.
    (at(0) * 37 + at(name.len() / 2) + last * 97 + name.len() * 151) % 512
}

impl Field {
    /// Whether its value is judged by itself; all others are only looked into.
    pub(super) fn tells(self) -> bool {
        !matches!(
            self,
            Self::EntityType
                | Self::TargetType
                | Self::Key
                | Self::Value
                | Self::Plain
                | Self::Text
                | Self::Other
        )
    }

    /// The field of that name, however a log writes it: `meta.user_id`, `glProjectPath`.
    pub(super) fn of(name: &[u8]) -> Self {
        let mut short = [0u8; NAME_BYTES_MAX];
        let mut length = 0;
        for byte in last_part(name).iter().filter(|byte| !matches!(byte, b'_' | b'-' | b' ')) {
            let Some(slot) = short.get_mut(length) else { return Self::Other };
            *slot = byte.to_ascii_lowercase();
            length += 1;
        }
        let short = short.get(..length).unwrap_or_default();
        let row = PLACES.get(place(short)).into_iter().flatten();
        let found = row.copied().find(|(name, _)| name.as_bytes() == short);
        found.map_or_else(|| Self::by_ending(short), |(_, field)| field)
    }

    fn by_ending(name: &[u8]) -> Self {
        let ends = |ending: &&str| name.ends_with(ending.as_bytes());
        let found = ENDINGS.iter().find(|(endings, _)| endings.iter().any(ends));
        found.map_or(Self::Other, |&(_, field)| field)
    }

    /// The field of a member of an object that is the value of another field:
    /// `"user":{"id":22}`, `"username":{"$ne":"mizuki"}`, `"user_ids":{"0":22}`.
    pub(super) fn within(self, outer: Self, name: &[u8]) -> Self {
        let is_sign = name.first() == Some(&b'$') || name.iter().all(u8::is_ascii_digit);
        match (self, outer) {
            // `"host":{"name":…}`.
            (Self::Name, Self::Host | Self::User) => outer,
            (Self::Name, Self::Place) => Self::Title,
            (Self::Other, Self::User) if name == b"id" => Self::UserId,
            (Self::Other, Self::Place) if name == b"id" => Self::PlaceOrId,
            (Self::Other, _) if is_sign && !name.is_empty() && outer.tells() => outer,
            _ => self,
        }
    }

    /// The same for parameters of a request, where `id` is of whatever the route says.
    pub(super) fn of_parameter(name: &[u8]) -> Self {
        match last_part(name) {
            b"id" | b"user_id" | b"namespace_id" | b"project_id" | b"group_id" | b"parent_id"
            | b"namespace" | b"path" | b"full_path" => Self::PlaceOrId,
            b"name" => Self::Called,
            b"search" | b"q" | b"query" | b"term" => Self::Sought,
            _ if std::str::from_utf8(name).is_ok_and(is_secret_name) => Self::Secret,
            _ if name.eq_ignore_ascii_case(b"authorization") => Self::Secret,
            _ => match Self::of(name) {
                // `Plain` here is a number of a page or whatever somebody typed.
                Self::Value | Self::Key | Self::EntityType | Self::TargetType | Self::Plain => {
                    Self::Text
                }
                field => field,
            },
        }
    }
}

/// What of a name tells: `id` of `meta.id`, `first_name` of `new_user[first_name]`,
/// `user_ids` of `user_ids[]`.
fn last_part(name: &[u8]) -> &[u8] {
    let mut name = name;
    while let Some(list) = name.strip_suffix(b"[]") {
        name = list;
    }
    let inner = name.strip_suffix(b"]").unwrap_or(name);
    let sign = if inner.len() < name.len() { b'[' } else { b'.' };
    let from = memchr::memrchr(sign, inner).map_or(0, |at| at + 1);
    inner.get(from..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_found_however_they_are_written() {
        assert!(FIELDS.is_sorted_by(|(a, _), (b, _)| a < b));
        for (name, field) in [
            ("username", Field::User),
            ("meta.user", Field::User),
            ("meta.user_id", Field::UserId),
            ("grpc.request.glProjectPath", Field::Place),
            ("Remote-Addr", Field::Address),
            ("exception.backtrace", Field::Text),
            ("duration_s", Field::Plain),
            ("queue_namespace", Field::Plain),
            ("something_else_that_is_longer_than_any_name_of_a_field", Field::Other),
            ("approved_by_usernames", Field::User),
            ("to_project_id", Field::ProjectId),
            ("new_user[first_name]", Field::NamePart),
            ("not[assignee_ids][]", Field::UserId),
            ("user_agent", Field::Text),
            ("mergedBy", Field::User),
            ("order_by", Field::Other),
            ("", Field::Other),
        ] {
            assert_eq!(Field::of(name.as_bytes()), field, "{name}");
        }
    }

    #[test]
    fn every_name_in_the_table_can_be_met() {
        for (name, field) in FIELDS {
            assert_eq!(Field::of(name.as_bytes()), *field, "{name}");
            let by_ending = Field::by_ending(name.as_bytes());
            assert!(by_ending != *field, "{name} follows from its ending");
        }
    }
}
