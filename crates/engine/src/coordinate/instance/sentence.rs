//! The sentences of the timeline (`locales/*/instance.ftl`).

use super::entry::Entry;
use crate::coordinate::told::Sentence;

/// The sentence for the timeline.
pub(in crate::coordinate) fn sentence(entry: &Entry) -> Sentence {
    match entry {
        Entry::SheetDrawn { .. } | Entry::SheetGrew { .. } | Entry::ItemsJudged { .. } => {
            sheet(entry)
        }
        Entry::SecretsListed { section, names } => {
            let args = [
                ("section", section.as_str().to_owned()),
                ("count", names.len().to_string()),
                ("names", names.join(", ")),
            ];
            Sentence::new("timeline-instance-secrets", args)
        }
        Entry::SecretChanged { section, name, proof } => {
            let args = [
                ("section", section.as_str().to_owned()),
                ("name", name.clone()),
                ("proof", proof.clone()),
            ];
            Sentence::new("timeline-instance-changed", args)
        }
        Entry::SectionEmpty { section, because } => {
            let args = [("section", section.as_str().to_owned()), ("reason", because.clone())];
            Sentence::new("timeline-instance-none", args)
        }
        Entry::VersionCompared { compared, .. } => {
            let args = [
                ("installed", compared.installed.clone()),
                ("latest", compared.latest.clone()),
                ("missing", compared.missing_security.join(", ")),
                ("count", compared.missing_security.len().to_string()),
            ];
            Sentence::new("timeline-instance-version", args)
        }
        Entry::UpdatesPlanned { owner, every_days } => {
            let args = [("owner", owner.clone()), ("days_count", every_days.to_string())];
            Sentence::new("timeline-instance-updates", args)
        }
        Entry::HardeningMeasured { met, short, unseen, .. } => {
            let args = [
                ("met_count", met.to_string()),
                ("short_count", short.to_string()),
                ("unseen_count", unseen.to_string()),
            ];
            Sentence::new("timeline-instance-hardening", args)
        }
        Entry::StateSaved { .. }
        | Entry::RebuildDecided { .. }
        | Entry::ControlStated { .. }
        | Entry::FirewallProposed { .. }
        | Entry::FirewallApproved { .. }
        | Entry::LogsRouted { .. } => way_back(entry),
    }
}

fn sheet(entry: &Entry) -> Sentence {
    match entry {
        Entry::ItemsJudged { sheet, items, verdict, note, .. } => {
            let args = [
                ("sheet", sheet.as_str().to_owned()),
                ("count", items.len().to_string()),
                ("verdict", verdict.as_str().to_owned()),
                ("note", note.clone()),
            ];
            Sentence::new("timeline-instance-judged", args)
        }
        Entry::SheetDrawn { sheet, items, .. } | Entry::SheetGrew { sheet, items } => {
            let args = [("sheet", sheet.as_str().to_owned()), ("count", items.len().to_string())];
            Sentence::new("timeline-instance-sheet", args)
        }
        _other_entries => Sentence::new("timeline-instance-sheet", []),
    }
}

fn way_back(entry: &Entry) -> Sentence {
    let short = |hash: &str| hash.chars().take(12).collect::<String>();
    match entry {
        Entry::StateSaved { seal, place, custodian } => {
            let args =
                [("hash", short(seal)), ("place", place.clone()), ("custodian", custodian.clone())];
            Sentence::new("timeline-instance-saved", args)
        }
        Entry::RebuildDecided { decision, .. } => {
            let args = [
                ("scratch", decision.from_scratch.to_string()),
                ("source", decision.source.clone()),
                ("reason", decision.known_good_because.clone()),
            ];
            Sentence::new("timeline-instance-rebuild", args)
        }
        Entry::ControlStated { control, is_in_place, note, .. } => {
            let args = [
                ("control", control.as_str().to_owned()),
                ("state", if *is_in_place { "in_place" } else { "not_needed" }.to_owned()),
                ("note", note.clone()),
            ];
            Sentence::new("timeline-instance-control", args)
        }
        Entry::FirewallProposed { sha256, rules } => {
            let args = [("hash", short(sha256)), ("count", rules.to_string())];
            Sentence::new("timeline-instance-firewall", args)
        }
        Entry::FirewallApproved { sha256, .. } => {
            Sentence::new("timeline-instance-firewall-approved", [("hash", short(sha256))])
        }
        Entry::LogsRouted { to, seen, .. } => {
            Sentence::new("timeline-instance-logs", [("to", to.clone()), ("seen", seen.clone())])
        }
        _other_entries => Sentence::new("timeline-instance-saved", []),
    }
}
