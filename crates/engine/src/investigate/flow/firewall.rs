//! A firewall for the rebuilt host as text for review: what is needed comes in
//! and goes out, nothing else (IN13). It is never applied by the product.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::network::Network;
use super::talk::Direction;
use crate::respond::plan::Text;

/// Ports that serve the public, where nobody says otherwise: the web, and SSH for Git.
///
/// Source: GitLab docs, `security/hardening_operating_system_recommendations`.
const PUBLIC_PORTS: [u16; 3] = [22, 80, 443];

/// Rules in one proposal: more is not read by a person.
const RULES_MAX: usize = 2_000;

/// Something that may pass.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allowed {
    /// Who begins.
    pub direction: Direction,
    /// The other end.
    pub with: Network,
    /// The port that is connected to.
    pub port: u16,
    /// Whether over UDP; else TCP.
    #[serde(default)]
    pub is_udp: bool,
}

/// What a host may do and what may be done to it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Firewall {
    /// Networks from which SSH is reached: people and administrators. None = from
    /// nowhere else than `allowed` says.
    pub ssh_from: Vec<Network>,
    /// Networks from which the web is reached. None = from nowhere else.
    pub web_from: Vec<Network>,
    /// What else may pass.
    pub allowed: Vec<Allowed>,
}

impl Firewall {
    /// What is wrong with it; an empty firewall would lock everybody out.
    ///
    /// # Errors
    /// What, by key.
    pub fn check(&self) -> Result<(), Text> {
        let inbound = self.allowed.iter().any(|one| one.direction == Direction::Inbound);
        if self.ssh_from.is_empty() && self.web_from.is_empty() && !inbound {
            return Err(Text::of("input-nothing-enters", []));
        }
        if self.rules() > RULES_MAX {
            return Err(Text::of("input-too-many", [("count", RULES_MAX.to_string())]));
        }
        let open = self.allowed.iter().find(|one| {
            one.with.is_all()
                && one.direction == Direction::Inbound
                && !PUBLIC_PORTS.contains(&one.port)
        });
        match open {
            Some(one) => Err(Text::of("input-open-port", [("port", one.port.to_string())])),
            None => Ok(()),
        }
    }

    /// How many things may pass.
    pub fn rules(&self) -> usize {
        self.ssh_from.len() + self.web_from.len() + self.allowed.len()
    }

    /// The text for `nft -f`. The same firewall gives the same text. `remark` is
    /// put in front as comments, line by line.
    pub fn nftables(&self, remark: &str) -> String {
        let mut text = String::from("#!/usr/sbin/nft -f\n");
        for line in remark.lines() {
            _ = writeln!(text, "# {}", line.replace(|c: char| c.is_control(), " "));
        }
        text.push_str(
            "\nadd table inet portcullis_proposal\ndelete table inet portcullis_proposal\n",
        );
        text.push_str("table inet portcullis_proposal {\n");
        chain(&mut text, "input", "iifname", &self.inbound(), "saddr");
        chain(&mut text, "output", "oifname", &self.outbound(), "daddr");
        text.push_str(
            "    chain forward {\n        type filter hook forward priority filter; policy drop;\n    }\n",
        );
        text.push_str("}\n");
        text
    }

    fn inbound(&self) -> Vec<Allowed> {
        let allow = |with: &Network, port| Allowed {
            direction: Direction::Inbound,
            with: *with,
            port,
            is_udp: false,
        };
        let ssh = self.ssh_from.iter().map(|with| allow(with, 22));
        let web = self.web_from.iter().flat_map(|with| [allow(with, 80), allow(with, 443)]);
        ssh.chain(web).chain(self.of(Direction::Inbound)).collect()
    }

    fn outbound(&self) -> Vec<Allowed> {
        self.of(Direction::Outbound).collect()
    }

    fn of(&self, direction: Direction) -> impl Iterator<Item = Allowed> {
        self.allowed.iter().filter(move |one| one.direction == direction).cloned()
    }
}

