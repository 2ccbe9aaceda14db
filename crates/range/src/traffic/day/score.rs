//! What a detector made of a day: which attacks it found, and what it raised for nothing.

use std::collections::BTreeMap;

use super::Record;

/// One attack, and how it was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AttackScore {
    /// Its name.
    pub name: String,
    /// How many records it left.
    pub records: u64,
    /// When its first record happened, in milliseconds since 1970.
    pub first_ms: Option<i64>,
    /// The rules that found it, each with the time from the attack's first record to its finding.
    pub found_by: BTreeMap<String, i64>,
}

impl AttackScore {
    /// The rule that found it first, and after how many milliseconds.
    pub fn first_found(&self) -> Option<(&str, i64)> {
        self.found_by.iter().min_by_key(|(_, delay)| **delay).map(|(rule, ms)| (rule.as_str(), *ms))
    }
}

/// Findings of one rule that belong to no attack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FalseFindings {
    /// Level of the rule, Sigma's word.
    pub level: String,
    /// Its title.
    pub rule: String,
    /// How many.
    pub count: u64,
}

/// A finding, as a detector raised it.
#[derive(Debug, Clone, Copy)]
pub struct Raised<'a> {
    /// The rule's title.
    pub rule: &'a str,
    /// Its level, Sigma's word.
    pub level: &'a str,
    /// Whether somebody is to look at it: only such findings find an attack.
    pub is_alert: bool,
    /// The time of the record that completed it, in milliseconds since 1970.
    pub at_ms: i64,
    /// Numbers of the records that made it.
    pub records: &'a [u64],
}

/// Counts records and findings of one day. The days before it are for learning:
/// show none of their findings.
#[derive(Debug)]
pub struct Score {
    attacks: Vec<AttackScore>,
    of_record: BTreeMap<u64, usize>,
    in_vain: BTreeMap<(String, String), u64>,
    by_source: BTreeMap<&'static str, u64>,
}

impl Score {
    /// Nothing seen yet; the names are those of [`super::Day::attacks`].
    pub fn new(attacks: Vec<String>) -> Self {
        let attacks =
            attacks.into_iter().map(|name| AttackScore { name, ..AttackScore::default() });
        Self {
            attacks: attacks.collect(),
            of_record: BTreeMap::new(),
            in_vain: BTreeMap::new(),
            by_source: BTreeMap::new(),
        }
    }

    /// A record of the day, under the number by which findings name it.
    pub fn record(&mut self, index: u64, record: &Record) {
        *self.by_source.entry(record.source).or_default() += 1;
        let Some(number) = record.attack else { return };
        self.of_record.insert(index, number);
        if let Some(attack) = self.attacks.get_mut(number) {
            attack.records += 1;
            attack.first_ms = attack.first_ms.or(Some(record.at_ms));
        }
    }

    /// A finding. Says whether a record of it belongs to an attack.
    pub fn finding(&mut self, raised: &Raised<'_>) -> bool {
        let mut is_right = false;
        for number in raised.records.iter().filter_map(|index| self.of_record.get(index)) {
            is_right = true;
            let Some(attack) = self.attacks.get_mut(*number).filter(|_| raised.is_alert) else {
                continue;
            };
            let delay_ms = raised.at_ms - attack.first_ms.unwrap_or(raised.at_ms);
            let rule = format!("{} ({})", raised.rule, raised.level);
            let known = attack.found_by.entry(rule).or_insert(delay_ms);
            *known = delay_ms.min(*known);
        }
        if !is_right {
            let key = (raised.level.to_owned(), raised.rule.to_owned());
            *self.in_vain.entry(key).or_default() += 1;
        }
        is_right
    }

    /// The attacks, in their order.
    pub fn attacks(&self) -> &[AttackScore] {
        &self.attacks
    }

    /// False findings by rule, the most first.
    pub fn in_vain(&self) -> Vec<FalseFindings> {
        let rows = self.in_vain.iter().map(|((level, rule), count)| FalseFindings {
            level: level.clone(),
            rule: rule.clone(),
            count: *count,
        });
        let mut rows: Vec<_> = rows.collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.count));
        rows
    }

    /// Records of the day, by source.
    pub fn by_source(&self) -> &BTreeMap<&'static str, u64> {
        &self.by_source
    }
}
