//! Shows a day to the shipped rules, and counts. Used by the test and by the benchmark.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::detect::{Detector, Finding, Level, RuleSet};
use event::{Way, normalise};
use jiff::Timestamp;
use range::traffic::day::{Day, DayConfig, Raised, Record, Score};

/// The level from which on somebody is to look at a finding (`rules/README.md`).
pub(crate) const ALERT: Level = Level::Medium;

/// What came of a day.
pub(crate) struct Outcome {
    pub(crate) score: Score,
    /// Records, with those of the days before.
    pub(crate) shown: u64,
    /// Records of the day that no reader understood.
    pub(crate) unparsed: u64,
    /// Ids of actors, and different types of events, on the day.
    pub(crate) actors: usize,
    pub(crate) types: usize,
    /// Some false findings in their own words.
    pub(crate) samples: Vec<String>,
    /// The findings of the day, each with the attack of its last record.
    pub(crate) findings: Vec<(Option<usize>, Finding)>,
}

impl Outcome {
    /// False findings that somebody would have had to look at.
    pub(crate) fn false_alerts(&self) -> u64 {
        let of_level = |level: &str| matches!(level, "medium" | "high" | "critical");
        let rows = self.score.in_vain();
        rows.iter().filter(|row| of_level(&row.level)).map(|row| row.count).sum()
    }

    /// False findings of any level.
    pub(crate) fn false_findings(&self) -> u64 {
        self.score.in_vain().iter().map(|row| row.count).sum()
    }

    /// Attacks that no alert names a record of.
    pub(crate) fn missed(&self) -> Vec<&str> {
        let attacks = self.score.attacks().iter();
        attacks.filter(|one| one.found_by.is_empty()).map(|one| one.name.as_str()).collect()
    }
}

/// The rules that are shipped.
pub(crate) fn shipped() -> Arc<RuleSet> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let areas = fs::read_dir(&root).unwrap().map(|area| area.unwrap().path());
    let files = areas.filter(|path| path.is_dir()).flat_map(|area| fs::read_dir(area).unwrap());
    let mut paths: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    let named = paths.into_iter().filter(|path| path.extension().is_some_and(|end| end == "yml"));
    let texts = named.map(|path| (path.display().to_string(), fs::read_to_string(path).unwrap()));
    Arc::new(RuleSet::load(texts).unwrap_or_else(|problems| panic!("{problems:?}")))
}

/// Shows that day, and what comes before it, to the rules.
pub(crate) fn run(config: DayConfig, rules: Arc<RuleSet>) -> Outcome {
    let mut day = Day::new(config);
    let mut detector = Detector::new(rules);
    let mut outcome = Outcome {
        score: Score::new(day.attacks()),
        shown: 0,
        unparsed: 0,
        actors: 0,
        types: 0,
        samples: Vec::new(),
        findings: Vec::new(),
    };
    let (mut actors, mut types) = (BTreeSet::new(), BTreeSet::new());
    while let Some(record) = day.next() {
        let is_learning = day.is_learning(&record);
        let index = outcome.shown;
        outcome.shown += 1;
        let at = Timestamp::from_millisecond(record.at_ms).unwrap();
        let event = normalise::read(Way::of_source(record.source), at, &record.bytes);
        let findings = detector.observe(index, &event);
        if is_learning {
            continue;
        }
        outcome.unparsed += u64::from(!event.is_parsed());
        actors.extend(event.actor.id);
        types.extend(event.event_type);
        outcome.score.record(index, &record);
        for finding in findings {
            outcome.count(&finding, &record);
            outcome.findings.push((record.attack, finding));
        }
    }
    (outcome.actors, outcome.types) = (actors.len(), types.len());
    outcome
}

impl Outcome {
    fn count(&mut self, finding: &Finding, record: &Record) {
        let records: Vec<u64> = finding.records.iter().map(|record| record.index).collect();
        let raised = Raised {
            rule: &finding.title,
            level: finding.level.as_str(),
            is_alert: finding.level >= ALERT,
            at_ms: record.at_ms,
            records: &records,
        };
        if !self.score.finding(&raised) && self.samples.len() < 2_000 {
            self.samples.push(format!(
                "{}: {}: {}",
                finding.level.as_str(),
                finding.title,
                finding.summary
            ));
        }
    }
}
