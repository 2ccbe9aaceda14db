//! This machine itself, in namespaces of its own, so that the strangers that a
//! test plants (and nobody else's processes) are what there is to find.

use std::path::Path;
use std::process::Command;

use engine::investigate::host::{Baseline, Kind, analyse, propose};
use evidence::{Bundle, Why};

use crate::home::{has, is_root, reports, skipped};

/// Collects this machine before and after strangers came. Everything that the
/// script writes lies on file systems of its own mount namespace, or in `$1`.
const SCRIPT: &str = r#"
set -eu
out=$1 collect=$2
mount -t tmpfs none /root; mount -t tmpfs none /mnt; mount -t tmpfs none /var/opt
mkdir /mnt/upper /mnt/work
mount -t overlay none -o lowerdir=/etc,upperdir=/mnt/upper,workdir=/mnt/work /etc
mkdir -p /etc/cron.d; echo 'root ALL=(ALL:ALL) ALL' >/etc/sudoers
probes=processes,sockets,open_files,kernel,accounts,keys,scheduled,gitlab,hooks
mkdir -p /root/.ssh /var/opt/gitlab/gitaly/custom_hooks
perl -e 'sleep 600' &
"$collect" --out "$out/clean" --only $probes --keep-free-gb 0 >/dev/null
cp "$(command -v sleep)" "$out/updater"; "$out/updater" 600 & stranger=$!
until [ "$(readlink /proc/$stranger/exe)" = "$out/updater" ]; do :; done
rm "$out/updater"
perl -MIO::Socket::INET -e '$|=1; $s = IO::Socket::INET->new(LocalAddr => "0.0.0.0", LocalPort => 31337, Listen => 1) or die; open F, ">$ARGV[0]/up"; close F; sleep 600' "$out" &
until [ -e "$out/up" ]; do :; done
echo 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f mallory' >/root/.ssh/authorized_keys
echo 'exit 0' >/var/opt/gitlab/gitaly/custom_hooks/update; chmod +x /var/opt/gitlab/gitaly/custom_hooks/update
echo '@reboot root /tmp/x' >/etc/cron.d/x
echo 'mallory ALL=(ALL) NOPASSWD: ALL' >>/etc/sudoers
"$collect" --out "$out/later" --only $probes --keep-free-gb 0 >/dev/null
"#;

#[test]
fn exactly_the_planted_strangers_are_found_on_this_machine() {
    if !is_root() || !has("unshare") || !has("perl") {
        return skipped("needs root, unshare and perl: this machine was not collected");
    }
    let out = tempfile::tempdir().unwrap();
    // The script lays an empty folder over /root, where the build may lie.
    let collect = out.path().join("portcullis-collect");
    std::fs::copy(env!("CARGO_BIN_EXE_portcullis-collect"), &collect).unwrap();
    let ran = Command::new("unshare")
        .args(["--pid", "--fork", "--kill-child", "--mount", "--mount-proc", "--net"])
        .args(["sh", "-c", SCRIPT, "sh"])
        .arg(out.path())
        .arg(collect)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&ran.stderr);
    if told.contains("unshare failed") {
        return skipped("namespaces are not permitted: this machine was not collected");
    }
    assert!(ran.status.success(), "{told}");
    let (clean, later) = (reports(&out.path().join("clean")), reports(&out.path().join("later")));
    let mut baseline = Baseline::shipped(&later.installations()).unwrap();
    baseline.add(propose(&clean, &baseline));

    let analysis = analyse(&later, &baseline);

    let found: Vec<(Kind, &str)> =
        analysis.strangers.iter().map(|one| (one.kind, one.subject.as_str())).collect();
    let kinds: Vec<Kind> = found.iter().map(|(kind, _)| *kind).collect();
    let expected =
        [Kind::Process, Kind::Listener, Kind::Hook, Kind::Key, Kind::Cron, Kind::SudoRule];
    assert_eq!(kinds, expected, "{found:#?}");
    assert!(found[0].1.ends_with("/updater 600"), "{found:?}");
    assert_eq!(found[1].1, "tcp 0.0.0.0:31337");
}

#[test]
fn without_root_a_collection_works_and_says_what_it_could_not_see() {
    let shares = Path::new(env!("CARGO_BIN_EXE_portcullis-collect"));
    if !is_root() || !has("setpriv") {
        return skipped("needs root and setpriv to become nobody");
    }
    let out = tempfile::tempdir().unwrap();
    let dir = out.path().join("bundle");
    let nobody = 65_534;
    std::os::unix::fs::chown(out.path(), Some(nobody), Some(nobody)).unwrap();
    let ran = Command::new("setpriv")
        .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
        .arg(shares)
        .args(["--only", "accounts,keys,scheduled", "--keep-free-gb", "0", "--out"])
        .arg(&dir)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&ran.stderr);
    if told.contains("Permission denied") && !dir.exists() {
        return skipped("nobody may not read the test's folder");
    }
    assert!(ran.status.success(), "{told}");
    let manifest = Bundle::open(&dir).unwrap().manifest;
    assert_eq!(manifest.collected.user_id, nobody);
    let accounts = &manifest.probes[0];
    let refused = |gap: &&evidence::Gap| gap.why == Why::NotPermitted;
    let gaps: Vec<&str> =
        accounts.gaps.iter().filter(refused).map(|gap| gap.what.as_str()).collect();
    assert!(gaps.contains(&"/etc/shadow"), "{accounts:?}");
    assert!(accounts.records > 10, "users are told all the same");
}
