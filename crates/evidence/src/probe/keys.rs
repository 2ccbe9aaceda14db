//! SSH: who may sign in with which key. GitLab's own lines, which all run
//! `gitlab-shell`, are counted; every other key is told.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::accounts::homes;
use crate::redact::Form;
use crate::taking::{Stop, Taking};

/// Below each home.
const FILES: [&str; 2] = [".ssh/authorized_keys", ".ssh/authorized_keys2"];

/// Kinds of keys begin so.
const KINDS: [&str; 4] = ["ssh-", "ecdsa-", "sk-ssh-", "sk-ecdsa-"];

pub(super) fn run(taking: &mut Taking<'_, '_>) -> Result<(), Stop> {
    for (user, home) in homes(taking) {
        for name in FILES {
            file(taking, &user, &home.join(name))?;
        }
    }
    // `AuthorizedKeysFile` may name a place of its own.
    for found in taking.list("/etc/ssh/authorized_keys.d") {
        let user = found.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        file(taking, &user, &found.path)?;
    }
    let mut files =
        vec![PathBuf::from("/etc/ssh/sshd_config"), PathBuf::from("/etc/ssh/ssh_config")];
    files.extend(taking.list("/etc/ssh/sshd_config.d").into_iter().map(|found| found.path));
    for path in files {
        let Some(text) = taking.copy_redacted(&path, Form::Named)? else { continue };
        let lines = text.lines().map(str::trim);
        for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
            taking.record(&json!({ "kind": "sshd_setting", "path": path, "line": line }))?;
        }
    }
    Ok(())
}

fn file(taking: &mut Taking<'_, '_>, user: &str, path: &Path) -> Result<(), Stop> {
    let opened = match taking.host().file(path) {
        Ok((file, _)) => file,
        Err(error) => {
            taking.trouble(&error, path);
            return Ok(());
        }
    };
    taking.copy(path)?;
    let mut of_gitlab = 0_u64;
    for (place, line) in BufReader::new(opened).lines().enumerate() {
        let Ok(line) = line else { break };
        let Some(key) = Key::read(line.trim()) else { continue };
        if key.is_of_gitlab() {
            of_gitlab += 1;
            continue;
        }
        taking.record(&json!({
            "kind": "authorized_key", "user": user, "path": path, "line": place + 1,
            "type": key.kind, "fingerprint": key.fingerprint, "comment": key.comment,
            "options": key.options,
        }))?;
    }
    taking.record(
        &json!({ "kind": "key_file", "user": user, "path": path, "keys_of_gitlab": of_gitlab }),
    )
}

/// A line of `authorized_keys` (sshd(8)).
#[derive(Debug, PartialEq, Eq)]
struct Key {
    options: String,
    kind: String,
    fingerprint: String,
    comment: String,
}

impl Key {
    fn read(line: &str) -> Option<Self> {
        if line.is_empty() || line.starts_with('#') {
            return None;
        }
        let start = start_of_kind(line)?;
        let (options, rest) = line.split_at(start);
        let mut fields = rest.splitn(3, ' ');
        let (kind, body) = (fields.next()?, fields.next()?);
        let bytes = STANDARD.decode(body).ok()?;
        Some(Self {
            options: options.trim().to_owned(),
            kind: kind.to_owned(),
            fingerprint: format!("SHA256:{}", STANDARD_NO_PAD.encode(Sha256::digest(bytes))),
            comment: fields.next().unwrap_or_default().trim().to_owned(),
        })
    }

    /// Source: GitLab docs, `administration/operations/fast_ssh_key_lookup`; gitlab-shell
    /// writes `command="…/gitlab-shell key-<id>"` and forbids forwarding.
    fn is_of_gitlab(&self) -> bool {
        let command =
            self.options.split("command=\"").nth(1).and_then(|rest| rest.split('"').next());
        command.is_some_and(|command| {
            let mut words = command.split(' ');
            let program = words.next().unwrap_or_default();
            let key = words.next().and_then(|word| word.strip_prefix("key-"));
            let is_shell = [
                "/opt/gitlab/embedded/service/gitlab-shell/bin/gitlab-shell",
                "/home/git/gitlab-shell/bin/gitlab-shell",
                "/srv/gitlab-shell/bin/gitlab-shell",
            ]
            .contains(&program);
            let is_number = key.is_some_and(|id| id.chars().all(|c| c.is_ascii_digit()));
            is_shell && is_number && words.next().is_none()
        })
    }
}

/// Where the kind of key begins: at the start or after the options, outside quotes.
fn start_of_kind(line: &str) -> Option<usize> {
    let mut is_quoted = false;
    let mut is_start = true;
    for (place, c) in line.char_indices() {
        let rest = line.get(place..).unwrap_or_default();
        if is_start && !is_quoted && KINDS.iter().any(|kind| rest.starts_with(kind)) {
            return Some(place);
        }
        is_quoted ^= c == '"';
        is_start = c == ' ' || c == '\t';
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";

    #[test]
    fn a_key_has_the_fingerprint_that_ssh_keygen_shows() {
        let key = Key::read(&format!("ssh-ed25519 {BODY} mallory@laptop")).unwrap();
        assert_eq!(key.comment, "mallory@laptop");
        assert!(key.fingerprint.starts_with("SHA256:") && !key.fingerprint.ends_with('='));
        assert!(!key.is_of_gitlab());
    }

    #[test]
    fn only_a_line_that_runs_gitlab_shell_and_nothing_else_is_gitlabs() {
        let of = |command: &str| {
            Key::read(&format!("command=\"{command}\",no-pty ssh-ed25519 {BODY}")).unwrap()
        };
        let shell = "/opt/gitlab/embedded/service/gitlab-shell/bin/gitlab-shell";
        assert!(of(&format!("{shell} key-42")).is_of_gitlab());
        assert!(!of(&format!("{shell} key-42; /tmp/x")).is_of_gitlab());
        assert!(!of(&format!("{shell} username-root")).is_of_gitlab());
        assert!(!of("/tmp/gitlab-shell key-42").is_of_gitlab());
    }
}
