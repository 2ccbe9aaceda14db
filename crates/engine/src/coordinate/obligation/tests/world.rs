//! Cases for tests, made of journal entries only.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::super::{Entry as Obligation, Policy};
use crate::coordinate::calendar::Calendars;
use crate::coordinate::dive::tests::shipped_desk;
use crate::coordinate::due::Clockwork;
use crate::coordinate::duty::{self, OnCall, Roster};
use crate::coordinate::journal::{Entry, Fact, FactKind};
use crate::coordinate::severity::{self, Severity};
use crate::coordinate::update::{self, StatusUpdate};
use crate::coordinate::{
    Case, CaseId, CaseKind, Cases, Circumstance, Phase, Share, What, regulation,
};
use crate::respond::Deployment;

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn later(from: Timestamp, minutes: i64) -> Timestamp {
    from + SignedDuration::from_mins(minutes)
}

/// A journal with the cases that it adds up to, and what clocks go by.
pub(crate) struct World {
    pub(crate) log: Vec<Entry>,
    /// Indexes of a case's entries.
    pub(crate) of_case: BTreeMap<u32, Vec<usize>>,
    pub(crate) cases: Cases,
    pub(crate) clockwork: Clockwork,
    pub(crate) duties: duty::Policy,
    pub(crate) on_call: OnCall,
    severity: severity::Policy,
}

impl World {
    pub(crate) fn new(preset: &str) -> Self {
        let stakeholders = Policy::presets().unwrap().remove(preset).unwrap();
        let regulations = regulation::Policy::shipped().unwrap();
        let calendars = Calendars::shipped().unwrap();
        Self {
            log: Vec::new(),
            of_case: BTreeMap::new(),
            cases: Cases::default(),
            clockwork: Clockwork { stakeholders, regulations, calendars, desk: shipped_desk() },
            duties: duty::Policy::shipped().unwrap(),
            on_call: OnCall::default(),
            severity: severity::Policy::shipped().unwrap(),
        }
    }

    pub(crate) fn roster(&self) -> Roster<'_> {
        Roster { policy: &self.duties, on_call: &self.on_call }
    }

    pub(crate) fn case(&self, id: u32) -> &Case {
        &self.cases.cases[&CaseId(id)]
    }

    pub(crate) fn say(&mut self, at: Timestamp, id: u32, what: What) {
        let entry = Entry { recorded_at: at, by: "sam".to_owned(), case: Some(CaseId(id)), what };
        self.cases.apply(u64::try_from(self.log.len()).unwrap(), &entry);
        self.of_case.entry(id).or_default().push(self.log.len());
        self.log.push(entry);
    }

    pub(crate) fn open(&mut self, at: Timestamp, id: u32) {
        let (title, kind) = ("A case".to_owned(), CaseKind::CompromisedInstance);
        self.say(at, id, What::CaseOpened { title, kind, finding: None });
    }

    pub(crate) fn graded(&mut self, at: Timestamp, id: u32, level: Severity) {
        let deployment = Deployment::SelfManaged;
        let computed = severity::compute(self.case(id), &self.cases, &self.severity, deployment);
        let reason = Some("as it looks".to_owned());
        self.say(at, id, What::Severity(severity::Entry::Set { level, computed, reason }));
    }

    pub(crate) fn state(&mut self, at: Timestamp, id: u32, circumstance: Circumstance) {
        let kind = FactKind::Circumstance { circumstance, holds: true };
        self.say(at, id, What::FactStated { fact: Fact { kind, source: "sam".to_owned() } });
    }

    pub(crate) fn tell_by_hand(&mut self, at: Timestamp, id: u32, row: &str) {
        let (row, recipients, how) = (row.to_owned(), BTreeSet::new(), "by phone".to_owned());
        self.say(at, id, What::Obligation(Obligation::Told { row, recipients, at, how }));
    }

    pub(crate) fn publish(&mut self, at: Timestamp, id: u32, recipients: &[&str]) {
        let number = self.case(id).concerns.update.next_number();
        let status = StatusUpdate {
            users: Share::Some,
            next_at: Some(later(at, 60)),
            is_final: false,
            language: crate::coordinate::communication::Language::En,
            texts: BTreeMap::new(),
        };
        let recipients = recipients.iter().map(ToString::to_string).collect();
        let channels = BTreeSet::new();
        let what = update::Entry::Published { number, status, recipients, channels, despite: None };
        self.say(at, id, What::Update(what));
    }

    pub(crate) fn close(&mut self, at: Timestamp, id: u32) {
        self.say(at, id, What::PhaseMoved { phase: Phase::Closed });
    }

    /// Says what is to be said, until nothing is left.
    pub(crate) fn tick(&mut self, now: Timestamp, id: u32) -> Vec<What> {
        let mut all = Vec::new();
        loop {
            let said = self.clockwork.tick(self.case(id), self.roster(), now);
            if said.is_empty() {
                return all;
            }
            for what in said {
                self.say(now, id, what.clone());
                all.push(what);
            }
        }
    }

    pub(crate) fn wakes_at(&self, now: Timestamp, id: u32) -> Option<Timestamp> {
        self.clockwork.wakes_at(self.case(id), self.roster(), now)
    }

    /// Lets the clocks run until then.
    pub(crate) fn run_until(&mut self, from: Timestamp, to: Timestamp, id: u32) -> Vec<What> {
        let mut all = self.tick(from, id);
        let mut now = from;
        while let Some(next) = self.wakes_at(now, id).filter(|next| *next <= to) {
            now = next;
            all.extend(self.tick(now, id));
        }
        all
    }
}

/// What came due: row, recipient, when.
pub(crate) fn dues(said: &[What]) -> Vec<(String, String)> {
    said.iter()
        .filter_map(|what| match what {
            What::Obligation(Obligation::Due { occurrence, due_at, .. }) => {
                Some((occurrence.to_string(), due_at.to_string()))
            }
            _others => None,
        })
        .collect()
}
