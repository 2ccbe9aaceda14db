//! Sentences by key: what people read is worded in `locales/`, never here.

mod act;

use std::collections::BTreeMap;

use super::plan::Text;

pub use act::ACT_TEXT_KEYS;

impl Text {
    /// A message of `locales/<language>/respond.ftl` with its arguments. Each
    /// key used in this part of the product is listed in [`TEXT_KEYS`].
    pub fn of<const N: usize>(key: &str, args: [(&str, String); N]) -> Self {
        let args: BTreeMap<String, String> =
            args.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { key: key.to_owned(), args }
    }
}

/// Every key that `respond` uses, with the names of its arguments. A test holds
/// it against the sources and against both languages.
pub const TEXT_KEYS: &[(&str, &[&str])] = &[
    // acts by name
    ("act-block-user", &[]),
    ("act-unblock-user", &[]),
    ("act-revoke-token", &[]),
    ("act-rotate-token", &[]),
    ("act-delete-ssh-key", &[]),
    ("act-add-ssh-key", &[]),
    ("act-remove-webhook", &[]),
    ("act-add-webhook", &[]),
    // what an act does
    ("impact-block-user", &["user"]),
    ("impact-block-user-admin", &["user"]),
    ("impact-block-user-bot", &["user"]),
    ("impact-block-user-credentials", &["keys", "tokens"]),
    ("impact-block-user-deactivated", &["user"]),
    ("impact-block-user-no-ban", &[]),
    ("impact-pipelines-stop", &["pipelines", "project"]),
    ("impact-unblock-user", &["user"]),
    ("impact-unblock-user-credentials", &["keys", "tokens"]),
    ("impact-revoke-token", &["token"]),
    ("impact-revoke-token-bot", &["token"]),
    ("impact-rotate-token", &["token"]),
    ("impact-token-last-used", &["token", "when"]),
    ("impact-token-last-used-from", &["addresses", "token", "when"]),
    ("impact-token-never-used", &["token"]),
    ("impact-delete-ssh-key", &["key"]),
    ("impact-add-ssh-key", &["key"]),
    ("impact-owner-may-be-mailed", &[]),
    ("impact-remove-webhook", &["host", "project"]),
    ("impact-add-webhook", &["host", "project"]),
    // what undoing does not bring back
    ("undo-block-user", &[]),
    ("undo-revoke-token", &[]),
    ("undo-rotate-token", &[]),
    ("undo-delete-ssh-key", &[]),
    ("undo-add-ssh-key", &[]),
    ("undo-remove-webhook", &[]),
    ("undo-add-webhook", &[]),
    // what stands in an act's way
    ("obstacle-ldap-blocked", &[]),
    ("obstacle-banned", &[]),
    // what a subject reaches, what breaks
    ("reach-admin", &["user"]),
    ("reach-scopes", &["scopes", "token"]),
    ("reach-places", &["access", "groups", "projects"]),
    ("reach-nowhere", &[]),
    ("reach-internal", &[]),
    ("reach-variables", &["count", "names"]),
    ("reach-power-read-api", &[]),
    ("reach-power-write-api", &[]),
    ("reach-power-read-code", &[]),
    ("reach-power-write-code", &[]),
    ("reach-power-read-registry", &[]),
    ("reach-power-write-registry", &[]),
    ("reach-power-manage-runners", &[]),
    ("reach-power-act-as-anybody", &[]),
    ("reach-power-admin-mode", &[]),
    ("plan-breaks-nothing-known", &[]),
    ("plan-breaks-starters", &["names"]),
    ("plan-window-unknown", &[]),
    ("plan-undated-left", &["names"]),
    ("plan-instead-of-block", &["count", "user"]),
    ("plan-instead-of-revoke", &["count", "user"]),
    ("plan-not-ours", &["names"]),
    // what is wrong with a plan
    ("problem-empty", &[]),
    ("problem-locks-out-responder", &["user"]),
    ("problem-may-lock-out-responder", &["token"]),
    ("problem-blocks-admin", &["user"]),
    ("problem-rotates-dead-token", &["token"]),
    ("problem-duplicate-act", &["target"]),
    ("problem-moot-act", &["target"]),
    ("problem-unblock-too-early", &["target"]),
    ("problem-expired", &["when"]),
    ("problem-survey-gaps", &["gaps"]),
    ("problem-weakens-responder", &["target"]),
    ("problem-touches-responder", &["target"]),
    ("problem-ends-own-token", &["token"]),
    ("problem-setting-may-shut-out", &["settings", "target"]),
    ("problem-protected-account", &["user"]),
    ("problem-protected-account-touched", &["user"]),
    ("problem-last-administrator", &[]),
    ("problem-only-responder-administers", &[]),
    ("problem-last-owner", &["place"]),
    ("problem-needs-admin", &["target", "user"]),
    ("problem-bans-blocked-user", &["target"]),
    // what an undo meets
    ("undo-conflict", &["after", "now", "target"]),
    // what a gate refuses
    ("gate-impact-not-attested", &[]),
    ("gate-guideline-missing", &[]),
    ("gate-approval-missing", &["given", "needed"]),
    ("gate-group-missing", &["given", "groups", "needed"]),
    ("gate-not-an-approver", &["groups", "person"]),
    ("gate-backup-too-early", &["person", "when"]),
    ("gate-flag-overdue", &["when"]),
    ("gate-own-request", &["person"]),
    ("gate-plan-expired", &["when"]),
    ("gate-plan-changed", &["hash"]),
    ("gate-already-executed", &[]),
    ("gate-nothing-to-undo", &[]),
    ("gate-sweep-missing", &[]),
    ("gate-sweep-not-empty", &["count"]),
    ("gate-live-credentials", &["names"]),
    ("gate-flag-revoke-first", &[]),
    // tokens
    ("token-kind-personal-access-token", &[]),
    ("token-kind-impersonation-token", &[]),
    ("token-kind-project-access-token", &[]),
    ("token-kind-group-access-token", &[]),
    ("token-kind-oauth-application-secret", &[]),
    ("token-kind-deploy-token", &[]),
    ("token-kind-runner-authentication-token", &[]),
    ("token-kind-runner-registration-token", &[]),
    ("token-kind-job-token", &[]),
    ("token-kind-pipeline-trigger-token", &[]),
    ("token-kind-feed-token", &[]),
    ("token-kind-incoming-email-token", &[]),
    ("token-kind-agent-token", &[]),
    ("token-kind-scim-token", &[]),
    ("token-kind-feature-flags-client-token", &[]),
    ("token-kind-workspace-token", &[]),
    ("token-kind-session-cookie", &[]),
    ("token-kind-unknown", &[]),
    ("token-ends-by-revoking", &[]),
    ("token-ends-by-deleting", &[]),
    ("token-ends-by-resetting", &[]),
    ("token-ends-with-its-job", &[]),
    ("token-ends-with-its-workspace", &[]),
    ("token-ends-with-its-session", &[]),
    ("token-ends-unknown", &[]),
];
