//! What GitLab recommends for the settings of an instance, as data (EN4, EN5).
//!
//! A recommendation is compared with what is set; what falls short becomes an
//! act that a person may choose. Nothing is changed by itself.
//!
//! Source: GitLab docs, `security/hardening_application_recommendations`,
//! `administration/reporting/git_abuse_rate_limit`, `ci/jobs/ci_job_token`.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Area, Check, Stands};
use crate::respond::act::{Act, ChangeSettings, SettingsOf};
use crate::respond::plan::Text;
use crate::respond::setting::is_same_value;
use crate::respond::standing::Tier;

/// What a setting should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Want {
    On,
    Off,
    Word(&'static str),
    /// A number: this or more; 0 stands for "no limit" and is too little.
    AtLeast(i64),
    /// A number: this or less.
    AtMost(i64),
    /// A number: exactly this, or -1, which forbids.
    Exactly(i64),
    /// Some number that is not 0: this one where nobody chose.
    Some(i64),
    /// A list that has this word.
    Has(&'static str),
    /// A list without anything: what is needed is let in by name.
    Empty,
    /// Something of the operator's own choice, but not nothing: no value can be proposed.
    Chosen,
}

/// The page of GitLab's documentation.
const SETTINGS_DOCS: &str = "security/hardening_application_recommendations";

impl Want {
    /// As a person reads it beside the field's name: a value, or a comparison.
    fn in_words(self) -> String {
        match self {
            Self::On => "true".to_owned(),
            Self::Off => "false".to_owned(),
            Self::Word(word) => word.to_owned(),
            Self::AtLeast(least) => format!(">= {least}"),
            Self::AtMost(most) => format!("<= {most}"),
            Self::Exactly(wanted) => wanted.to_string(),
            Self::Some(chosen) => format!("> 0 ({chosen})"),
            Self::Has(word) => format!("[…, {word}]"),
            Self::Empty => "[]".to_owned(),
            Self::Chosen => "…".to_owned(),
        }
    }

    /// The value to set, where the present one falls short.
    fn better_than(self, now: &Value) -> Option<Value> {
        let number = now.as_i64().unwrap_or_default();
        let (is_met, value) = match self {
            Self::On => (now.as_bool() == Some(true), json!(true)),
            Self::Off => (is_same_value(now, &json!(false)), json!(false)),
            Self::Word(word) => (now.as_str() == Some(word), json!(word)),
            Self::AtLeast(least) => (number >= least || number == -1, json!(least)),
            Self::AtMost(most) => (now.is_number() && number <= most, json!(most)),
            Self::Exactly(wanted) => (number == wanted || number == -1, json!(wanted)),
            Self::Some(chosen) => (number > 0, json!(chosen)),
            Self::Has(word) => {
                let mut items = now.as_array().cloned().unwrap_or_default();
                let has = items.contains(&json!(word));
                items.push(json!(word));
                (has, Value::Array(items))
            }
            Self::Empty => (now.as_array().is_none_or(Vec::is_empty), json!([])),
            Self::Chosen => (!is_same_value(now, &Value::Null), Value::Null),
        };
        (!is_met).then_some(value)
    }
}

/// One recommendation.
#[derive(Clone, Copy)]
struct Recommendation {
    field: &'static str,
    want: Want,
    why: fn() -> Text,
    requirement: &'static str,
    tier: Tier,
}

const fn row(field: &'static str, want: Want, why: fn() -> Text) -> Recommendation {
    Recommendation { field, want, why, requirement: "EN4", tier: Tier::Free }
}

const fn from_tier(tier: Tier, row: Recommendation) -> Recommendation {
    Recommendation { tier, ..row }
}

const fn behind(requirement: &'static str, row: Recommendation) -> Recommendation {
    Recommendation { requirement, ..row }
}

fn sign_up() -> Text {
    Text::of("harden-sign-up", [])
}
fn passwords() -> Text {
    Text::of("harden-passwords", [])
}
fn two_factor() -> Text {
    Text::of("harden-two-factor", [])
}
fn admin_mode() -> Text {
    Text::of("harden-admin-mode", [])
}
fn notice() -> Text {
    Text::of("harden-notice", [])
}
fn visibility() -> Text {
    Text::of("harden-visibility", [])
}
fn keys() -> Text {
    Text::of("harden-keys", [])
}
fn outgoing() -> Text {
    Text::of("harden-outgoing", [])
}
fn limits() -> Text {
    Text::of("harden-limits", [])
}
fn downloads() -> Text {
    Text::of("harden-downloads", [])
}
fn third_parties() -> Text {
    Text::of("harden-third-parties", [])
}
fn feed_token() -> Text {
    Text::of("harden-feed-token", [])
}
fn versions() -> Text {
    Text::of("harden-versions", [])
}
fn domains() -> Text {
    Text::of("harden-domains", [])
}
fn git_protocol() -> Text {
    Text::of("harden-git-protocol", [])
}
fn imports() -> Text {
    Text::of("harden-imports", [])
}
fn addresses() -> Text {
    Text::of("harden-addresses", [])
}
fn job_tokens() -> Text {
    Text::of("harden-job-tokens", [])
}

/// Settings of the instance, most telling first.
const RECOMMENDATIONS: &[Recommendation] = &[
    behind("UA4", row("require_two_factor_authentication", Want::On, two_factor)),
    behind("UA4", row("two_factor_grace_period", Want::AtMost(8), two_factor)),
    row("admin_mode", Want::On, admin_mode),
    row("signup_enabled", Want::Off, sign_up),
    row("email_confirmation_setting", Want::Word("hard"), sign_up),
    row("minimum_password_length", Want::AtLeast(12), passwords),
    from_tier(Tier::Premium, row("password_number_required", Want::On, passwords)),
    from_tier(Tier::Premium, row("password_uppercase_required", Want::On, passwords)),
    from_tier(Tier::Premium, row("password_lowercase_required", Want::On, passwords)),
    from_tier(Tier::Premium, row("password_symbol_required", Want::On, passwords)),
    row("notify_on_unknown_sign_in", Want::On, notice),
    row("default_project_visibility", Want::Word("private"), visibility),
    row("default_snippet_visibility", Want::Word("private"), visibility),
    row("default_group_visibility", Want::Word("private"), visibility),
    row("restricted_visibility_levels", Want::Has("public"), visibility),
    row("dsa_key_restriction", Want::Exactly(-1), keys),
    row("rsa_key_restriction", Want::AtLeast(2048), keys),
    row("ecdsa_key_restriction", Want::Exactly(-1), keys),
    row("ecdsa_sk_key_restriction", Want::Exactly(-1), keys),
    row("ed25519_key_restriction", Want::AtLeast(256), keys),
    row("ed25519_sk_key_restriction", Want::AtLeast(256), keys),
    row("disable_feed_token", Want::On, feed_token),
    row("gravatar_enabled", Want::Off, third_parties),
    row("domain_allowlist", Want::Chosen, domains),
    row("enabled_git_access_protocol", Want::Chosen, git_protocol),
    row("globally_allowed_ips", Want::Chosen, addresses),
    row("import_sources", Want::Empty, imports),
    row("version_check_enabled", Want::On, versions),
    row("allow_local_requests_from_web_hooks_and_services", Want::Off, outgoing),
    row("dns_rebinding_protection_enabled", Want::On, outgoing),
    row("throttle_authenticated_api_enabled", Want::On, limits),
    row("throttle_authenticated_web_enabled", Want::On, limits),
    row("throttle_unauthenticated_api_enabled", Want::On, limits),
    row("throttle_unauthenticated_web_enabled", Want::On, limits),
    row("throttle_authenticated_git_http_enabled", Want::On, limits),
    row("throttle_unauthenticated_git_http_enabled", Want::On, limits),
    row("throttle_authenticated_git_lfs_enabled", Want::On, limits),
    row("throttle_authenticated_packages_api_enabled", Want::On, limits),
    row("throttle_unauthenticated_packages_api_enabled", Want::On, limits),
    row("throttle_authenticated_files_api_enabled", Want::On, limits),
    row("throttle_unauthenticated_files_api_enabled", Want::On, limits),
    row("throttle_authenticated_deprecated_api_enabled", Want::On, limits),
    row("throttle_unauthenticated_deprecated_api_enabled", Want::On, limits),
    row("throttle_protected_paths_enabled", Want::On, limits),
    behind("CI13", row("enforce_ci_inbound_job_token_scope_enabled", Want::On, job_tokens)),
    behind(
        "EN5",
        from_tier(
            Tier::Ultimate,
            row("max_number_of_repository_downloads", Want::Some(100), downloads),
        ),
    ),
    behind(
        "EN5",
        from_tier(
            Tier::Ultimate,
            row(
                "max_number_of_repository_downloads_within_time_period",
                Want::Some(3600),
                downloads,
            ),
        ),
    ),
];

/// A setting that falls short of what is recommended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shortfall {
    /// GitLab's field name.
    pub field: &'static str,
    /// What it is.
    pub now: Value,
    /// What it should be; nothing = of the operator's own choice.
    pub wanted: Value,
    /// Why, in words for people.
    pub why: Text,
    /// The requirement behind it.
    pub requirement: &'static str,
}

