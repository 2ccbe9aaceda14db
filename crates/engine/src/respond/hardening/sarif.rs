//! The report in the form that code scanners use, for tools that gather findings.
//!
//! Source: OASIS, Static Analysis Results Interchange Format 2.1.0.

use serde_json::{Value, json};

use super::{Check, Report, Stands};
use crate::respond::plan::Text;

/// The file that a check is about; else the check's own name.
fn location(check: &Check) -> Value {
    let file = match check.id.split('.').next() {
        Some("gitlab_rb") => Some("file:///etc/gitlab/gitlab.rb"),
        Some("sshd") => Some("file:///etc/ssh/sshd_config"),
        Some(_) | None => None,
    };
    match file {
        Some(uri) => json!({ "physicalLocation": { "artifactLocation": { "uri": uri } } }),
        None => json!({ "logicalLocations": [{ "fullyQualifiedName": check.id }] }),
    }
}

/// The report as SARIF; `say` words a text in the reader's language.
pub fn sarif(report: &Report, version: &str, say: &dyn Fn(&Text) -> String) -> Value {
    let rule = |check: &Check| {
        json!({
            "id": check.id,
            "shortDescription": { "text": format!("{} {}", check.id, check.wanted) },
            "fullDescription": { "text": say(&check.why) },
            "helpUri": format!("https://docs.gitlab.com/{}/", check.docs),
            "properties": { "requirement": check.requirement, "area": check.area },
        })
    };
    let result = |(index, check): (usize, &Check)| {
        let (kind, level) = match check.stands {
            Stands::Short => ("fail", "warning"),
            Stands::Met => ("pass", "none"),
            Stands::Unseen => ("notApplicable", "none"),
        };
        json!({
            "ruleId": check.id,
            "ruleIndex": index,
            "kind": kind,
            "level": level,
            "message": { "text": say(&check.why) },
            "locations": [location(check)],
            "properties": {
                "observed": check.observed, "wanted": check.wanted,
                "act": check.act, "undo": check.undo,
            },
        })
    };
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "Portcullis",
                "version": version,
                "rules": report.checks.iter().map(rule).collect::<Vec<_>>(),
            } },
            "results": report.checks.iter().enumerate().map(result).collect::<Vec<_>>(),
            "properties": { "percent": report.percent },
        }],
    })
}
