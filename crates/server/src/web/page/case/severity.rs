//! How grave the case is: shown in the header, set and argued with by forms;
//! and what holds of the incident as a whole.

use axum::extract::State;
use engine::coordinate::circumstance::Details;
use engine::coordinate::severity::{Inputs, Severity};
use engine::coordinate::{Case, Circumstance, DataClass, Share};
use jiff::Timestamp;
use serde::Deserialize;

use super::super::{Answer, done};
use super::id_of;
use crate::app::input;
use crate::app::{SeverityView, Statement};
use crate::web::Web;
use crate::web::form::{Form, Place, filled};
use crate::web::moment::Moment;
use crate::web::naming;
use crate::web::problem::Fault;
use crate::web::visitor::SignedIn;
use crate::web::words::Words;

/// A severity by letter, shape and word.
pub(in crate::web::page) struct Badge {
    pub(in crate::web::page) name: &'static str,
    pub(in crate::web::page) letter: &'static str,
    pub(in crate::web::page) mark: &'static str,
    pub(in crate::web::page) word: String,
}

pub(in crate::web::page) fn badge(words: &Words, level: Severity) -> Badge {
    Badge {
        name: level.as_str(),
        letter: level.letter(),
        mark: naming::severity_mark(level),
        word: naming::severity(words, level),
    }
}

