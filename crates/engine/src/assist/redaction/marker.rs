//! Words and signs that stand before what tells of somebody.

/// Something that stands before what tells of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marker {
    /// A number of a user follows.
    UserId,
    /// A number of a project or group follows.
    PlaceId,
    /// The word for a kind of accounts, behind which a number may stand.
    UserWord,
    ProjectWord,
    GroupWord,
    /// A word for numbers of any of them.
    IdWord,
    /// `gid://gitlab/User/22`.
    GlobalId,
    /// A user name follows.
    User,
    /// What somebody looked for follows: perhaps a person.
    Sought,
    /// A name in a directory of people follows: an id of LDAP or SAML.
    Directory,
    /// The same, if a directory's parts are behind it: `uid=who,ou=people`.
    DirectoryPart,
    /// The folder of a person on some machine follows.
    Home,
    /// The hash of somebody's key follows.
    Fingerprint,
    /// An address as one number follows.
    AddressNumber,
    /// A path of a project or group follows.
    Path,
    /// `.git`: a path precedes.
    Git,
    /// A path in the storage of repositories follows.
    Hashed,
    /// `://`.
    Scheme,
    /// The end of a name of an inner machine.
    Inside,
    /// The same, if a machine's own name with a number is before it.
    Stage,
    /// A secret begins like this.
    Secret,
    /// A secret's name has this in it.
    SecretWord,
    /// What signs somebody in follows.
    Authorization,
    /// The same, if it looks like it.
    Bearer,
    /// What a browser is known by again follows.
    Cookie,
}

/// What may stand before an identifier, or with it.
pub(super) const MARKERS: &[(&str, Marker)] = &[
    ("user_id", Marker::UserId),
    ("userid", Marker::UserId),
    ("author_id", Marker::UserId),
    ("owner_id", Marker::UserId),
    ("member_id", Marker::UserId),
    ("creator_id", Marker::UserId),
    ("assignee_id", Marker::UserId),
    ("reviewer_id", Marker::UserId),
    ("approver_id", Marker::UserId),
    ("approved_by_id", Marker::UserId),
    ("user/avatar/", Marker::UserId),
    ("project/avatar/", Marker::PlaceId),
    ("group/avatar/", Marker::PlaceId),
    ("user/", Marker::UserId),
    ("users/", Marker::UserId),
    ("user-", Marker::UserId),
    ("user #", Marker::UserId),
    ("user id", Marker::UserId),
    ("user with id", Marker::UserId),
    ("user with 'id'=", Marker::UserId),
    (r#"users"."id""#, Marker::UserId),
    ("project_id", Marker::PlaceId),
    ("project with 'id'=", Marker::PlaceId),
    ("group with 'id'=", Marker::PlaceId),
    ("namespace with 'id'=", Marker::PlaceId),
    (r#"projects"."id""#, Marker::PlaceId),
    (r#"namespaces"."id""#, Marker::PlaceId),
    ("group_id", Marker::PlaceId),
    ("namespace_id", Marker::PlaceId),
    ("project id", Marker::PlaceId),
    ("group id", Marker::PlaceId),
    ("projects/", Marker::PlaceId),
    ("groups/", Marker::PlaceId),
    ("project-", Marker::PlaceId),
    ("wiki-", Marker::PlaceId),
    ("user ", Marker::UserWord),
    ("users ", Marker::UserWord),
    ("users:", Marker::UserWord),
    ("user:", Marker::UserWord),
    ("user#", Marker::UserWord),
    ("user(", Marker::UserWord),
    ("user[", Marker::UserWord),
    ("ユーザー", Marker::UserWord),
    ("ユーザ", Marker::UserWord),
    ("project ", Marker::ProjectWord),
    ("projects ", Marker::ProjectWord),
    ("projects:", Marker::ProjectWord),
    ("project:", Marker::ProjectWord),
    ("project#", Marker::ProjectWord),
    ("project(", Marker::ProjectWord),
    ("プロジェクト", Marker::ProjectWord),
    // As decoded text has it: `fold.rs`.
    ("フロシェクト", Marker::ProjectWord),
    ("group ", Marker::GroupWord),
    ("groups ", Marker::GroupWord),
    ("groups:", Marker::GroupWord),
    ("group:", Marker::GroupWord),
    ("group#", Marker::GroupWord),
    ("group(", Marker::GroupWord),
    ("namespace ", Marker::GroupWord),
    ("グループ", Marker::GroupWord),
    ("クルーフ", Marker::GroupWord),
    ("(id", Marker::IdWord),
    ("[id", Marker::IdWord),
    (", id", Marker::IdWord),
    ("with id", Marker::IdWord),
    ("gid://gitlab/", Marker::GlobalId),
    ("username", Marker::User),
    ("user_name", Marker::User),
    ("login=", Marker::User),
    ("user=", Marker::User),
    ("author=", Marker::User),
    (r#"users"."name""#, Marker::User),
    ("search=", Marker::Sought),
    ("extern_uid", Marker::Directory),
    ("externuid", Marker::Directory),
    ("nameid", Marker::Directory),
    ("name_id", Marker::Directory),
    ("uid=", Marker::DirectoryPart),
    ("cn=", Marker::DirectoryPart),
    ("/home/", Marker::Home),
    ("/users/", Marker::Home),
    (r":\users\", Marker::Home),
    ("sha256:", Marker::Fingerprint),
    ("ip=", Marker::AddressNumber),
    ("ip: ", Marker::AddressNumber),
    ("fullpath", Marker::Path),
    ("full_path", Marker::Path),
    ("project_path", Marker::Path),
    ("group_path", Marker::Path),
    (".git", Marker::Git),
    ("@hashed/", Marker::Hashed),
    ("://", Marker::Scheme),
    ("authorization", Marker::Authorization),
    ("bearer ", Marker::Bearer),
    ("cookie", Marker::Cookie),
    ("_gitlab_session", Marker::Cookie),
    ("pwd", Marker::SecretWord),
    (".prod", Marker::Stage),
    (".staging", Marker::Stage),
    (".preprod", Marker::Stage),
];
