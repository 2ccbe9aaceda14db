//! How the host is connected: interfaces, routes, neighbours, tracked connections, names.

use std::fs::File;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::host::{Found, why};
use crate::taking::{Stop, Taking};

/// Tables below `/proc/<id>/net`, kept as they are.
const TABLES: [&str; 9] = [
    "route",
    "ipv6_route",
    "fib_trie",
    "arp",
    "dev",
    "packet",
    "netlink",
    "if_inet6",
    "nf_conntrack",
];

/// Names and addresses.
const FILES: [&str; 6] = [
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/hosts.allow",
    "/etc/hosts.deny",
    "/etc/nsswitch.conf",
    "/etc/nftables.conf",
];

pub(super) fn run(taking: &mut Taking<'_, '_>) -> Result<(), Stop> {
    // A container has a network of its own; without a process of it, it shows none.
    let of = if taking.host().is_whole() {
        Some("self".to_owned())
    } else {
        taking.host().processes().0.first().map(ToString::to_string)
    };
    for (of, name) in of.iter().flat_map(|of| TABLES.map(|name| (of, name))) {
        let path = format!("/proc/{of}/net/{name}");
        let found = Found {
            path: PathBuf::from(&path),
            kind: rustix::fs::FileType::RegularFile,
            mode: 0o444,
            uid: 0,
            gid: 0,
            bytes: 0,
            disk_bytes: 0,
            mtime: 0,
            ctime: 0,
            id: (0, 0),
        };
        match File::open(&path) {
            Ok(file) => {
                taking.pour(file, &found, format!("live/proc/net/{name}"))?;
            }
            Err(error) => taking.trouble(&error, Path::new(&path)),
        }
    }
    for path in FILES {
        let is_kept = taking.copy(Path::new(path))?.is_some();
        taking.record(&json!({ "kind": "file", "path": path, "is_kept": is_kept }))?;
    }
    if !taking.host().is_whole() {
        return Ok(()); // `/sys` shows this machine's interfaces.
    }
    // Who listens to everything that passes.
    for entry in std::fs::read_dir("/sys/class/net").into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        match std::fs::read_to_string(entry.path().join("flags")) {
            Ok(flags) => {
                let flags = u32::from_str_radix(flags.trim().trim_start_matches("0x"), 16);
                // `IFF_PROMISC` of `linux/if.h`.
                let is_promiscuous = flags.is_ok_and(|flags| flags & 0x100 != 0);
                taking.record(
                    &json!({ "kind": "interface", "name": name, "is_promiscuous": is_promiscuous }),
                )?;
            }
            Err(error) => taking.gap(why(&error), format_args!("/sys/class/net/{name}/flags")),
        }
    }
    Ok(())
}
