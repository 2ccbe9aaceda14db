//! Who may do what on the machine: keys, cron, sudo, accounts (IN3, IN8).

use serde::Deserialize;

use super::baseline::fits;
use super::file::Packaged;
use super::{Baseline, Findings, Kind, Reason, Reports};

#[derive(Debug, Deserialize)]
pub(super) struct Key {
    pub(super) user: String,
    path: String,
    line: u64,
    pub(super) fingerprint: String,
    #[serde(default)]
    comment: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Entry {
    pub(super) path: String,
    line: u64,
    pub(super) user: String,
    pub(super) when: String,
    pub(super) command: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct SudoRule {
    path: String,
    pub(super) rule: String,
}

#[derive(Debug, Deserialize)]
struct User {
    name: String,
    uid: Option<u32>,
    shell: String,
    password: Option<String>,
}

/// Shells with which nobody signs in.
const NO_SHELLS: [&str; 4] = ["nologin", "false", "sync", "git-shell"];

pub(super) fn compare(
    reports: &Reports,
    baseline: &Baseline,
    known: &Packaged,
    findings: &mut Findings,
) {
    for (key, record) in reports.of::<Key>("keys", "authorized_key") {
        let is_known = baseline
            .keys
            .iter()
            .any(|one| one.user == key.user && one.fingerprint == key.fingerprint);
        // GitLab writes its own user's file: every line there runs `gitlab-shell`.
        let name = if key.user == "git" { "not-by-gitlab" } else { "unknown-key" };
        let reasons =
            if is_known { Vec::new() } else { vec![Reason::with(name, "user", &key.user)] };
        let Key { path, line, fingerprint, comment, .. } = key;
        let subject = format!("{path}:{line} {fingerprint} {comment}");
        findings.add(Kind::Key, subject.trim_end().to_owned(), reasons, record);
    }
    for (entry, record) in reports.of::<Entry>("scheduled", "cron_entry") {
        let is_known = known.has_path(&entry.path)
            || baseline.cron.iter().any(|one| {
                one.path == entry.path
                    && one.user == entry.user
                    && one.when == entry.when
                    && fits(&one.command, &entry.command)
            });
        let reasons = if is_known {
            Vec::new()
        } else {
            vec![Reason::with("unknown-entry", "user", &entry.user)]
        };
        let Entry { path, line, when, command, .. } = entry;
        findings.add(Kind::Cron, format!("{path}:{line} {when} {command}"), reasons, record);
    }
    for (rule, record) in reports.of::<SudoRule>("accounts", "sudo_rule") {
        let words = rule.rule.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_known = baseline.sudo_rules.iter().any(|one| fits(one, &words));
        let reasons = if is_known { Vec::new() } else { vec![Reason::new("unknown-rule")] };
        findings.add(Kind::SudoRule, format!("{} {words}", rule.path), reasons, record);
    }
    for (user, record) in reports.of::<User>("accounts", "user") {
        let mut reasons = Vec::new();
        if user.uid == Some(0) && user.name != "root" {
            reasons.push(Reason::new("second-root"));
        }
        let can_sign_in = !NO_SHELLS.iter().any(|shell| user.shell.ends_with(shell));
        if can_sign_in && user.password.as_deref() == Some("none_needed") {
            reasons.push(Reason::new("no-password"));
        }
        findings.add(Kind::Account, user.name, reasons, record);
    }
}
