//! Sockets that listen or are connected, in every network namespace, with the
//! processes that hold them.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::Path;

use serde_json::json;

use crate::bundle::manifest::Why;
use crate::host::why;
use crate::taking::{Stop, Taking};

/// Tables of `/proc/<id>/net` (`proc_pid_net(5)`).
const TABLES: [&str; 6] = ["tcp", "tcp6", "udp", "udp6", "raw", "raw6"];

/// Lines of one table that are read.
const LINES_MAX: usize = 100_000;

pub(super) fn run(taking: &mut Taking<'_, '_>) -> Result<(), Stop> {
    let (ids, _) = taking.host().processes();
    let holders = holders(taking, &ids);
    let is_whole = taking.host().is_whole();
    for (namespace, id) in namespaces(taking, &ids) {
        for table in TABLES {
            let Some(text) = table_of(id, table) else { continue };
            for socket in text.lines().skip(1).take(LINES_MAX).filter_map(Socket::read) {
                let pids = holders.get(&socket.inode);
                // In a container's view only its own sockets are shown.
                if pids.is_none() && !is_whole {
                    continue;
                }
                taking.record(&json!({
                    "kind": "socket",
                    "protocol": table.trim_end_matches('6'),
                    "family": if table.ends_with('6') { 6 } else { 4 },
                    "state": socket.state(table),
                    "local": socket.local.0,
                    "local_port": socket.local.1,
                    "remote": socket.remote.0,
                    "remote_port": socket.remote.1,
                    "uid": socket.uid,
                    "namespace": namespace,
                    "pids": pids,
                }))?;
            }
        }
        unix(taking, id, &holders)?;
    }
    Ok(())
}

/// A table, whatever its length: `/proc` files are read in one go.
fn table_of(id: u32, name: &str) -> Option<String> {
    let bytes = std::fs::read(format!("/proc/{id}/net/{name}")).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Which processes hold a socket, by inode.
fn holders(taking: &mut Taking<'_, '_>, ids: &[u32]) -> BTreeMap<u64, BTreeSet<u32>> {
    let mut holders: BTreeMap<u64, BTreeSet<u32>> = BTreeMap::new();
    let mut refused = 0_u64;
    for id in ids {
        let entries = match std::fs::read_dir(format!("/proc/{id}/fd")) {
            Ok(entries) => entries,
            Err(error) => {
                refused += u64::from(why(&error) == Why::NotPermitted);
                continue;
            }
        };
        for entry in entries.flatten() {
            let Ok(target) = std::fs::read_link(entry.path()) else { continue };
            let target = target.to_string_lossy();
            let inode = target.strip_prefix("socket:[").and_then(|rest| rest.strip_suffix(']'));
            if let Some(inode) = inode.and_then(|inode| inode.parse().ok()) {
                holders.entry(inode).or_default().insert(*id);
            }
        }
    }
    if refused > 0 {
        taking.gap(Why::NotPermitted, format_args!("/proc/*/fd ({refused})"));
    }
    holders
}

/// Each network namespace with one process in it.
fn namespaces(taking: &mut Taking<'_, '_>, ids: &[u32]) -> BTreeMap<String, u32> {
    let mut found = BTreeMap::new();
    let mut refused = 0_u64;
    for id in ids {
        match std::fs::read_link(format!("/proc/{id}/ns/net")) {
            Ok(name) => {
                found.entry(name.to_string_lossy().into_owned()).or_insert(*id);
            }
            Err(error) => refused += u64::from(why(&error) == Why::NotPermitted),
        }
    }
    if refused > 0 {
        taking.gap(Why::NotPermitted, format_args!("/proc/*/ns/net ({refused})"));
    }
    found
}

/// A line of a table.
struct Socket {
    local: (IpAddr, u16),
    remote: (IpAddr, u16),
    code: u8,
    uid: u32,
    inode: u64,
}

impl Socket {
    fn read(line: &str) -> Option<Self> {
        let mut fields = line.split_whitespace().skip(1);
        let local = address(fields.next()?)?;
        let remote = address(fields.next()?)?;
        let code = u8::from_str_radix(fields.next()?, 16).ok()?;
        let mut fields = fields.skip(3);
        let uid = fields.next()?.parse().ok()?;
        let inode = fields.nth(1)?.parse().ok()?;
        Some(Self { local, remote, code, uid, inode })
    }

    /// `linux/net/tcp_states.h`; an unconnected datagram socket listens.
    fn state(&self, table: &str) -> &'static str {
        let is_stream = table.starts_with("tcp");
        match self.code {
            1 => "established",
            2 | 3 => "opening",
            7 if !is_stream => "listening",
            10 => "listening",
            _ => "closing",
        }
    }
}

/// `0100007F:1F90`: the address as words of the machine's byte order.
fn address(text: &str) -> Option<(IpAddr, u16)> {
    let (digits, port) = text.split_once(':')?;
    let port = u16::from_str_radix(port, 16).ok()?;
    let mut bytes = hex::decode(digits).ok()?;
    if cfg!(target_endian = "little") {
        bytes.chunks_exact_mut(4).for_each(<[u8]>::reverse);
    }
    let address = match bytes.len() {
        4 => IpAddr::V4(Ipv4Addr::from(<[u8; 4]>::try_from(bytes).ok()?)),
        16 => {
            let six = Ipv6Addr::from(<[u8; 16]>::try_from(bytes).ok()?);
            six.to_ipv4_mapped().map_or(IpAddr::V6(six), IpAddr::V4)
        }
        _ => return None,
    };
    Some((address, port))
}

/// Named Unix sockets that listen.
fn unix(
    taking: &mut Taking<'_, '_>,
    id: u32,
    holders: &BTreeMap<u64, BTreeSet<u32>>,
) -> Result<(), Stop> {
    let is_whole = taking.host().is_whole();
    let text = table_of(id, "unix").unwrap_or_default();
    for line in text.lines().skip(1).take(LINES_MAX) {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let [_, _, _, flags, _, _, inode, path] = fields.as_slice() else { continue };
        let pids = inode.parse().ok().and_then(|inode: u64| holders.get(&inode));
        // `__SO_ACCEPTCON` of `linux/net.h`.
        if *flags != "00010000" || (pids.is_none() && !is_whole) {
            continue;
        }
        let path = taking.host().told(Path::new(path));
        taking.record(&json!({ "kind": "unix_socket", "path": path, "pids": pids }))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_both_families_are_read() {
        assert_eq!(address("0100007F:1F90"), Some(("127.0.0.1".parse().unwrap(), 8080)));
        let six = "00000000000000000000000001000000:0016";
        assert_eq!(address(six), Some(("::1".parse().unwrap(), 22)));
        assert_eq!(address("0100007F"), None);
        assert_eq!(address("01:0016"), None);
    }

    #[test]
    fn a_line_of_a_table_is_read() {
        let line = "   1: 0100007F:A32D 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 374566 1 0000000009d36ed7 100 0 0 10 0";
        let socket = Socket::read(line).unwrap();
        assert_eq!((socket.local.1, socket.uid, socket.inode), (41773, 1000, 374_566));
        assert_eq!(socket.state("tcp"), "listening");
    }
}
