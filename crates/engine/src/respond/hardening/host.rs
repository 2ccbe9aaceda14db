//! Checks on the host: `gitlab.rb`, SSH, the kernel. Read from a bundle, not from
//! the running machine: what is checked is what was sealed.
//!
//! Source: GitLab docs, `security/hardening_configuration_recommendations`,
//! `security/hardening_operating_system_recommendations`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Area, Check, Stands};
use crate::respond::plan::Text;

/// What a bundle tells of a host.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HostFacts {
    /// Settings of the kernel: `kernel.kptr_restrict` = `2`.
    pub sysctl: BTreeMap<String, String>,
    /// Settings of the SSH server, by their names in small letters; the first
    /// one in the files counts, as for the server itself.
    pub sshd: BTreeMap<String, String>,
    /// `gitlab.rb`, its secrets taken out.
    pub gitlab_rb: Option<String>,
    /// What listens for everybody (TCP, on no address in particular): port and
    /// program, `6379 redis-server`. None: the bundle does not tell.
    pub open: Option<BTreeSet<String>>,
}

/// Ports that a firewall in front of GitLab leaves open: SSH, HTTP (to redirect),
/// HTTPS, the registry.
const OPEN: [&str; 4] = ["22", "80", "443", "5050"];

/// What the value should be.
#[derive(Clone, Copy)]
enum Want {
    /// Exactly this word; without case.
    Is(&'static str),
    /// This number at most, and not 0: that switches a limit off.
    AtMost(u64),
    /// This number or more.
    AtLeast(u64),
    /// Something.
    Set,
    /// This word among others.
    Has(&'static str),
    /// None of these words.
    Without(&'static [&'static str]),
}

impl Want {
    fn is_met(self, value: &str) -> bool {
        let number = value.parse::<u64>().ok();
        match self {
            Self::Is(word) => value.eq_ignore_ascii_case(word),
            Self::AtMost(most) => number.is_some_and(|number| (1..=most).contains(&number)),
            Self::AtLeast(least) => number.is_some_and(|number| number >= least),
            Self::Set => !value.is_empty(),
            Self::Has(word) => value.split_whitespace().any(|one| one == word),
            Self::Without(words) => !value.split([' ', ',', ':']).any(|one| words.contains(&one)),
        }
    }

