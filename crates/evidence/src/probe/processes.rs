//! Processes: parents, command lines, binaries with hashes, what runs although
//! its file is gone, environments without secrets.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::bundle::manifest::Why;
use crate::host::{Found, why};
use crate::taking::{Stop, Taking};

/// Bytes of a command line or an environment that are kept.
const TEXT_MAX: u64 = 64 * 1024;

/// Where programs of the system do not lie: the binary itself is kept.
const ODD_PLACES: [&str; 6] =
    ["/tmp/", "/var/tmp/", "/dev/shm/", "/run/user/", "/memfd:", "/var/opt/gitlab/"];

pub(super) fn run(taking: &mut Taking<'_, '_>) -> Result<(), Stop> {
    let (ids, untold) = taking.host().processes();
    if untold > 0 {
        taking.gap(Why::NotPermitted, format_args!("/proc/*/root ({untold})"));
    }
    let booted_at = booted_at();
    let own = own_line();
    for id in ids {
        let Some(stat) = small(id, "stat").and_then(|text| Stat::read(&text)) else {
            continue; // It ended in between.
        };
        let mut record = told(taking, id, &stat, booted_at);
        if let (Some(place), Some(fields)) =
            (own.iter().position(|one| *one == id), record.as_object_mut())
        {
            let role = if place == 0 { "self" } else { "ancestor" };
            fields.insert("collector".to_owned(), json!(role));
        }
        binary(taking, (id, &stat), &mut record)?;
        taking.record(&record)?;
    }
    Ok(())
}

/// This process and those that started it: the collector is no stranger.
fn own_line() -> Vec<u32> {
    let mut line = vec![std::process::id()];
    while let Some(stat) = line.last().and_then(|id| small(*id, "stat")) {
        let parent = Stat::read(&stat).map_or(0, |stat| stat.parent);
        if parent <= 1 || line.contains(&parent) {
            break;
        }
        line.push(parent);
    }
    line
}

/// Fields of `/proc/<id>/stat` (`proc_pid_stat(5)`).
struct Stat {
    name: String,
    state: String,
    parent: u32,
    session: i64,
    terminal: i64,
    flags: u64,
    started_ticks: u64,
}

impl Stat {
    fn read(text: &str) -> Option<Self> {
        // The name stands in brackets and may hold brackets.
        let (head, tail) = text.rsplit_once(')')?;
        let name = head.split_once('(')?.1.to_owned();
        let fields: Vec<&str> = tail.split_whitespace().collect();
        let number = |place: usize| fields.get(place)?.parse::<i64>().ok();
        Some(Self {
            name,
            state: (*fields.first()?).to_owned(),
            parent: u32::try_from(number(1)?).ok()?,
            session: number(3)?,
            terminal: number(4)?,
            flags: u64::try_from(number(6)?).ok()?,
            started_ticks: u64::try_from(number(19)?).ok()?,
        })
    }

    /// `PF_KTHREAD` of `linux/sched.h`.
    fn is_kernel_thread(&self) -> bool {
        self.flags & 0x0020_0000 != 0
    }
}

