//! How far GitLab's recommendations are followed: read, compared, kept as a
//! score over time; what falls short becomes a plan (EN4, EN5).

use std::collections::BTreeMap;

use engine::coordinate::instance::{Entry, Score};
use engine::coordinate::{CaseId, Cases, What};
use engine::respond::act::SettingsOf;
use engine::respond::hardening::{
    self, HookSeen, HostFacts, Observed, PushRuleSeen, Report, Stands, VariableSeen,
};
use engine::respond::{Seen, Standing, Tier};
use event::{GroupId, ProjectId};
use futures::StreamExt as _;
use gitlab::{Client, GitLabError, Group, Home, Project};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::cases::case_for;
use super::error::allow;
use super::{App, AppError, Proposed};
use crate::app::input;
use crate::person::{Permission, Person};
use crate::work::act;
use crate::work::writer::full_text;

/// Names of failing checks in the journal; a report has less than this.
const FAILING_MAX: usize = 500;

/// Groups, and projects, whose push rules are looked at: each is a call.
const PUSH_RULES_MAX: usize = 50;
/// So many at once.
const PUSH_RULES_AT_ONCE: usize = 8;

/// What is to be measured.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Measure {
    /// The case that it belongs to, if it does.
    #[schema(value_type = Option<String>)]
    pub case: Option<String>,
    /// What a bundle of the host tells: `sysctl`, `sshd`, `gitlab_rb`.
    #[schema(value_type = Option<Object>)]
    pub host: Option<HostFacts>,
    /// Only compare: keep no score.
    pub only_show: bool,
}

/// A report, with earlier scores.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HardeningReport {
    /// The report.
    #[serde(flatten)]
    pub report: Report,
    /// What could not be read, and why.
    pub gaps: Vec<String>,
    /// Earlier scores, the oldest first.
    pub history: Vec<Score>,
}

impl App {
    /// Compares what GitLab tells now with every recommendation. Keeps nothing.
    pub async fn hardening(
        &self,
        person: &Person,
        host: Option<HostFacts>,
    ) -> Result<HardeningReport, AppError> {
        allow(person, Permission::Survey)?;
        let (observed, gaps) = self.observed(host).await?;
        let history = self.inner.journal.read(|cases| cases.hardening.clone());
        Ok(HardeningReport { report: hardening::report(&observed), gaps, history })
    }

    /// The same, kept as a score in the journal.
    pub async fn measure_hardening(
        &self,
        person: &Person,
        case: Option<CaseId>,
        host: Option<HostFacts>,
    ) -> Result<HardeningReport, AppError> {
        allow(person, Permission::WriteCase)?;
        let mut found = self.hardening(person, host).await?;
        let report = &found.report;
        let short = report.checks.iter().filter(|check| check.stands == Stands::Short);
        let entry = Entry::HardeningMeasured {
            met: report.met,
            short: report.short,
            unseen: report.unseen,
            failing: short.take(FAILING_MAX).map(|check| check.id.clone()).collect(),
        };
        let measuring = |cases: &Cases, _now| {
            case.map_or(Ok(()), |case| case_for(cases, person, case).map(drop))?;
            Ok((vec![(case, What::Instance(entry))], ()))
        };
        self.inner.journal.decide(&person.name, measuring).await?;
        found.history = self.inner.journal.read(|cases| cases.hardening.clone());
        Ok(found)
    }

    /// Proposes a plan of the acts that mend these checks; of all that have one
    /// when none is named.
    pub async fn propose_hardening(
        &self,
        person: &Person,
        case: CaseId,
        checks: &[String],
    ) -> Result<Proposed, AppError> {
        allow(person, Permission::Plan)?;
        let (observed, _) = self.observed(None).await?;
        let acts = hardening::report(&observed)
            .acts(checks)
            .map_err(|why| AppError::invalid("checks", input::given("check", &why)))?;
        self.propose_acts(person, case, acts).await
    }