/// The section on severity.
pub(super) struct SeveritySection {
    pub(super) level: Option<Badge>,
    pub(super) computed: Badge,
    pub(super) rule: String,
    pub(super) inputs: Vec<(String, String)>,
    /// A person's word against the table.
    pub(super) overridden: Option<String>,
    pub(super) history: Vec<ChangeLine>,
    pub(super) levels: Vec<(&'static str, String)>,
    pub(super) may_set: bool,
    pub(super) who_may: String,
    pub(super) communications_since: Option<Moment>,
}

pub(super) struct ChangeLine {
    pub(super) when: Moment,
    pub(super) badge: Badge,
    pub(super) by: String,
    pub(super) rule: String,
    pub(super) reason: Option<String>,
}

/// What holds of the incident, for the header and the form.
pub(super) struct CircumstanceSection {
    pub(super) held: Vec<(&'static str, String)>,
    pub(super) all: Vec<(&'static str, String)>,
    pub(super) classes: Vec<(&'static str, String)>,
    pub(super) shares: Vec<(&'static str, String)>,
    pub(super) is_confidential: bool,
}

pub(super) fn section(words: &Words, found: &SeverityView, now: Timestamp) -> SeveritySection {
    let word = |duty: &String| naming::duty(words, duty, None);
    let overridden = found.overridden.as_ref().map(|held| {
        words.t2("severity-overridden", ("name", held.by.clone()), ("reason", held.reason.clone()))
    });
    let line = |change: &engine::coordinate::severity::Change| ChangeLine {
        when: Moment::of(words, change.at, now),
        badge: badge(words, change.level),
        by: change.by.clone(),
        rule: change.rule.clone(),
        reason: change.reason.clone(),
    };
    SeveritySection {
        level: found.level.map(|level| badge(words, level)),
        computed: badge(words, found.computed.level),
        rule: found.computed.rule.clone(),
        inputs: inputs(words, &found.computed.inputs),
        overridden,
        history: found.history.iter().rev().map(line).collect(),
        levels: Severity::ALL
            .into_iter()
            .rev()
            .map(|level| {
                (level.as_str(), format!("{} {}", level.letter(), naming::severity(words, level)))
            })
            .collect(),
        may_set: found.may_set,
        who_may: found.set_by.iter().map(word).collect::<Vec<_>>().join(", "),
        communications_since: found.communications_since.map(|at| Moment::of(words, at, now)),
    }
}

/// What the table looked at, as far as it is known.
fn inputs(words: &Words, inputs: &Inputs) -> Vec<(String, String)> {
    let mut told = vec![(words.t("severity-input-scenario"), naming::kind(words, inputs.scenario))];
    let mut tell = |key: &str, value: Option<String>| {
        told.push((words.t(key), value.unwrap_or_else(|| words.t("severity-input-unknown"))));
    };
    tell(
        "severity-input-credential",
        inputs.credential.map(|kind| {
            words.t(format!("severity-credential-{}", kind.as_str().replace('_', "-")))
        }),
    );
    tell(
        "severity-input-privilege",
        inputs.privilege.map(|one| words.t(format!("severity-privilege-{}", one.as_str()))),
    );
    tell(
        "severity-input-reach",
        inputs.reach.map(|reach| words.t(format!("severity-reach-{}", reach_word(reach)))),
    );
    let exploited =
        if inputs.is_exploited { "severity-exploited-yes" } else { "severity-exploited-no" };
    tell("severity-input-exploited", Some(words.t(exploited)));
    let data: Vec<String> = inputs.data.iter().map(|class| class_word(words, *class)).collect();
    if !data.is_empty() {
        tell("severity-input-data", Some(data.join(", ")));
    }
    told
}

fn reach_word(reach: engine::respond::gate::ExposureReach) -> &'static str {
    use engine::respond::gate::ExposureReach;
    match reach {
        ExposureReach::Private => "private",
        ExposureReach::Internal => "internal",
        ExposureReach::Public => "public",
    }
}

fn class_word(words: &Words, class: DataClass) -> String {
    words.t(format!("data-class-{}", class.as_str().replace('_', "-")))
}

fn share_word(words: &Words, share: Share) -> String {
    words.t(format!("share-{}", share.as_str()))
}

fn name_word(words: &Words, name: &str) -> String {
    words.t(format!("circumstance-{}", name.replace('_', "-")))
}

/// A circumstance with its details.
fn told(words: &Words, circumstance: &Circumstance) -> String {
    let name = name_word(words, circumstance.as_str());
    let detail = match circumstance {
        Circumstance::DataBreach { classes } => {
            let classes: Vec<_> = classes.iter().map(|class| class_word(words, *class)).collect();
            Some(classes.join(", "))
        }
        Circumstance::RemoteCodeExecution { exploited: true } => {
            Some(words.t("circumstance-exploited"))
        }
        Circumstance::CustomersImpacted { paying: true } => Some(words.t("circumstance-paying")),
        Circumstance::UsersImpacted { share } => Some(share_word(words, *share)),
        Circumstance::PolicyViolated { policy } => Some(policy.clone()),
        Circumstance::RemoteCodeExecution { exploited: false }
        | Circumstance::CustomersImpacted { paying: false }
        | Circumstance::PubliclyReported
        | Circumstance::AnnouncementRequired
        | Circumstance::ImpactDetermined
        | Circumstance::ServiceDegraded
        | Circumstance::Confidential => None,
    };
    detail.map_or_else(
        || name.clone(),
        |detail| words.t2("circumstance-with", ("name", name.clone()), ("detail", detail)),
    )
}

pub(super) fn circumstances(words: &Words, case: &Case) -> CircumstanceSection {
    let held = case.circumstances();
    CircumstanceSection {
        is_confidential: held.contains_key("confidential"),
        held: held.iter().map(|(name, one)| (*name, told(words, one))).collect(),
        all: Circumstance::NAMES.map(|name| (name, name_word(words, name))).into(),
        classes: DataClass::ALL.map(|class| (class.as_str(), class_word(words, class))).into(),
        shares: Share::ALL.map(|share| (share.as_str(), share_word(words, share))).into(),
    }
}

#[derive(Deserialize)]
pub(super) struct SeverityForm {
    #[serde(default)]
    level: String,
    #[serde(default)]
    reason: String,
}

pub(super) async fn set(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<SeverityForm>,
) -> Answer {
    let case = id_of(&id)?;
    let level = match filled(&form.level) {
        None => None,
        Some(name) => Some(
            Severity::from_name(name)
                .ok_or_else(|| Fault::invalid("level", input::given("unknown", name)))?,
        ),
    };
    web.app.set_severity(&person, case, level, filled(&form.reason)).await?;
    Ok(done(&format!("/cases/{}#severity", case.0), "severity"))
}

/// Check boxes are there when they are checked.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct CircumstanceForm {
    circumstance: String,
    holds: String,
    personal: Option<String>,
    private_projects: Option<String>,
    financial: Option<String>,
    health: Option<String>,
    credentials: Option<String>,
    other: Option<String>,
    exploited: Option<String>,
    paying: Option<String>,
    share: String,
    policy: String,
    source: String,
}

impl CircumstanceForm {
    fn details(&self) -> Details {
        let boxes = [
            (DataClass::Personal, &self.personal),
            (DataClass::PrivateProjects, &self.private_projects),
            (DataClass::Financial, &self.financial),
            (DataClass::Health, &self.health),
            (DataClass::Credentials, &self.credentials),
            (DataClass::Other, &self.other),
        ];
        let checked = boxes.into_iter().filter(|(_, is_checked)| is_checked.is_some());
        Details {
            classes: checked.map(|(class, _)| class).collect(),
            exploited: self.exploited.is_some(),
            paying: self.paying.is_some(),
            share: Share::from_name(&self.share),
            policy: self.policy.clone(),
        }
    }
}

pub(super) async fn state(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<CircumstanceForm>,
) -> Answer {
    let case = id_of(&id)?;
    let said = Statement {
        details: form.details(),
        holds: form.holds != "no",
        name: form.circumstance,
        source: form.source,
    };
    web.app.state_circumstance(&person, case, said).await?;
    Ok(done(&format!("/cases/{}#circumstances", case.0), "fact"))
}
