//! What `ps` and `ss` printed, as the records of a bundle: for a host on which
//! the collector could not run, or of which only this was kept (IN8, IN9).
//!
//! Neither tells the binary of a process for certain; a title is what the
//! process calls itself. So a bundle is better, and its analysis says more.
//!
//! Source: `ps(1)` of procps-ng, `ss(8)` of iproute2.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::baseline::fits;
use super::{Baseline, Reports};

/// Lines that are read: a host has a few hundred of each.
const LINES_MAX: usize = 100_000;

/// A pattern with fewer letters names no program.
const NAME_CHARS_MIN: usize = 3;

/// Reads the output of `ps` with a heading: `ps -eo pid,ppid,user,exe,args`,
/// `ps -ef`, `ps aux`. With the column EXE the binary is told; else it is taken
/// for the one that the baseline knows under this title.
///
/// # Errors
/// That the heading is missing, or lacks what is needed.
pub fn from_ps(text: &str, baseline: &Baseline) -> Result<Reports, String> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).take(LINES_MAX);
    let heading = lines.next().unwrap_or_default();
    let names: Vec<&str> = heading.split_whitespace().collect();
    let column = |name: &str| names.iter().position(|one| *one == name);
    let pid = column("PID").ok_or("the heading of ps is missing: expected a column PID")?;
    let command = ["COMMAND", "CMD", "ARGS"].into_iter().find_map(column);
    let command = command.ok_or("the heading of ps lacks COMMAND or CMD")?;
    let (parent, exe) = (column("PPID"), column("EXE"));
    let mut records = Vec::new();
    for line in lines {
        let fields = split(line, command);
        let field = |at: usize| fields.get(at).copied();
        let (Some(Ok(id)), Some(words)) = (field(pid).map(str::parse::<u32>), field(command))
        else {
            continue;
        };
        let parent = parent.and_then(field).and_then(|text| text.parse::<u32>().ok());
        let told = exe.and_then(field).filter(|path| path.starts_with('/'));
        let is_thread = words.starts_with('[')
            && told.is_none()
            && parent.is_none_or(|parent| matches!(parent, 0 | 2));
        let binary = told.map_or_else(|| guessed(words, baseline), str::to_owned);
        let command: Vec<&str> = words.split_whitespace().collect();
        let name = command.first().copied().unwrap_or_default();
        // What listed them is among them.
        let is_ps = name == "ps" || name.ends_with("/ps");
        records.push(json!({
            "kind": "process", "pid": id, "parent": parent, "name": name, "command": command,
            "binary": (!is_thread).then_some(binary), "is_kernel_thread": is_thread,
            "collector": is_ps.then_some("self"),
        }));
    }
    Ok(Reports(BTreeMap::from([("processes".to_owned(), records)])))
}

/// The columns of a line; the last one is the rest with its blanks.
fn split(line: &str, last: usize) -> Vec<&str> {
    let mut rest = line.trim_start();
    let mut fields = Vec::new();
    while fields.len() < last {
        let Some((field, tail)) = rest.split_once(char::is_whitespace) else { break };
        fields.push(field);
        rest = tail.trim_start();
    }
    fields.push(rest.trim_end());
    fields
}

/// The binary that goes by this title.
fn guessed(words: &str, baseline: &Baseline) -> String {
    let first = words.split_whitespace().next().unwrap_or_default();
    if first.starts_with('/') {
        return first.to_owned();
    }
    let name = first.trim_end_matches(':').trim_start_matches('-');
    // A relative path is nobody's title, and `…/sbin/*` is no name.
    let is_name = |last: &&str| last.chars().filter(|c| *c != '*').count() >= NAME_CHARS_MIN;
    let goes_by = |known: &&super::baseline::KnownProcess| match &known.command {
        Some(pattern) => fits(pattern, words),
        None => {
            let last = known.binary.rsplit('/').next().filter(is_name);
            !name.contains('/') && last.is_some_and(|last| fits(last, name))
        }
    };
    let known = baseline.processes.iter().find(goes_by);
    known.map_or_else(|| name.to_owned(), |known| known.binary.clone())
}

