//! Open files of processes; the ones that are deleted and still open matter most.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::json;

use crate::bundle::manifest::Why;
use crate::host::why;
use crate::taking::{Stop, Taking};

/// Files of one process that are told.
const FILES_MAX: usize = 2_000;

pub(super) fn run(taking: &mut Taking<'_, '_>) -> Result<(), Stop> {
    let (ids, _) = taking.host().processes();
    let mut refused = 0_u64;
    for id in ids {
        let entries = match std::fs::read_dir(format!("/proc/{id}/fd")) {
            Ok(entries) => entries,
            Err(error) => {
                refused += u64::from(why(&error) == Why::NotPermitted);
                continue;
            }
        };
        let mut told = BTreeSet::new();
        for entry in entries.flatten() {
            let Ok(target) = std::fs::read_link(entry.path()) else { continue };
            let target = taking.host().told(&target).to_string_lossy().into_owned();
            if !target.starts_with('/') || !told.insert(target.clone()) {
                continue; // Sockets and pipes are elsewhere; a file is told once.
            }
            if told.len() > FILES_MAX {
                taking.gap(Why::TooMany, format_args!("/proc/{id}/fd"));
                break;
            }
            let is_deleted = target.ends_with(" (deleted)");
            let bytes = std::fs::metadata(entry.path()).map(|found| found.len()).ok();
            let path = target.trim_end_matches(" (deleted)");
            taking.record(&json!({
                "kind": "open_file", "pid": id, "path": path,
                "is_deleted": is_deleted, "bytes": bytes,
            }))?;
        }
        libraries(taking, id)?;
    }
    if refused > 0 {
        taking.gap(Why::NotPermitted, format_args!("/proc/*/fd ({refused})"));
    }
    Ok(())
}

/// Code that is mapped from files which are gone or lie in odd places: injected libraries.
fn libraries(taking: &mut Taking<'_, '_>, id: u32) -> Result<(), Stop> {
    let maps = std::fs::read(format!("/proc/{id}/maps")).unwrap_or_default();
    // A name that is no text hides nothing.
    let maps = String::from_utf8_lossy(&maps);
    let mut told = BTreeSet::new();
    for line in maps.lines() {
        let mut fields = line.split_whitespace();
        let is_code = fields.nth(1).is_some_and(|rights| rights.contains('x'));
        let Some(start) = line.find('/').filter(|_| is_code) else { continue };
        let path = line.get(start..).unwrap_or_default();
        let place = taking.host().told(Path::new(path)).to_string_lossy().into_owned();
        let is_odd = place.ends_with(" (deleted)")
            || ["/tmp/", "/var/tmp/", "/dev/shm/", "/memfd:"]
                .iter()
                .any(|odd| place.starts_with(odd));
        if is_odd && told.insert(place.clone()) {
            taking.record(&json!({ "kind": "odd_code", "pid": id, "path": place }))?;
        }
    }
    Ok(())
}