/// A small file of a process.
pub(super) fn small(id: u32, name: &str) -> Option<String> {
    bytes(id, name).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

fn bytes(id: u32, name: &str) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(format!("/proc/{id}/{name}"))?.take(TEXT_MAX).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Unix seconds of the boot (`btime` of `/proc/stat`).
fn booted_at() -> u64 {
    let stat = std::fs::read_to_string("/proc/stat").unwrap_or_default();
    let line = stat.lines().find_map(|line| line.strip_prefix("btime "));
    line.and_then(|time| time.trim().parse().ok()).unwrap_or_default()
}

/// What does not need the binary.
fn told(taking: &mut Taking<'_, '_>, id: u32, stat: &Stat, booted_at: u64) -> Value {
    let status = small(id, "status").unwrap_or_default();
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.map(|value| value.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let number = |name: &str| field(name)?.split(' ').next()?.parse::<u64>().ok();
    let arguments = words(taking, id, "cmdline");
    let command = taking.redactor().command(&arguments.unwrap_or_default());
    let link = |name: &str| {
        let target = std::fs::read_link(format!("/proc/{id}/{name}")).ok()?;
        Some(taking.host().told(&target).to_string_lossy().into_owned())
    };
    json!({
        "kind": "process",
        "pid": id,
        "parent": stat.parent,
        "name": stat.name,
        "state": stat.state,
        "session": stat.session,
        "terminal": stat.terminal,
        "is_kernel_thread": stat.is_kernel_thread(),
        "started": booted_at + stat.started_ticks / rustix::param::clock_ticks_per_second().max(1),
        "uid": number("Uid"),
        "gid": number("Gid"),
        "login_uid": small(id, "loginuid").and_then(|text| text.trim().parse::<u32>().ok()),
        "command": command,
        "folder": link("cwd"),
        "root": std::fs::read_link(format!("/proc/{id}/root")).ok(),
        "traced_by": number("TracerPid").filter(|tracer| *tracer != 0),
        "capabilities": field("CapEff"),
        "cgroup": small(id, "cgroup").map(|text| text.trim().to_owned()),
    })
}

/// The zero-separated words of a file.
fn words(taking: &mut Taking<'_, '_>, id: u32, name: &str) -> Option<Vec<String>> {
    match bytes(id, name) {
        Ok(bytes) => {
            let words = bytes.split(|byte| *byte == 0).filter(|word| !word.is_empty());
            Some(words.map(|word| String::from_utf8_lossy(word).into_owned()).collect())
        }
        Err(error) => {
            if why(&error) == Why::NotPermitted {
                taking.gap(Why::NotPermitted, format_args!("/proc/{id}/{name}"));
            }
            None
        }
    }
}

/// What needs the right to look into the process: binary and environment.
fn binary(
    taking: &mut Taking<'_, '_>,
    (id, stat): (u32, &Stat),
    record: &mut Value,
) -> Result<(), Stop> {
    let Some(fields) = record.as_object_mut() else { return Ok(()) };
    if stat.is_kernel_thread() {
        return Ok(());
    }
    if let Some(variables) = words(taking, id, "environ") {
        let told: BTreeMap<String, String> = variables
            .iter()
            .filter_map(|variable| variable.split_once('='))
            .map(|(name, value)| (name.to_owned(), taking.redactor().variable(name, value)))
            .collect();
        fields.insert("environment".to_owned(), json!(told));
    }
    let link = PathBuf::from(format!("/proc/{id}/exe"));
    let target = match std::fs::read_link(&link) {
        Ok(target) => target,
        Err(error) => {
            taking.trouble(&error, &link);
            return Ok(());
        }
    };
    let told = taking.host().told(&target).to_string_lossy().into_owned();
    let is_deleted = told.ends_with(" (deleted)");
    let path = told.trim_end_matches(" (deleted)").to_owned();
    fields.insert("binary".to_owned(), json!(path));
    fields.insert("is_deleted".to_owned(), json!(is_deleted));
    let file = match File::open(&link) {
        Ok(file) => file,
        Err(error) => {
            taking.trouble(&error, &link);
            return Ok(());
        }
    };
    let found = match rustix::fs::fstat(&file) {
        Ok(stat) => Found::of(PathBuf::from(&path), &stat),
        Err(error) => {
            taking.trouble(&error.into(), &link);
            return Ok(());
        }
    };
    let is_odd = is_deleted || ODD_PLACES.iter().any(|place| path.starts_with(place));
    let is_kept = taking.hashed(&found).is_some();
    // The file is gone or odd: its bytes are kept while the process lives.
    let sha256 = if is_odd && !is_kept {
        taking.pour(file, &found, format!("processes/{id}/binary"))?
    } else {
        taking.hash_of(file, &found)?
    };
    fields.insert("sha256".to_owned(), json!(sha256));
    Ok(())
}
