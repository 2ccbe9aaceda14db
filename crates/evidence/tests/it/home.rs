//! A root in a folder, and collections of it.

use std::fs::File;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use engine::investigate::host::Reports;
use evidence::{Bundle, Collection, Limits, Order, collect};
use jiff::Timestamp;
use tempfile::TempDir;

/// Says that a test could not look, and why.
#[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
pub(crate) fn skipped(why: &str) {
    eprintln!("skipped: {why}");
}

pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Is that program here?
pub(crate) fn has(program: &str) -> bool {
    Command::new("sh")
        .args(["-c", &format!("command -v {program}")])
        .output()
        .is_ok_and(|output| output.status.success())
}

/// The machine's clock.
#[expect(clippy::disallowed_methods, reason = "a real collection has a real clock")]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

pub(crate) fn write(root: &Path, path: &str, text: &str) -> PathBuf {
    let path = root.join(path.trim_start_matches('/'));
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    File::create(&path).unwrap().write_all(text.as_bytes()).unwrap();
    path
}

pub(crate) fn program(root: &Path, path: &str, text: &str) {
    let path = write(root, path, text);
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

pub(crate) fn order(root: &Path, out: &Path) -> Order {
    Order {
        out: out.to_owned(),
        root: root.to_owned(),
        only: Vec::new(),
        recipients: Vec::new(),
        limits: Limits { free_bytes_min: 0, ..Limits::default() },
    }
}

#[track_caller]
pub(crate) fn collected(order: &Order) -> Collection {
    collect(order, &now, &mut |_| true).unwrap_or_else(|error| panic!("{error:?}"))
}

pub(crate) fn reports(dir: &Path) -> Reports {
    let bundle = Bundle::open(dir).unwrap();
    let mut reports = Reports::default();
    for probe in evidence::probe_names() {
        reports.0.insert(probe.to_owned(), bundle.report(probe).unwrap());
    }
    reports
}

/// What an item holds.
pub(crate) fn content(dir: &Path, name: &str) -> String {
    let bundle = Bundle::open(dir).unwrap();
    let item = bundle.item(name).unwrap_or_else(|| panic!("there is no {name}"));
    let mut text = Vec::new();
    std::io::Read::read_to_end(&mut bundle.content(item).unwrap(), &mut text).unwrap();
    String::from_utf8_lossy(&text).into_owned()
}

/// A small GitLab host that was made up: files only, no processes.
pub(crate) fn small() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, "/etc/hostname", "gitlab-1\n");
    write(root, "/etc/os-release", "PRETTY_NAME=\"Debian GNU/Linux 12\"\n");
    write(
        root,
        "/etc/passwd",
        "root:x:0:0::/root:/bin/bash\ngit:x:998:998::/var/opt/gitlab:/bin/sh\n",
    );
    write(root, "/etc/shadow", "root:$6$salt$s3cr3thash:19000:0:::::\n");
    write(root, "/etc/group", "root:x:0:\ngit:x:998:root\n");
    write(root, "/etc/sudoers", "root ALL=(ALL:ALL) ALL\n");
    write(root, "/opt/gitlab/embedded/service/gitlab-rails/VERSION", "18.6.0\n");
    write(
        root,
        "/etc/gitlab/gitlab.rb",
        "external_url 'https://g.example'\ngitlab_rails['smtp_password'] = 'planted-1'\n",
    );
    write(
        root,
        "/etc/gitlab/gitlab-secrets.json",
        "{\"gitlab_rails\":{\"otp_key_base\":\"planted-2\"}}",
    );
    write(root, "/root/.bash_history", "mysql --password=planted-3\n");
    write(root, "/etc/cron.d/backup", "0 3 * * * root TOKEN=planted-4 /usr/bin/backup\n");
    let line = "{\"time\":\"2026-11-21T10:00:00Z\",\"path\":\"/api/v4/projects\"}\n";
    write(root, "/var/log/gitlab/gitlab-rails/api_json.log", &line.repeat(2000));
    write(root, "/var/log/gitlab/gitlab-rails/api_json.log.1.gz", "not really gzip");
    program(
        root,
        "/var/opt/gitlab/git-data/repositories/@hashed/a/b/x.git/custom_hooks/pre-receive",
        "#!/bin/sh\nexit 0\n",
    );
    write(root, "/var/opt/gitlab/git-data/repositories/@hashed/a/b/x.git/objects/ab", "blob");
    folder
}
