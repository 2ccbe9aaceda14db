//! What owners do in their groups.

use super::{Chore, On};
use crate::traffic::day::cast::Role;

const GROUP_MEMBERS: &str = "Groups::GroupMembersController#update";
const USER: (&str, &str) = ("User", "@");

const fn of_group(
    weight: u64,
    kind: &'static str,
    target: (&'static str, &'static str),
    more: &'static [(&'static str, &'static str)],
    page: &'static str,
) -> Chore {
    Chore { weight, least: Role::Owner, kind, on: On::Group, target, more, page }
}

/// Rates as for people.
pub(super) const GROUP: &[Chore] = &[
    of_group(
        50,
        "ci_group_variable_updated",
        ("Ci::GroupVariable", "REGISTRY_#"),
        &[("custom_message", "Updated ci group variable value")],
        "Groups::VariablesController#update",
    ),
    of_group(
        20,
        "group_access_token_created",
        ("PersonalAccessToken", "group bot #"),
        &[(
            "custom_message",
            "Created group access token with token_id: # with scopes: [:api] and Maintainer access level.",
        )],
        "Groups::Settings::AccessTokensController#create",
    ),
    of_group(
        120,
        "member_created",
        USER,
        &[("add", "user_access"), ("as", "Developer"), ("member_id", "#")],
        GROUP_MEMBERS,
    ),
    of_group(
        12,
        "member_created",
        USER,
        &[("add", "user_access"), ("as", "Owner"), ("member_id", "#")],
        GROUP_MEMBERS,
    ),
    of_group(
        8,
        "member_updated",
        USER,
        &[("change", "access_level"), ("from", "Maintainer"), ("to", "Owner")],
        GROUP_MEMBERS,
    ),
    of_group(
        30,
        "group_created",
        ("Group", "squad-#"),
        &[("add", "group"), ("custom_message", "Added group")],
        "GroupsController#create",
    ),
    of_group(
        3,
        "group_deletion_marked",
        ("Group", "squad-#"),
        &[("custom_message", "Group marked for deletion")],
        "GroupsController#destroy",
    ),
    of_group(
        20,
        "group_name_updated",
        ("Group", "squad-#"),
        &[("change", "name"), ("from", "Squad"), ("to", "Crew #")],
        "GroupsController#update",
    ),
];