/// Reads the output of `ss -lntup`, with or without its heading.
///
/// # Errors
/// That no line of it is a socket.
pub fn from_ss(text: &str) -> Result<Reports, String> {
    let records: Vec<Value> = text.lines().take(LINES_MAX).filter_map(socket).collect();
    if records.is_empty() {
        return Err("no line is a listening socket: expected the output of ss -lntup".to_owned());
    }
    Ok(Reports(BTreeMap::from([("sockets".to_owned(), records)])))
}

fn socket(line: &str) -> Option<Value> {
    let mut fields: Vec<&str> = line.split_whitespace().collect();
    let protocol = match *fields.first()? {
        "tcp" | "tcp6" => "tcp",
        "udp" | "udp6" => "udp",
        // `ss -lnt` leaves the column out.
        "LISTEN" => {
            fields.insert(0, "tcp");
            "tcp"
        }
        "UNCONN" => {
            fields.insert(0, "udp");
            "udp"
        }
        _heading => return None,
    };
    let is_listening = matches!(*fields.get(1)?, "LISTEN" | "UNCONN");
    let (address, port) = fields.get(4)?.rsplit_once(':')?;
    let address = address.trim_start_matches('[').trim_end_matches(']');
    let address = address.split('%').next().unwrap_or_default().trim_end_matches(']');
    let address = if matches!(address, "*" | "") { "::" } else { address };
    let local: std::net::IpAddr = address.parse().ok()?;
    let port: u16 = port.parse().ok()?;
    let holders = fields.get(6).copied().unwrap_or_default();
    let pids: Vec<u32> = holders
        .split("pid=")
        .skip(1)
        .filter_map(|rest| rest.split([',', ')']).next()?.parse().ok())
        .collect();
    Some(json!({
        "kind": "socket", "protocol": protocol, "local": local, "local_port": port,
        "state": if is_listening { "listening" } else { "other" },
        "pids": (!pids.is_empty()).then_some(pids),
    }))
}

impl Reports {
    /// Adds the records of another: `ps` and `ss` of one host.
    pub fn add(&mut self, other: Self) {
        for (probe, records) in other.0 {
            self.0.entry(probe).or_default().extend(records);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{from_ps, from_ss};
    use crate::investigate::host::{Baseline, analyse};

    const PS: &str = include_str!("../../../../../fixtures/host/ps-omnibus.txt");
    const SS: &str = include_str!("../../../../../fixtures/host/ss-omnibus.txt");

    fn omnibus() -> Baseline {
        Baseline::shipped(&["omnibus".to_owned()]).unwrap()
    }

    #[test]
    fn in8_one_stranger_in_what_ps_printed_is_exactly_one_finding() {
        let reports = from_ps(PS, &omnibus()).unwrap();
        let analysis = analyse(&reports, &omnibus());
        let found: Vec<&str> = analysis.strangers.iter().map(|one| one.subject.as_str()).collect();
        assert_eq!(found, ["4711 ./kworkerd -o pool.example:4444 -u x"]);
        assert!(analysis.compared["process"] >= 20, "{:?}", analysis.compared);
    }

    #[test]
    fn in9_unexpected_ports_in_what_ss_printed_are_exactly_these() {
        let mut reports = from_ss(SS).unwrap();
        reports.add(from_ps(PS, &omnibus()).unwrap());
        let analysis = analyse(&reports, &omnibus());
        let ports = analysis.strangers.iter().filter(|one| one.requirement == "IN9");
        let found: Vec<&str> = ports.map(|one| one.subject.as_str()).collect();
        assert_eq!(found, ["tcp 0.0.0.0:31337", "tcp 0.0.0.0:5432"]);
    }

    #[test]
    fn what_is_neither_is_refused() {
        assert!(from_ps("hello\nworld", &omnibus()).is_err());
        assert!(from_ss("hello").is_err());
        let forest = "  PID  PPID CMD\n    7     1  \\_ sshd: rita\n";
        assert_eq!(from_ps(forest, &omnibus()).unwrap().0["processes"].len(), 1);
    }
}