    fn in_words(self) -> String {
        match self {
            Self::Is(word) | Self::Has(word) => word.to_owned(),
            Self::AtMost(most) => format!("1 – {most}"),
            Self::AtLeast(least) => format!(">= {least}"),
            Self::Set => "…".to_owned(),
            Self::Without(words) => format!("≠ {}", words.join(", ")),
        }
    }
}

/// Of the kernel; exact values of the page, numbers that may be stricter as such.
const SYSCTL: [(&str, Want); 26] = [
    ("vm.mmap_min_addr", Want::AtLeast(4096)),
    ("kernel.randomize_va_space", Want::Is("2")),
    ("kernel.kptr_restrict", Want::Is("2")),
    ("kernel.dmesg_restrict", Want::Is("1")),
    ("kernel.unprivileged_bpf_disabled", Want::AtLeast(1)),
    ("net.core.bpf_jit_harden", Want::Is("2")),
    ("vm.unprivileged_userfaultfd", Want::Is("0")),
    ("kernel.unprivileged_userns_clone", Want::Is("0")),
    ("net.ipv4.tcp_syncookies", Want::Is("1")),
    ("net.ipv4.tcp_rfc1337", Want::Is("1")),
    ("net.ipv4.conf.all.rp_filter", Want::Is("1")),
    ("net.ipv4.conf.default.rp_filter", Want::Is("1")),
    ("net.ipv6.conf.all.accept_ra", Want::Is("0")),
    ("net.ipv6.conf.default.accept_ra", Want::Is("0")),
    ("net.ipv4.conf.all.accept_source_route", Want::Is("0")),
    ("net.ipv4.conf.default.accept_source_route", Want::Is("0")),
    ("net.ipv6.conf.all.accept_source_route", Want::Is("0")),
    ("net.ipv6.conf.default.accept_source_route", Want::Is("0")),
    ("net.ipv4.conf.all.accept_redirects", Want::Is("0")),
    ("net.ipv4.conf.default.accept_redirects", Want::Is("0")),
    ("net.ipv6.conf.all.accept_redirects", Want::Is("0")),
    ("net.ipv6.conf.default.accept_redirects", Want::Is("0")),
    ("net.ipv4.conf.all.secure_redirects", Want::Is("0")),
    ("net.ipv4.conf.default.secure_redirects", Want::Is("0")),
    ("net.ipv4.conf.all.send_redirects", Want::Is("0")),
    ("net.ipv4.conf.default.send_redirects", Want::Is("0")),
];

/// Of the SSH server: name, what it should be, what it is where nothing is said.
///
/// Source of the defaults: `sshd_config(5)` of OpenSSH 9.
const SSHD: [(&str, Want, &str); 9] = [
    ("PermitRootLogin", Want::Is("no"), "prohibit-password"),
    ("X11Forwarding", Want::Is("no"), "no"),
    ("AllowTcpForwarding", Want::Is("no"), "yes"),
    ("PermitTunnel", Want::Is("no"), "no"),
    ("LoginGraceTime", Want::AtMost(60), "120"),
    ("Ciphers", Want::Set, ""),
    ("KexAlgorithms", Want::Set, ""),
    ("MACs", Want::Set, ""),
    // Git's newer protocol over SSH: less is sent, and asked.
    ("AcceptEnv", Want::Has("GIT_PROTOCOL"), ""),
];

/// Protocols that are broken.
const OLD_TLS: &[&str] = &["SSLv2", "SSLv3", "TLSv1", "TLSv1.0", "TLSv1.1"];

/// Of `gitlab.rb`: key, what it should be, what it is where nothing is said.
///
/// Source of the defaults: omnibus-gitlab, `gitlab.rb.template`.
const GITLAB_RB: [(&str, Want, &str); 9] = [
    ("nginx['ssl_protocols']", Want::Without(OLD_TLS), "TLSv1.2 TLSv1.3"),
    ("nginx['ssl_ciphers']", Want::Set, ""),
    ("nginx['ssl_prefer_server_ciphers']", Want::Is("on"), "off"),
    ("nginx['ssl_session_tickets']", Want::Is("off"), "off"),
    ("nginx['ssl_dhparam']", Want::Set, ""),
    ("nginx['ssl_ecdh_curve']", Want::Is("secp384r1"), ""),
    ("nginx['redirect_http_to_https']", Want::Is("true"), "false"),
    ("gitlab_rails['incoming_email_enabled']", Want::Is("false"), "false"),
    ("redis['port']", Want::Is("0"), "0"),
];

pub(super) fn checks(host: Option<&HostFacts>) -> Vec<Check> {
    let mut checks = Vec::new();
    let rb = host.and_then(|host| host.gitlab_rb.as_deref()).map(assignments);
    for (key, want, default) in GITLAB_RB {
        let value = rb.as_ref().map(|rb| rb.get(key).map_or(default, String::as_str));
        let id = format!("gitlab_rb.{}", key.replace(['[', ']', '\''], ".").trim_matches('.'));
        let id = id.replace("..", ".");
        checks.push(check((id, Area::Configuration), want, value, "harden-configuration"));
    }
    let sshd = host.map(|host| &host.sshd).filter(|sshd| !sshd.is_empty());
    for (name, want, default) in SSHD {
        let value = sshd.map(|sshd| sshd.get(&name.to_lowercase()).map_or(default, String::as_str));
        checks.push(check((format!("sshd.{name}"), Area::System), want, value, "harden-sshd"));
    }
    for (name, want) in SYSCTL {
        let value = host.and_then(|host| host.sysctl.get(name)).map(String::as_str);
        checks.push(check((format!("sysctl.{name}"), Area::System), want, value, "harden-kernel"));
    }
    checks.push(ports(host.and_then(|host| host.open.as_ref())));
    checks
}

/// What listens for everybody beside what a firewall should leave open.
fn ports(open: Option<&BTreeSet<String>>) -> Check {
    let is_wanted = |one: &&String| OPEN.contains(&one.split(' ').next().unwrap_or_default());
    let others: Option<Vec<&String>> =
        open.map(|open| open.iter().filter(|one| !is_wanted(one)).collect());
    Check {
        stands: match &others {
            None => Stands::Unseen,
            Some(others) if others.is_empty() => Stands::Met,
            Some(_) => Stands::Short,
        },
        observed: others.map_or(Value::Null, |others| json!(others)),
        wanted: OPEN.join(", "),
        ..check(("ports.open".to_owned(), Area::System), Want::Set, None, "harden-ports")
    }
}

fn check((id, area): (String, Area), want: Want, value: Option<&str>, why: &str) -> Check {
    let stands = match value {
        None => Stands::Unseen,
        Some(value) if want.is_met(value) => Stands::Met,
        Some(_) => Stands::Short,
    };
    Check {
        id,
        area,
        requirement: "EN4",
        stands,
        observed: value.map_or(Value::Null, |value| json!(value)),
        wanted: want.in_words(),
        why: Text::of(why, []),
        act: None,
        undo: None,
        docs: match area {
            Area::Configuration => "security/hardening_configuration_recommendations",
            Area::System | Area::Settings | Area::RateLimits | Area::Cicd => {
                "security/hardening_operating_system_recommendations"
            }
        },
    }
}

/// Simple assignments of a Ruby file, the last one of each key: `key = "value"`.
/// What is computed is not understood and not told.
fn assignments(text: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for line in text.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
        let Some((key, value)) = line.split_once('=') else { continue };
        let key = key.trim().replace('"', "'");
        let value = value.trim();
        let quoted =
            value.strip_prefix(['"', '\'']).and_then(|rest| rest.split(['"', '\'']).next());
        let bare = value.split('#').next().unwrap_or_default().trim();
        found.insert(key, quoted.unwrap_or(bare).to_owned());
    }
    found
}

