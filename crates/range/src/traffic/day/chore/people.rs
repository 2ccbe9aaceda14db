//! What people do for themselves.

use super::{Chore, On};
use crate::traffic::day::cast::Role;

const PAT: &str = "UserSettings::PersonalAccessTokensController#create";
const KEYS: &str = "UserSettings::SshKeysController#create";
const GPG: &str = "UserSettings::GpgKeysController#create";
const TWO_FACTOR: &str = "Profiles::TwoFactorAuthsController#create";
const EMAILS: &str = "Profiles::EmailsController#create";
const SELF: (&str, &str) = ("Project", "");

const fn mine(
    weight: u64,
    kind: &'static str,
    target: (&'static str, &'static str),
    message: &'static [(&'static str, &'static str)],
    page: &'static str,
) -> Chore {
    Chore { weight, least: Role::Developer, kind, on: On::Me, target, more: message, page }
}

/// Rates are our own estimate of a company of two thousand engineers.
pub(super) const PEOPLE: &[Chore] = &[
    mine(
        550,
        "personal_access_token_created",
        ("User", ""),
        &[("custom_message", "Created personal access token with id #")],
        PAT,
    ),
    mine(
        220,
        "personal_access_token_revoked",
        ("User", ""),
        &[("custom_message", "Revoked personal access token with id #")],
        PAT,
    ),
    mine(240, "add_ssh_key", ("Key", "laptop #"), &[("custom_message", "Added SSH key")], KEYS),
    mine(
        110,
        "remove_ssh_key",
        ("Key", "laptop #"),
        &[("custom_message", "Removed SSH key")],
        KEYS,
    ),
    mine(
        60,
        "add_gpg_key",
        ("GpgKey", "#"),
        &[("custom_message", "Added new GPG key to user")],
        GPG,
    ),
    mine(
        15,
        "remove_gpg_key",
        ("GpgKey", "#"),
        &[("custom_message", "Removed GPG key from user")],
        GPG,
    ),
    mine(
        140,
        "user_enable_two_factor",
        ("User", ""),
        &[("custom_message", "Enabled two-factor authentication")],
        TWO_FACTOR,
    ),
    mine(
        8,
        "user_disable_two_factor",
        ("User", ""),
        &[("custom_message", "Disabled two-factor authentication")],
        TWO_FACTOR,
    ),
    mine(
        300,
        "user_authorized_oauth_application",
        ("Authn::OauthApplication", "Editor"),
        &[("custom_message", "User authorized an OAuth application.")],
        "Oauth::AuthorizationsController#create",
    ),
    mine(
        80,
        "user_password_updated",
        ("User", ""),
        &[("change", "password")],
        "UserSettings::PasswordsController#update",
    ),
    mine(30, "email_created", ("Email", "#@mail.example"), &[("add", "email")], EMAILS),
    mine(12, "email_destroyed", ("Email", "#@mail.example"), &[("remove", "email")], EMAILS),
    mine(
        8,
        "user_email_address_updated",
        ("User", ""),
        &[
            ("change", "email address"),
            ("from", "old#@harborline.example"),
            ("to", "new#@harborline.example"),
        ],
        EMAILS,
    ),
    Chore {
        on: On::Project,
        ..mine(
            140,
            "project_fork_operation",
            SELF,
            &[("custom_message", "Forked project to sandbox-#")],
            "Projects::ForksController#create",
        )
    },
    Chore {
        on: On::Project,
        ..mine(
            300,
            "repository_download_operation",
            SELF,
            &[("custom_message", "Repository Download Started")],
            "Projects::RepositoriesController#archive",
        )
    },
    Chore {
        on: On::Project,
        ..mine(
            15,
            "skip_secret_push_protection",
            SELF,
            &[(
                "custom_message",
                "Secret push protection skipped via commit message on branch fix-#",
            )],
            "Repositories::GitHttpController#git_receive_pack",
        )
    },
];