    /// What can be seen of the instance; what may not be read is a gap.
    async fn observed(&self, host: Option<HostFacts>) -> Result<(Observed, Vec<String>), AppError> {
        let client = self.gitlab()?;
        let standing = self.our_standing().await?.standing;
        let tier = standing.tier;
        let mut gaps = Vec::new();
        let fields: Vec<&str> = hardening::fields(Tier::Unknown).collect();
        let settings = act::settings::read(client, SettingsOf::Instance, &fields).await;
        let settings = match settings {
            Ok(Seen::Fields { values }) => values.into_iter().collect(),
            Ok(_nothing) => serde_json::Map::new(),
            Err(error) => {
                gaps.push(format!("settings: {}", full_text(&error)));
                serde_json::Map::new()
            }
        };
        let mut gap = |what: &str, error: &GitLabError| {
            gaps.push(format!("{what}: {}", full_text(error)));
        };
        let keys = client.public_deploy_keys().await.map_err(|why| gap("deploy keys", &why)).ok();
        let hooks = client.hooks(Home::Instance).await.map_err(|why| gap("hooks", &why)).ok();
        let variables =
            client.variables(Home::Instance).await.map_err(|why| gap("variables", &why)).ok();
        let variable = |one: gitlab::Variable| VariableSeen {
            key: one.key,
            masked: one.masked,
            protected: one.protected,
        };
        let push_rules = match tier {
            Tier::Free => None,
            Tier::Unknown | Tier::Premium | Tier::Ultimate => {
                let read = push_rules(client, &standing, &mut gaps).await;
                read.unwrap_or_else(|why| {
                    gaps.push(format!("push rules: {}", full_text(&why)));
                    None
                })
            }
        };
        let observed = Observed {
            settings,
            tier,
            public_deploy_keys: keys.map(|keys| keys.into_iter().map(|key| key.title).collect()),
            system_hooks: hooks.map(|hooks| hooks.iter().map(hook).collect()),
            variables: variables.map(|all| all.into_iter().map(variable).collect()),
            push_rules,
            host,
        };
        Ok((observed, gaps))
    }
}

/// The push rules of top-level groups and of the projects that are worked on; nothing
/// where GitLab has none.
async fn push_rules(
    client: &Client,
    standing: &Standing,
    gaps: &mut Vec<String>,
) -> Result<Option<Vec<PushRuleSeen>>, GitLabError> {
    let (groups, is_all) = client.top_level_groups(PUSH_RULES_MAX, standing.is_admin).await?;
    let projects = client.active_projects(PUSH_RULES_MAX, standing.is_admin).await?;
    if !is_all || !projects.1 || groups.len().max(projects.0.len()) > PUSH_RULES_MAX {
        gaps.push(format!("push rules: only {PUSH_RULES_MAX} groups and projects were looked at"));
    }
    let group = |one: Group| (SettingsOf::GroupPushRule { group: GroupId(one.id) }, one.full_path);
    let project = |one: Project| {
        let of = SettingsOf::ProjectPushRule { project: ProjectId(one.id) };
        (of, one.path_with_namespace)
    };
    let groups = groups.into_iter().take(PUSH_RULES_MAX).map(group);
    let places = groups.chain(projects.0.into_iter().take(PUSH_RULES_MAX).map(project));
    let reading = places.map(|(of, path)| async move {
        let seen = act::settings::read(client, of, &hardening::PUSH_RULE_FIELDS).await;
        (of, path, seen)
    });
    let read: Vec<_> = futures::stream::iter(reading).buffered(PUSH_RULES_AT_ONCE).collect().await;
    // A group without a rule answers as one on a tier that has none.
    let is_licensed = standing.tier >= Tier::Premium
        || read.iter().any(|(_, _, seen)| matches!(seen, Ok(Seen::Fields { .. })));
    let mut rules = Vec::with_capacity(read.len());
    for (of, path, seen) in read {
        match (of, seen) {
            (_, Ok(Seen::Fields { values: set })) => rules.push(PushRuleSeen { of, path, set }),
            (SettingsOf::GroupPushRule { .. }, Ok(_none)) => {
                rules.push(PushRuleSeen { of, path, set: BTreeMap::new() });
            }
            (_, Ok(_gone)) => {}
            (_, Err(why)) => gaps.push(format!("push rule of {path}: {}", full_text(&why))),
        }
    }
    Ok((is_licensed && !rules.is_empty()).then_some(rules))
}

fn hook(hook: &gitlab::Hook) -> HookSeen {
    let address = url::Url::parse(&hook.url).ok();
    let host = address.as_ref().and_then(url::Url::host_str).unwrap_or_default().to_owned();
    let is_tls = address.is_some_and(|address| address.scheme() == "https");
    let is_checked =
        hook.settings.get("enable_ssl_verification").and_then(Value::as_bool) != Some(false);
    HookSeen { id: hook.id, host, is_safe: is_tls && is_checked }
}