/// What of these settings of the instance falls short. A field that GitLab did
/// not tell (another tier, another version) is left out.
pub fn shortfalls(current: &Map<String, Value>) -> Vec<Shortfall> {
    let short = |row: &Recommendation| {
        let now = current.get(row.field)?;
        let wanted = row.want.better_than(now)?;
        let (field, requirement) = (row.field, row.requirement);
        Some(Shortfall { field, now: now.clone(), wanted, why: (row.why)(), requirement })
    };
    RECOMMENDATIONS.iter().filter_map(short).collect()
}

/// Every recommendation of a tier beside what is set; a field that GitLab did not
/// tell is not seen.
pub(super) fn checks(current: &Map<String, Value>, tier: Tier) -> Vec<Check> {
    let on_tier = |row: &&Recommendation| tier == Tier::Unknown || row.tier <= tier;
    RECOMMENDATIONS.iter().filter(on_tier).map(|row| check(row, current)).collect()
}

fn check(row: &Recommendation, current: &Map<String, Value>) -> Check {
    let now = current.get(row.field);
    let wanted = now.map(|now| row.want.better_than(now));
    let stands = match &wanted {
        None => Stands::Unseen,
        Some(None) => Stands::Met,
        Some(Some(_)) => Stands::Short,
    };
    let change = |value: &Value| {
        let set = BTreeMap::from([(row.field.to_owned(), value.clone())]);
        Act::ChangeSettings(ChangeSettings { of: SettingsOf::Instance, name: None, set })
    };
    let wanted = wanted.flatten().filter(|value| !value.is_null());
    Check {
        id: format!("setting.{}", row.field),
        area: if row.field.starts_with("throttle_") { Area::RateLimits } else { Area::Settings },
        requirement: row.requirement,
        stands,
        observed: now.cloned().unwrap_or_default(),
        wanted: row.want.in_words(),
        why: (row.why)(),
        act: wanted.as_ref().map(change),
        undo: wanted.as_ref().and(now).map(change),
        docs: SETTINGS_DOCS,
    }
}

