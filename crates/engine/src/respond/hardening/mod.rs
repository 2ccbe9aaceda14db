//! The hardening report: every recommendation of GitLab's that a machine can
//! check, beside what was seen (EN4, EN5).
//!
//! A check that falls short says why it matters and, where an act mends it, which
//! one and what undoes it; acts go through plan and approval as all others do.
//! What could not be seen is told as such and counts for nothing.
//!
//! Source: GitLab docs, `security/hardening` and the pages below it.

mod host;
mod instance;
mod push_rule;
mod sarif;
mod setting;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Act;
use super::plan::Text;
use super::standing::Tier;
pub use host::HostFacts;
pub use instance::{HookSeen, VariableSeen};
pub use push_rule::{PUSH_RULE_FIELDS, PushRuleSeen};
pub use sarif::sarif;
pub use setting::{Shortfall, fields, propose_hardening, shortfalls};

/// What a check is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// Settings of the instance.
    Settings,
    /// Rate limits.
    RateLimits,
    /// Keys, hooks and variables of the instance: CI/CD and what leaves it.
    Cicd,
    /// `gitlab.rb`.
    Configuration,
    /// SSH and the kernel.
    System,
}

impl Area {
    /// All, in reading order.
    pub const ALL: [Self; 5] =
        [Self::Settings, Self::RateLimits, Self::Cicd, Self::Configuration, Self::System];

    /// The word used in JSON and keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            Self::RateLimits => "rate_limits",
            Self::Cicd => "cicd",
            Self::Configuration => "configuration",
            Self::System => "system",
        }
    }
}

/// How a check stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stands {
    /// It falls short.
    Short,
    /// As recommended.
    Met,
    /// Nothing could be seen of it.
    Unseen,
}

impl Stands {
    /// The word used in JSON and keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Short => "short",
            Self::Met => "met",
            Self::Unseen => "unseen",
        }
    }
}

/// One recommendation, beside what was seen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Check {
    /// The same in every report: `setting.signup_enabled`, `sysctl.kernel.kptr_restrict`.
    pub id: String,
    /// What it is about.
    pub area: Area,
    /// The requirement behind it.
    pub requirement: &'static str,
    /// How it stands.
    pub stands: Stands,
    /// What was seen.
    pub observed: Value,
    /// What is recommended: a value, or a comparison.
    pub wanted: String,
    /// Why it matters.
    pub why: Text,
    /// The act that mends it; none = by hand.
    pub act: Option<Act>,
    /// The act that undoes that one.
    pub undo: Option<Act>,
    /// The page of GitLab's documentation.
    pub docs: &'static str,
}

/// What was seen of an instance; what is missing could not be.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Observed {
    /// Settings of the instance by GitLab's names.
    pub settings: Map<String, Value>,
    /// What was paid for.
    pub tier: Tier,
    /// Titles of the deploy keys that every project can take.
    pub public_deploy_keys: Option<Vec<String>>,
    /// System hooks.
    pub system_hooks: Option<Vec<HookSeen>>,
    /// CI/CD variables of the whole instance.
    pub variables: Option<Vec<VariableSeen>>,
    /// Push rules of groups and projects.
    pub push_rules: Option<Vec<PushRuleSeen>>,
    /// What a bundle of the host tells.
    pub host: Option<HostFacts>,
}

/// How far the recommendations are followed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Met of those that could be seen, in percent, rounded down.
    pub percent: u64,
    /// Checks that are met.
    pub met: u64,
    /// Checks that fall short.
    pub short: u64,
    /// Checks of which nothing could be seen.
    pub unseen: u64,
    /// By area; what falls short first.
    pub checks: Vec<Check>,
}

/// Compares what was seen with every recommendation.
pub fn report(observed: &Observed) -> Report {
    let mut checks = setting::checks(&observed.settings, observed.tier);
    checks.extend(instance::checks(observed));
    checks.extend(push_rule::checks(observed.push_rules.as_deref(), observed.tier));
    checks.extend(host::checks(observed.host.as_ref()));
    // Stable: within an area the most telling stay first.
    checks.sort_by_key(|check| (check.area, check.stands));
    let count = |stands| {
        let of = checks.iter().filter(|check| check.stands == stands).count();
        u64::try_from(of).unwrap_or(u64::MAX)
    };
    let (met, short, unseen) = (count(Stands::Met), count(Stands::Short), count(Stands::Unseen));
    let percent = met.saturating_mul(100).checked_div(met.saturating_add(short)).unwrap_or(0);
    Report { percent, met, short, unseen, checks }
}

impl Report {
    /// The acts that mend these checks: all that have one when none is named.
    ///
    /// # Errors
    /// The first name that is no check with an act.
    pub fn acts(&self, ids: &[String]) -> Result<Vec<Act>, String> {
        if ids.is_empty() {
            return Ok(self.checks.iter().filter_map(|check| check.act.clone()).collect());
        }
        let act = |id: &String| {
            let check = self.checks.iter().find(|check| check.id == *id);
            let act = check.and_then(|check| check.act.clone());
            act.ok_or_else(|| id.clone())
        };
        ids.iter().map(act).collect()
    }
}