impl HostFacts {
    /// From the reports of an evidence bundle and its copy of `gitlab.rb`.
    pub fn of(reports: &BTreeMap<String, Vec<Value>>, gitlab_rb: Option<String>) -> Self {
        let of = |probe: &str, kind: &'static str| {
            let records = reports.get(probe).map(Vec::as_slice).unwrap_or_default();
            records.iter().filter(move |record| record["kind"] == kind)
        };
        let text = |record: &Value, field: &str| {
            record.get(field).and_then(Value::as_str).map(str::to_owned)
        };
        let sysctl = of("kernel", "setting")
            .filter_map(|record| Some((text(record, "name")?, text(record, "value")?)));
        let programs = of("processes", "process").filter_map(program).collect();
        let sockets = of("sockets", "socket").filter_map(|one| open_port(one, &programs));
        let open = reports.contains_key("sockets").then(|| sockets.collect());
        let sysctl = sysctl.collect();
        let mut facts = Self { sysctl, sshd: BTreeMap::new(), gitlab_rb, open };
        let lines = of("keys", "sshd_setting")
            .filter(|record| text(record, "path").is_some_and(|path| path.contains("/sshd_config")))
            .filter_map(|record| text(record, "line"));
        for line in lines {
            let Some((name, value)) = line.split_once([' ', '\t', '=']) else { continue };
            // Below `Match` a setting holds for some only.
            if name.eq_ignore_ascii_case("match") {
                break;
            }
            let (name, value) = (name.to_lowercase(), value.trim());
            match facts.sshd.get_mut(&name) {
                // The only one of these of which several lines add up.
                Some(before) if name == "acceptenv" => *before = format!("{before} {value}"),
                Some(_) => {}
                None => _ = facts.sshd.insert(name, value.to_owned()),
            }
        }
        facts
    }
}

/// A process by its number.
fn program(process: &Value) -> Option<(u64, &str)> {
    Some((process.get("pid")?.as_u64()?, process.get("name")?.as_str()?))
}

/// A socket that anybody may reach who reaches the host: its port, and a program
/// that holds it.
fn open_port(socket: &Value, programs: &BTreeMap<u64, &str>) -> Option<String> {
    let text = |field: &str| socket.get(field).and_then(Value::as_str).unwrap_or_default();
    let is_open = (text("protocol"), text("state")) == ("tcp", "listening")
        && matches!(text("local"), "0.0.0.0" | "::");
    let port = socket.get("local_port").and_then(Value::as_u64).filter(|_| is_open)?;
    let holder = socket.pointer("/pids/0").and_then(Value::as_u64);
    let by = holder.and_then(|id| programs.get(&id));
    Some(by.map_or_else(|| port.to_string(), |by| format!("{port} {by}")))
}