/// The fields that are looked at on a tier.
pub fn fields(tier: Tier) -> impl Iterator<Item = &'static str> {
    RECOMMENDATIONS
        .iter()
        .filter(move |row| tier == Tier::Unknown || row.tier <= tier)
        .map(|row| row.field)
}

/// One act for each setting that falls short, to choose from.
pub fn propose_hardening(current: &Map<String, Value>) -> Vec<Act> {
    shortfalls(current)
        .into_iter()
        .filter(|short| !short.wanted.is_null())
        .map(|short| {
            let set = BTreeMap::from([(short.field.to_owned(), short.wanted)]);
            Act::ChangeSettings(ChangeSettings { of: SettingsOf::Instance, name: None, set })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{RECOMMENDATIONS, propose_hardening, shortfalls};
    use crate::respond::{Act, Seen};

    fn current(value: serde_json::Value) -> serde_json::Map<String, serde_json::Value> {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn what_falls_short_is_named_with_the_value_that_would_do() {
        let short = shortfalls(&current(json!({
            "signup_enabled": true,
            "admin_mode": true,
            "two_factor_grace_period": 48,
            "restricted_visibility_levels": ["internal"],
            "rsa_key_restriction": 0,
            "dsa_key_restriction": -1,
            "max_number_of_repository_downloads": 0,
        })));
        let found: Vec<_> = short.iter().map(|short| (short.field, short.wanted.clone())).collect();
        assert_eq!(
            found,
            [
                ("two_factor_grace_period", json!(8)),
                ("signup_enabled", json!(false)),
                ("restricted_visibility_levels", json!(["internal", "public"])),
                ("rsa_key_restriction", json!(2048)),
                ("max_number_of_repository_downloads", json!(100)),
            ]
        );
    }

    #[test]
    fn a_hardened_instance_needs_nothing_more() {
        let mut settings = current(json!({}));
        for row in RECOMMENDATIONS {
            settings.insert(row.field.to_owned(), json!(null));
        }
        let acts = propose_hardening(&settings);
        assert!(acts.len() > 25, "{}", acts.len());
        for act in &acts {
            let Act::ChangeSettings(change) = act else { panic!("{act:?}") };
            settings.extend(change.set.clone());
            let now = Seen::Fields { values: change.set.clone() };
            assert!(act.is_already_so(&now));
        }
        assert_eq!(propose_hardening(&settings), []);
    }
}
