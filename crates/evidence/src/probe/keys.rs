//! SSH: who may sign in with which key. GitLab's own lines, which all run
//! `gitlab-shell`, are counted; every other key is told.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::accounts::users;
use crate::redact::Form;
use crate::taking::{Stop, Taking};

/// Where sshd looks unless its settings say otherwise (`sshd_config(5)`), in each home.
const FILES: [&str; 2] = [".ssh/authorized_keys", ".ssh/authorized_keys2"];

/// Kinds of keys begin so.
const KINDS: [&str; 4] = ["ssh-", "ecdsa-", "sk-ssh-", "sk-ecdsa-"];

/// What is longer is looked at in pieces: sshd reads no such line.
const LINE_BYTES_MAX: u64 = 64 << 10;

/// As much of a line that is no key as a person needs.
const SHOWN_CHARS_MAX: usize = 200;

pub(super) fn run(taking: &mut Taking<'_, '_>) -> Result<(), Stop> {
    let mut patterns: BTreeSet<String> = FILES.map(str::to_owned).into();
    settings(taking, &mut patterns)?;
    let mut seen = BTreeSet::new();
    for (user, home) in users(taking) {
        for path in patterns.iter().filter_map(|pattern| place(pattern, &user, &home)) {
            if seen.insert(path.clone()) {
                file(taking, &user, &path)?;
            }
        }
    }
    for found in taking.list("/etc/ssh/authorized_keys.d") {
        let user = found.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if seen.insert(found.path.clone()) {
            file(taking, &user, &found.path)?;
        }
    }
    Ok(())
}

/// Tells sshd's settings, and adds the places of keys that they name.
fn settings(taking: &mut Taking<'_, '_>, patterns: &mut BTreeSet<String>) -> Result<(), Stop> {
    let mut files =
        vec![PathBuf::from("/etc/ssh/sshd_config"), PathBuf::from("/etc/ssh/ssh_config")];
    files.extend(taking.list("/etc/ssh/sshd_config.d").into_iter().map(|found| found.path));
    for path in files {
        let Some(text) = taking.copy_redacted(&path, Form::Named)? else { continue };
        let lines = text.lines().map(str::trim);
        for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
            taking.record(&json!({ "kind": "sshd_setting", "path": path, "line": line }))?;
            patterns.extend(named_places(line));
        }
    }
    Ok(())
}

/// The patterns of `AuthorizedKeysFile`; none in any other line.
fn named_places(line: &str) -> Vec<String> {
    let mut words = line.split([' ', '\t', '=']).filter(|word| !word.is_empty());
    let is_it = words.next().is_some_and(|word| word.eq_ignore_ascii_case("AuthorizedKeysFile"));
    let named = words.map(|word| word.trim_matches('"').to_owned());
    if is_it { named.filter(|word| word != "none").collect() } else { Vec::new() }
}

/// A pattern for this user: `%u`, `%h`, `%%`; what is not absolute lies in the home.
fn place(pattern: &str, user: &str, home: &Path) -> Option<PathBuf> {
    let (mut text, mut letters) = (String::new(), pattern.chars());
    while let Some(letter) = letters.next() {
        match letter {
            '%' => match letters.next()? {
                'u' => text.push_str(user),
                'h' => text.push_str(home.to_str()?),
                '%' => text.push('%'),
                _other => return None,
            },
            other => text.push(other),
        }
    }
    Some(home.join(text))
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
    let (mut reader, mut bytes, mut number) = (BufReader::new(opened), Vec::new(), 0_u64);
    loop {
        bytes.clear();
        match reader.by_ref().take(LINE_BYTES_MAX).read_until(b'\n', &mut bytes) {
            Ok(0) => break,
            Ok(_) => number += 1,
            Err(error) => {
                taking.trouble(&error, path);
                break;
            }
        }
        let text = String::from_utf8_lossy(&bytes);
        let line = text.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let Some(key) = Key::read(line) else {
            let shown: String = line.chars().take(SHOWN_CHARS_MAX).collect();
            taking.record(&json!({
                "kind": "unreadable_key", "user": user, "path": path, "line": number,
                "text": shown,
            }))?;
            continue;
        };
        if key.is_of_gitlab() {
            of_gitlab += 1;
            continue;
        }
        taking.record(&json!({
            "kind": "authorized_key", "user": user, "path": path, "line": number,
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
    /// Reads a line that is neither empty nor a comment; fields are apart by
    /// any number of blanks and tabs.
    fn read(line: &str) -> Option<Self> {
        let (options, rest) = line.split_at_checked(start_of_kind(line)?)?;
        let (kind, rest) = rest.split_once([' ', '\t'])?;
        let rest = rest.trim_start_matches([' ', '\t']);
        let (body, comment) = rest.split_once([' ', '\t']).unwrap_or((rest, ""));
        let bytes = STANDARD.decode(body).ok().filter(|bytes| !bytes.is_empty())?;
        Some(Self {
            options: options.trim().to_owned(),
            kind: kind.to_owned(),
            fingerprint: format!("SHA256:{}", STANDARD_NO_PAD.encode(Sha256::digest(bytes))),
            comment: comment.trim().to_owned(),
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
    fn however_a_key_is_set_apart_it_is_the_same_key() {
        let plain = Key::read(&format!("ssh-ed25519 {BODY} m@l")).unwrap();
        for line in [
            format!("ssh-ed25519\t{BODY}\tm@l"),
            format!("ssh-ed25519   {BODY} \t m@l"),
            format!("ssh-ed25519 \t{BODY} m@l"),
        ] {
            assert_eq!(Key::read(&line).unwrap(), plain, "{line:?}");
        }
        for line in ["ssh-ed25519", "ssh-ed25519 ", "ssh-ed25519 ????", "mallory"] {
            assert_eq!(Key::read(line), None, "{line:?}");
        }
    }

    #[test]
    fn places_of_keys_are_as_sshd_reads_them() {
        assert_eq!(named_places("authorizedkeysfile\t.ssh/k  /keys/%u"), [".ssh/k", "/keys/%u"]);
        assert_eq!(named_places("AuthorizedKeysFile=\"/tmp/keys\""), ["/tmp/keys"]);
        assert_eq!(named_places("AuthorizedKeysFile none"), Vec::<String>::new());
        assert_eq!(named_places("AuthorizedKeysCommand /tmp/x"), Vec::<String>::new());
        let of = |pattern| place(pattern, "git", Path::new("/var/opt/gitlab"));
        assert_eq!(of(".ssh/k"), Some(PathBuf::from("/var/opt/gitlab/.ssh/k")));
        assert_eq!(of("/keys/%u"), Some(PathBuf::from("/keys/git")));
        assert_eq!(of("%h/50%%"), Some(PathBuf::from("/var/opt/gitlab/50%")));
        assert_eq!(of("%x"), None);
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
