//! The kernel: version, start, modules, mounts, and the settings of GitLab's
//! hardening page for operating systems.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use serde_json::json;

use crate::bundle::manifest::Why;
use crate::taking::{Stop, Taking};

/// Settings that are told. Source: GitLab docs,
/// `security/hardening_operating_system_recommendations`.
const SETTINGS: [&str; 31] = [
    "vm/mmap_min_addr",
    "kernel/randomize_va_space",
    "kernel/kptr_restrict",
    "kernel/dmesg_restrict",
    "kernel/unprivileged_bpf_disabled",
    "net/core/bpf_jit_harden",
    "vm/unprivileged_userfaultfd",
    "kernel/unprivileged_userns_clone",
    "net/ipv4/tcp_syncookies",
    "net/ipv4/tcp_rfc1337",
    "net/ipv4/ip_forward",
    "net/ipv4/conf/all/rp_filter",
    "net/ipv4/conf/default/rp_filter",
    "net/ipv6/conf/all/accept_ra",
    "net/ipv6/conf/default/accept_ra",
    "net/ipv4/conf/all/accept_source_route",
    "net/ipv6/conf/all/accept_source_route",
    "net/ipv4/conf/default/accept_source_route",
    "net/ipv6/conf/default/accept_source_route",
    "net/ipv4/conf/all/accept_redirects",
    "net/ipv4/conf/default/accept_redirects",
    "net/ipv6/conf/all/accept_redirects",
    "net/ipv6/conf/default/accept_redirects",
    "net/ipv4/conf/all/secure_redirects",
    "net/ipv4/conf/default/secure_redirects",
    "net/ipv4/conf/all/send_redirects",
    "net/ipv4/conf/default/send_redirects",
    "kernel/core_pattern",
    "kernel/modules_disabled",
    "kernel/tainted",
    "kernel/yama/ptrace_scope",
];

pub(super) fn run(taking: &mut Taking<'_, '_>) -> Result<(), Stop> {
    for name in ["version", "cmdline", "uptime", "loadavg", "swaps", "filesystems"] {
        if let Some(text) = proc(taking, name) {
            let text = taking.redactor().line(text.trim());
            taking.record(&json!({ "kind": "kernel", "name": name, "value": text }))?;
        }
    }
    for name in SETTINGS {
        let path = format!("sys/{name}");
        let value = proc(taking, &path);
        let value = value.map(|text| text.trim().to_owned());
        let name = name.replace('/', ".");
        taking.record(&json!({ "kind": "setting", "name": name, "value": value }))?;
    }
    match std::fs::read_to_string("/proc/modules") {
        Ok(text) => {
            for line in text.lines() {
                let mut fields = line.split_whitespace();
                let (name, bytes) = (fields.next(), fields.next());
                // `(OE)`: built outside the kernel, not signed.
                let taint = line.rsplit_once('(').map(|(_, taint)| taint.trim_end_matches(')'));
                taking.record(
                    &json!({ "kind": "module", "name": name, "bytes": bytes, "taint": taint }),
                )?;
            }
        }
        Err(_) => taking.gap(Why::NotOffered, "/proc/modules"),
    }
    mounts(taking)
}

fn proc(taking: &mut Taking<'_, '_>, name: &str) -> Option<String> {
    let path = format!("/proc/{name}");
    let mut text = String::new();
    match File::open(&path).and_then(|file| file.take(64 * 1024).read_to_string(&mut text)) {
        Ok(_) => Some(text),
        Err(error) => {
            taking.trouble(&error, Path::new(&path));
            None
        }
    }
}

/// `/proc/<id>/mountinfo` (`proc_pid_mountinfo(5)`) of a process of the root.
fn mounts(taking: &mut Taking<'_, '_>) -> Result<(), Stop> {
    let (ids, _) = taking.host().processes();
    let id = if taking.host().is_whole() { None } else { ids.first().copied() };
    let path = id.map_or_else(|| "self/mountinfo".to_owned(), |id| format!("{id}/mountinfo"));
    let Ok(text) = std::fs::read_to_string(format!("/proc/{path}")) else {
        taking.gap(Why::Unreadable, path);
        return Ok(());
    };
    for line in text.lines() {
        let Some((head, tail)) = line.split_once(" - ") else { continue };
        let head: Vec<&str> = head.split(' ').collect();
        let tail: Vec<&str> = tail.split(' ').collect();
        let options = tail.get(2).map(|options| taking.redactor().line(options));
        taking.record(&json!({
            "kind": "mount", "at": head.get(4), "from": tail.get(1), "inside": head.get(3),
            "type": tail.first(), "rights": head.get(5), "options": options,
        }))?;
    }
    Ok(())
}
