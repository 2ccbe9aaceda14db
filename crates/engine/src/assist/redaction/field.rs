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
    /// A person or a thing by its name; whose, the line tells.
    Name,
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
    ("RemoteAddr", Field::Address),
    ("action", Field::Plain),
    ("actorid", Field::UserId),
    ("args", Field::Arguments),
    ("assignee", Field::User),
    ("assigneeid", Field::UserId),
    ("author", Field::User),
    ("authorclass", Field::Plain),
    ("authoremail", Field::Email),
    ("authorid", Field::UserId),
    ("authorname", Field::User),
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
    ("creator", Field::User),
    ("creatorid", Field::UserId),
    ("custommessage", Field::Text),
    ("deploytokenid", Field::Owned),
    ("details", Field::Text),
    ("duration_s", Field::Plain),
    ("durationms", Field::Plain),
    ("durations", Field::Plain),
    ("email", Field::Email),
    ("enqueuedat", Field::Plain),
    ("entityid", Field::EntityId),
    ("entitypath", Field::Place),
    ("entitytype", Field::EntityType),
    ("errormessage", Field::Text),
    ("eventname", Field::Plain),
    ("eventtype", Field::Plain),
    ("featurecategory", Field::Plain),
    ("format", Field::Plain),
    ("fqdn", Field::Host),
    ("from", Field::Value),
    ("fullmethod", Field::Plain),
    ("fullpath", Field::Place),
    ("glid", Field::Client),
    ("glkeyid", Field::Owned),
    ("glprojectpath", Field::Place),
    ("glrepository", Field::Repository),
    ("group", Field::Place),
    ("groupid", Field::GroupId),
    ("groupname", Field::Name),
    ("grouppath", Field::Place),
    ("hookid", Field::Owned),
    ("host", Field::Host),
    ("hostname", Field::Host),
    ("impersonatedby", Field::User),
    ("ip", Field::Address),
    ("ipaddress", Field::Address),
    ("jid", Field::Plain),
    ("jobstatus", Field::Plain),
    ("key", Field::Key),
    ("keyid", Field::Owned),
    ("level", Field::Plain),
    ("login", Field::User),
    ("message", Field::Text),
    ("method", Field::Plain),
    ("msg", Field::Text),
    ("name", Field::Name),
    ("namespace", Field::Place),
    ("namespaceid", Field::GroupId),
    ("node", Field::Host),
    ("nodename", Field::Host),
    ("oldfullpath", Field::Place),
    ("oldpath", Field::PlaceOrId),
    ("oldpathwithnamespace", Field::Place),
    ("oldusername", Field::User),
    ("operationname", Field::Plain),
    ("owneremail", Field::Email),
    ("ownerid", Field::UserId),
    ("ownername", Field::User),
    ("params", Field::Text),
    ("path", Field::Url),
    ("pathwithnamespace", Field::Place),
    ("pid", Field::Plain),
    ("pod", Field::Host),
    ("podname", Field::Host),
    ("project", Field::Place),
    ("projectid", Field::ProjectId),
    ("projectname", Field::Name),
    ("projectnamespaceid", Field::GroupId),
    ("projectpath", Field::Place),
    ("projectpathwithnamespace", Field::Place),
    ("promotionnamespaceid", Field::GroupId),
    ("proto", Field::Plain),
    ("queue", Field::Plain),
    ("referer", Field::Url),
    ("referrer", Field::Url),
    ("remoteaddr", Field::Address),
    ("remoteip", Field::Address),
    ("requestedbyuserid", Field::UserId),
    ("requesturi", Field::Url),
    ("rootnamespace", Field::Place),
    ("route", Field::Plain),
    ("routeid", Field::Plain),
    ("server", Field::Host),
    ("servername", Field::Host),
    ("service", Field::Plain),
    ("severity", Field::Plain),
    ("something_else_that_is_very_long", Field::Other),
    ("sourcefullpath", Field::Place),
    ("sourceprojectid", Field::ProjectId),
    ("sourceprojectpath", Field::Place),
    ("starttime", Field::Plain),
    ("state", Field::Plain),
    ("status", Field::Plain),
    ("subcomponent", Field::Plain),
    ("system", Field::Plain),
    ("targetdetails", Field::Owned),
    ("targetid", Field::TargetId),
    ("targetprojectid", Field::ProjectId),
    ("targetprojectpath", Field::Place),
    ("targettype", Field::TargetType),
    ("thing", Field::Client),
    ("time", Field::Plain),
    ("to", Field::Value),
    ("tokenid", Field::Owned),
    ("tokentype", Field::Plain),
    ("topgroup", Field::Place),
    ("ua", Field::Text),
    ("updatedat", Field::Plain),
    ("uri", Field::Url),
    ("url", Field::Url),
    ("user", Field::User),
    ("useragent", Field::Text),
    ("useremail", Field::Email),
    ("userid", Field::UserId),
    ("username", Field::User),
    ("userusername", Field::User),
    ("value", Field::Value),
    ("version", Field::Plain),
    ("webhookid", Field::Owned),
    ("workerid", Field::Plain),
];

/// Longer names are none of these.
const NAME_BYTES_MAX: usize = 24;

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
        let from = memchr::memrchr(b'.', name).map_or(0, |dot| dot + 1);
        let last = name.get(from..).unwrap_or_default();
        let mut short = [0u8; NAME_BYTES_MAX];
        let mut length = 0;
        for byte in last.iter().filter(|byte| !matches!(byte, b'_' | b' ')) {
            let Some(slot) = short.get_mut(length) else { return Self::Other };
            *slot = byte.to_ascii_lowercase();
            length += 1;
        }
        let short = short.get(..length).unwrap_or_default();
        let row = PLACES.get(place(short)).into_iter().flatten();
        let found = row.copied().find(|(name, _)| name.as_bytes() == short);
        found.map_or(Self::Other, |(_, field)| field)
    }

    /// The same for parameters of a request, where `id` is of whatever the route says.
    pub(super) fn of_parameter(name: &[u8]) -> Self {
        match name {
            b"id" | b"user_id" | b"namespace_id" | b"project_id" | b"group_id" | b"namespace"
            | b"path" | b"full_path" => Self::PlaceOrId,
            b"name" => Self::Name,
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
            ("RemoteAddr", Field::Address),
            ("exception.backtrace", Field::Text),
            ("duration_s", Field::Plain),
            ("something_else_that_is_very_long", Field::Other),
            ("", Field::Other),
        ] {
            assert_eq!(Field::of(name.as_bytes()), field, "{name}");
        }
    }
}