/// One chain that drops what no rule lets through, and logs it.
fn chain(text: &mut String, hook: &str, interface: &str, allowed: &[Allowed], end: &str) {
    _ = write!(
        text,
        "    chain {hook} {{\n        type filter hook {hook} priority filter; policy drop;\n        \
         {interface} \"lo\" accept\n        ct state invalid drop\n        \
         ct state established,related accept\n        \
         icmpv6 type {{ destination-unreachable, packet-too-big, time-exceeded, \
         parameter-problem, nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert }} accept\n        \
         icmp type {{ destination-unreachable, time-exceeded, parameter-problem }} accept\n",
    );
    // By port and family, so that a person reads one line for one service.
    let mut lines: BTreeMap<(bool, u16, bool), Vec<Network>> = BTreeMap::new();
    for one in allowed {
        lines.entry((one.is_udp, one.port, !one.with.is_v4())).or_default().push(one.with);
    }
    for ((is_udp, port, is_v6), mut ends) in lines {
        let protocol = if is_udp { "udp" } else { "tcp" };
        let family = if is_v6 { "ip6" } else { "ip" };
        if ends.iter().any(Network::is_all) {
            let family = if is_v6 { "ipv6" } else { "ipv4" };
            _ = writeln!(
                text,
                "        meta nfproto {family} {protocol} dport {port} ct state new accept"
            );
            continue;
        }
        ends.sort();
        ends.dedup();
        let ends = distinct(&ends);
        let ends: Vec<String> = ends.iter().map(ToString::to_string).collect();
        let ends = ends.join(", ");
        _ = writeln!(
            text,
            "        {family} {end} {{ {ends} }} {protocol} dport {port} ct state new accept"
        );
    }
    _ = write!(
        text,
        "        limit rate 10/minute log prefix \"portcullis {hook} drop: \"\n        counter drop\n    }}\n",
    );
}

/// Without those that lie in another: nftables refuses overlapping intervals.
fn distinct(ends: &[Network]) -> Vec<Network> {
    let lies_in = |one: &Network, other: &Network| one != other && other.covers(one);
    ends.iter().filter(|one| !ends.iter().any(|other| lies_in(one, other))).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::{Allowed, Firewall};
    use crate::investigate::flow::Direction;

    fn firewall() -> Firewall {
        let networks = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect();
        let allow = |direction, with: &str, port, is_udp| Allowed {
            direction,
            with: with.parse().unwrap(),
            port,
            is_udp,
        };
        Firewall {
            ssh_from: networks(&["192.0.2.0/24", "192.0.2.7", "2001:db8::/32"]),
            web_from: networks(&["0.0.0.0/0", "::/0"]),
            allowed: vec![
                allow(Direction::Outbound, "198.51.100.25", 587, false),
                allow(Direction::Outbound, "198.51.100.53", 53, true),
                allow(Direction::Inbound, "10.0.0.0/24", 5432, false),
            ],
        }
    }

    #[test]
    fn in13_a_firewall_lets_through_what_is_named_and_drops_the_rest() {
        let text = firewall().nftables("For review.\nNothing was applied.");
        for line in [
            "# For review.",
            "type filter hook input priority filter; policy drop;",
            "ip saddr { 192.0.2.0/24 } tcp dport 22 ct state new accept",
            "ip6 saddr { 2001:db8::/32 } tcp dport 22 ct state new accept",
            "meta nfproto ipv4 tcp dport 443 ct state new accept",
            "ip saddr { 10.0.0.0/24 } tcp dport 5432 ct state new accept",
            "ip daddr { 198.51.100.25 } tcp dport 587 ct state new accept",
            "ip daddr { 198.51.100.53 } udp dport 53 ct state new accept",
        ] {
            assert!(text.lines().any(|one| one.trim() == line), "{line}\n{text}");
        }
        assert!(!text.contains("192.0.2.7"), "an overlap is refused by nft: {text}");
    }

    #[test]
    fn a_remark_cannot_leave_its_comment() {
        let text = firewall().nftables("one\rflush ruleset\u{0}x");
        assert!(text.lines().all(|line| !line.starts_with("flush")), "{text}");
    }

    #[test]
    fn what_would_lock_everybody_out_or_open_the_database_to_all_is_refused() {
        assert!(firewall().check().is_ok());
        assert!(Firewall::default().check().is_err());
        let mut open = firewall();
        open.allowed.push(Allowed {
            direction: Direction::Inbound,
            with: "0.0.0.0/0".parse().unwrap(),
            port: 5432,
            is_udp: false,
        });
        assert_eq!(open.check().unwrap_err().args["port"], "5432");
    }

    #[test]
    fn nft_itself_takes_the_text() {
        let Ok(mut nft) = std::process::Command::new("nft")
            .args(["-c", "-f", "-"])
            .stdin(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
        else {
            std::io::Write::write_all(&mut std::io::stderr(), b"skipped: there is no nft\n")
                .unwrap();
            return;
        };
        let text = firewall().nftables("For review.");
        std::io::Write::write_all(&mut nft.stdin.take().unwrap(), text.as_bytes()).unwrap();
        let output = nft.wait_with_output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        // Checking asks the kernel, which may not let this process: no fault of the text.
        let is_denied = told.contains("Operation not permitted") || told.contains("cache init");
        assert!(output.status.success() || is_denied, "{told}");
    }
}
