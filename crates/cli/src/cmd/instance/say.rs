//! What a person states of an instance.

use serde_json::{Value, json};

use crate::say::OrSay as _;

/// Statements.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Args {
    /// A secret that must be changed; with a proof: it was.
    Secret {
        /// The case.
        case: String,
        /// instance-configuration, database, pipelines or elsewhere.
        section: String,
        /// Its name, never its value.
        name: String,
        /// How it is known that it was changed.
        #[arg(long)]
        proof: Option<String>,
    },
    /// There is nothing to change in a place.
    NoSecrets {
        /// The case.
        case: String,
        /// instance-configuration, database, pipelines or elsewhere.
        section: String,
        /// Why.
        #[arg(long)]
        because: String,
    },
    /// State and logs were saved to a write-once place.
    Saved {
        /// The case.
        case: String,
        /// An item of the case's evidence by its SHA-256; of a host's bundle, its seal.
        seal: String,
        /// Where it is.
        #[arg(long)]
        place: String,
        /// Who answers for it.
        #[arg(long)]
        custodian: String,
    },
    /// From what the instance is rebuilt.
    Rebuild {
        /// The case.
        case: String,
        /// The backup's id, or the installation medium.
        source: String,
        /// Its SHA-256; a backup must have one.
        #[arg(long)]
        sha256: Option<String>,
        /// From scratch.
        #[arg(long)]
        from_scratch: bool,
        /// Why it is known to be good.
        #[arg(long, value_name = "WHY")]
        known_good: String,
        /// Why it comes before its turn.
        #[arg(long, value_name = "REASON")]
        out_of_turn: Option<String>,
    },
    /// A network control is in place, or not needed.
    Control {
        /// The case.
        case: String,
        /// flow-logs, traffic-alerts, inbound-limited, outbound-limited, administration-separate or segmented.
        control: String,
        /// How that is known, or why it is not needed.
        #[arg(long)]
        note: String,
        /// It is not needed.
        #[arg(long)]
        not_needed: bool,
        /// The item of evidence that shows it.
        #[arg(long, value_name = "SHA256")]
        evidence: Option<String>,
        /// Why it comes before its turn.
        #[arg(long, value_name = "REASON")]
        out_of_turn: Option<String>,
    },
    /// Where all logs go.
    Logs {
        /// The case.
        case: String,
        /// Where to.
        to: String,
        /// Why it comes before its turn.
        #[arg(long, value_name = "REASON")]
        out_of_turn: Option<String>,
    },
    /// Who looks for updates from now on.
    Updates {
        /// The case.
        case: String,
        /// Who.
        owner: String,
        /// Every so many days at least.
        #[arg(long, default_value_t = 7)]
        every_days: u16,
    },
}

impl Args {
    /// The case, and what the API takes.
    pub(super) fn body(self) -> (String, Value) {
        let plain = |text: String| text.replace('-', "_");
        match self {
            Self::Secret { case, section, name, proof } => {
                let section = plain(section);
                let body = match proof {
                    None => json!({ "say": "secrets", "section": section, "names": [name] }),
                    Some(proof) => json!({
                        "say": "changed", "section": section, "name": name, "proof": proof,
                    }),
                };
                (case, body)
            }
            Self::NoSecrets { case, section, because } => {
                (case, json!({ "say": "none", "section": plain(section), "because": because }))
            }
            Self::Saved { case, seal, place, custodian } => {
                let body = json!({
                    "say": "saved", "seal": seal, "place": place, "custodian": custodian,
                });
                (case, body)
            }
            Self::Rebuild { case, source, sha256, from_scratch, known_good, out_of_turn } => {
                let body = json!({
                    "say": "rebuild", "from_scratch": from_scratch, "source": source,
                    "sha256": sha256, "known_good_because": known_good, "out_of_turn": out_of_turn,
                });
                (case, body)
            }
            Self::Control { case, control, note, not_needed, evidence, out_of_turn } => {
                let body = json!({
                    "say": "control", "control": plain(control), "is_in_place": !not_needed,
                    "note": note, "evidence": evidence, "out_of_turn": out_of_turn,
                });
                (case, body)
            }
            Self::Logs { case, to, out_of_turn } => {
                (case, json!({ "say": "logs", "to": to, "out_of_turn": out_of_turn }))
            }
            Self::Updates { case, owner, every_days } => {
                (case, json!({ "say": "updates", "owner": owner, "every_days": every_days }))
            }
        }
    }
}

/// A firewall as the API takes it.
pub(super) fn firewall(
    (ssh_from, web_from): (&[String], &[String]),
    (out, into): (&[String], &[String]),
) -> anyhow::Result<Value> {
    let mut allowed = Vec::new();
    for (direction, passes) in [("outbound", out), ("inbound", into)] {
        for pass in passes {
            let bare = pass.strip_suffix("/udp");
            let (with, port) = bare
                .unwrap_or(pass)
                .rsplit_once(':')
                .or_say("cli-no-pair", &[("given", pass), ("form", &"NETWORK:PORT")])?;
            let port: u16 = port.parse().or_say("cli-no-port", &[("given", pass)])?;
            let with = with.trim_start_matches('[').trim_end_matches(']');
            allowed.push(json!({
                "direction": direction, "with": with, "port": port, "is_udp": bare.is_some(),
            }));
        }
    }
    Ok(json!({ "ssh_from": ssh_from, "web_from": web_from, "allowed": allowed }))
}
