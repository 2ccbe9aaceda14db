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

/// A line where keys stand that is none.
#[derive(Debug, Deserialize)]
struct UnreadableKey {
    path: String,
    line: u64,
    user: String,
}

/// A line of sshd's settings.
#[derive(Debug, Deserialize)]
pub(super) struct Setting {
    path: String,
    pub(super) line: String,
}

/// GitLab's own look-up of keys (GitLab docs,
/// `administration/operations/fast_ssh_key_lookup`).
const LOOK_UPS: [&str; 2] = [
    "/opt/gitlab/embedded/service/gitlab-shell/bin/gitlab-shell-authorized-keys-check git %u %k",
    "/opt/gitlab-shell/authorized_keys %u %k",
];

/// The places of keys that sshd has by itself.
const KEY_FILES: [&str; 3] = [".ssh/authorized_keys", ".ssh/authorized_keys2", "none"];

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
    for (key, record) in reports.of::<UnreadableKey>("keys", "unreadable_key") {
        let reasons = vec![Reason::with("unreadable-key", "user", &key.user)];
        findings.add(Kind::Key, format!("{}:{}", key.path, key.line), reasons, record);
    }
    for (setting, record) in reports.of::<Setting>("keys", "sshd_setting") {
        let Some(name) = other_place(&setting.line) else { continue };
        let words = one_blank(&setting.line);
        let is_known = baseline.ssh_settings.iter().any(|one| fits(one, &words));
        let reasons = if is_known { Vec::new() } else { vec![Reason::new(name)] };
        findings.add(Kind::Key, format!("{} {words}", setting.path), reasons, record);
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
        let words = one_blank(&rule.rule);
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

/// Words with one blank between them.
pub(super) fn one_blank(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Why a setting of sshd lets keys in from where nobody looks; none when it
/// does not, or in GitLab's own way.
fn other_place(line: &str) -> Option<&'static str> {
    let (name, value) = line.split_once([' ', '\t', '='])?;
    let value = one_blank(value.trim_matches([' ', '\t', '=']));
    match name.to_ascii_lowercase().as_str() {
        "authorizedkeyscommand" => {
            let is_known = value == "none" || LOOK_UPS.contains(&value.as_str());
            (!is_known).then_some("keys-by-program")
        }
        "authorizedkeysfile" => {
            let is_known = value.split(' ').all(|file| KEY_FILES.contains(&file));
            (!is_known).then_some("keys-elsewhere")
        }
        _other => None,
    }
}
