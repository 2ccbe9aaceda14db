//! Reverting what audit events tell: on a small model of GitLab that writes its
//! events as GitLab does, through the reader that real ones go through.

use std::collections::{BTreeMap, BTreeSet};

use engine::respond::act::{Guest, Home, SettingsOf, VariableFlag};
use engine::respond::revert::{Changes, Outcome, Revert, may_propose, revert};
use engine::respond::{Act, Seen, Verdict};
use event::{Event, GroupId, ProjectId, Way};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::example::at;

const PROJECT: ProjectId = ProjectId(3);

/// What a project is, as far as events tell of it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Model {
    fields: BTreeMap<(SettingsOf, &'static str), Value>,
    variables: BTreeMap<&'static str, (bool, bool)>,
    force_push: BTreeMap<&'static str, bool>,
    hooks: BTreeSet<i64>,
    guests: BTreeSet<i64>,
    is_marked: bool,
    events: Vec<Value>,
}

/// Settings, the values that they can have, and how GitLab tells of a change.
type Row = (SettingsOf, &'static str, [&'static str; 2], &'static str, &'static str);
const ROWS: &[Row] = &[
    (
        SettingsOf::Project { project: PROJECT },
        "visibility",
        ["private", "public"],
        "project_visibility_level_updated",
        "visibility",
    ),
    (
        SettingsOf::Project { project: PROJECT },
        "builds_access_level",
        ["private", "enabled"],
        "project_feature_builds_access_level_updated",
        "builds_access_level",
    ),
    (
        SettingsOf::Project { project: PROJECT },
        "only_allow_merge_if_pipeline_succeeds",
        ["false", "true"],
        "project_only_allow_merge_if_pipeline_succeeds_updated",
        "only_allow_merge_if_pipeline_succeeds",
    ),
    (
        SettingsOf::ProjectApprovals { project: PROJECT },
        "merge_requests_author_approval",
        ["false", "true"],
        "project_merge_requests_author_approval_updated",
        "prevent merge request approval from authors",
    ),
    (
        SettingsOf::ProjectApprovals { project: PROJECT },
        "reset_approvals_on_push",
        ["false", "true"],
        "project_reset_approvals_on_push_updated",
        "require new approvals when new commits are added to an MR",
    ),
    (
        SettingsOf::ProjectPushRule { project: PROJECT },
        "deny_delete_tag",
        ["false", "true"],
        "project_push_rules_reject_deny_delete_tag_updated",
        "reject_deny_delete_tag",
    ),
    (
        SettingsOf::Group { group: GroupId(5) },
        "two_factor_grace_period",
        ["8", "48"],
        "group_two_factor_grace_period_updated",
        "two_factor_grace_period",
    ),
    (
        SettingsOf::Instance,
        "signup_enabled",
        ["false", "true"],
        "application_setting_updated",
        "signup_enabled",
    ),
];

fn value(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| json!(text))
}

/// How an event writes a value.
fn told(row: &Row, value: &Value) -> Value {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match row.1 {
        "visibility" => json!(format!("{}{}", text[..1].to_uppercase(), &text[1..])),
        _ if row.4.starts_with("prevent ") => json!((text != "true").to_string()),
        _ => json!(text),
    }
}

impl Model {
    fn new(seed: &[bool]) -> Self {
        let bit = |index: usize| seed[index % seed.len()];
        Self {
            fields: (0..)
                .zip(ROWS)
                .map(|(index, row)| ((row.0, row.1), value(row.2[usize::from(bit(index))])))
                .collect(),
            variables: BTreeMap::from([("A", (bit(8), bit(9))), ("B", (bit(10), bit(11)))]),
            force_push: BTreeMap::from([("main", bit(12)), ("release/*", bit(13))]),
            hooks: BTreeSet::from([1]),
            guests: BTreeSet::from([40]),
            is_marked: false,
            events: Vec::new(),
        }
    }

    fn tell(&mut self, event_type: &str, scope: (&str, i64), details: Value) {
        let number = self.events.len();
        let mut event = json!({
            "id": 100 + number, "author_id": 7, "author_name": "Alice",
            "entity_type": scope.0, "entity_id": scope.1, "entity_path": "team/app",
            "created_at": format!("2026-11-21T10:00:{:02}.000Z", number / 2),
            "event_type": event_type,
        });
        event["details"] = details;
        for field in ["target_type", "target_id", "target_details"] {
            event[field] = event["details"][field].clone();
        }
        self.events.push(event);
    }

    /// What an attacker, or anybody, does.
    fn change(&mut self, what: usize) {
        let here = ("Project", PROJECT.0);
        match what {
            index if index < ROWS.len() => {
                let row = &ROWS[index];
                let was = self.fields[&(row.0, row.1)].clone();
                let to = row.2.iter().map(|text| value(text)).find(|to| *to != was).unwrap();
                let scope = match row.0 {
                    SettingsOf::Instance => ("Gitlab::Audit::InstanceScope", 1),
                    SettingsOf::Group { group } => ("Group", group.0),
                    _ => here,
                };
                let (from, to_told) = (told(row, &was), told(row, &to));
                self.tell(row.3, scope, json!({"change": row.4, "from": from, "to": to_told}));
                self.fields.insert((row.0, row.1), to);
            }
            8..=11 => {
                let key = if what.is_multiple_of(2) { "A" } else { "B" };
                let is_mask = what < 10;
                let flags = self.variables.get_mut(key).unwrap();
                let flag = if is_mask { &mut flags.0 } else { &mut flags.1 };
                *flag = !*flag;
                let (to, from) = (*flag, !*flag);
                let words = if is_mask { "variable masking" } else { "variable protection" };
                let details = json!({
                    "change": words, "from": from.to_string(), "to": to.to_string(),
                    "target_type": "Ci::Variable", "target_id": 9, "target_details": key,
                });
                self.tell("ci_variable_updated", here, details);
            }
            12 | 13 => {
                let name = if what == 12 { "main" } else { "release/*" };
                let flag = self.force_push.get_mut(name).unwrap();
                *flag = !*flag;
                let (to, from) = (*flag, !*flag);
                let details = json!({
                    "change": "allow force push", "from": from.to_string(), "to": to.to_string(),
                    "target_type": "ProtectedBranch", "target_id": 2, "target_details": name,
                });
                self.tell("protected_branch_updated", here, details);
            }
            14 => {
                let id = 50 + i64::try_from(self.events.len()).unwrap();
                self.hooks.insert(id);
                let details = json!({
                    "target_type": "ProjectHook", "target_id": id, "target_details": "Hook",
                    "custom_message": "Added project hook",
                });
                self.tell("webhook_created", here, details);
            }
            15 | 16 => {
                let guest = if what == 15 { 40 } else { 41 };
                let is_in = self.guests.remove(&guest);
                if !is_in {
                    self.guests.insert(guest);
                }
                let word = if is_in { "removed" } else { "added" };
                let details = json!({
                    "target_type": "Project", "target_id": guest, "target_details": "other/project",
                });
                self.tell(&format!("secure_ci_job_token_project_{word}"), here, details);
            }
            _ => {
                self.is_marked = true;
                let details = json!({
                    "target_type": "Project", "target_id": PROJECT.0, "target_details": "team/app",
                });
                self.tell("project_deletion_marked", here, details);
            }
        }
    }

    fn events(&self) -> Vec<Event> {
        let read = |event: &Value| {
            event::normalise::read(Way::Stream, at("12:00"), event.to_string().as_bytes())
        };
        self.events.iter().map(read).collect()
    }

    fn is_there(is_there: bool) -> Seen {
        if is_there { thing(json!({"id": 1, "url": "https://a.test/"})) } else { Seen::Absent }
    }

    /// What the shell would see.
    fn look(&self, act: &Act) -> Seen {
        match act {
            Act::ChangeSettings(change) => {
                let told = |field: &String| {
                    let found = self
                        .fields
                        .iter()
                        .find(|((of, name), _)| *of == change.of && name == field)?;
                    Some((field.clone(), found.1.clone()))
                };
                Seen::Fields { values: change.set.keys().filter_map(told).collect() }
            }
            Act::ChangeVariable(change) => {
                let (masked, protected) = self.variables[change.variable.key.as_str()];
                thing(json!({"masked": masked, "protected": protected}))
            }
            Act::UnprotectRef(act) => self.protection(&act.reference),
            Act::ProtectRef(act) => self.protection(&act.reference),
            Act::RemoveWebhook(act) => Self::is_there(self.hooks.contains(&act.hook)),
            Act::AllowJobTokens(act) => Self::is_there(self.guests.contains(&guest(act.guest))),
            Act::DisallowJobTokens(act) => Self::is_there(self.guests.contains(&guest(act.guest))),
            Act::RestoreProject(_) => {
                let mark = self.is_marked.then_some("2026-11-28");
                thing(json!({"id": 3, "marked_for_deletion_on": mark}))
            }
            _not_of_the_model => Seen::Absent,
        }
    }

    fn protection(&self, name: &str) -> Seen {
        thing(json!({
            "id": 2, "name": name, "allow_force_push": self.force_push[name],
            "push_access_levels": [{"id": 1, "access_level": 40, "user_id": null}],
            "merge_access_levels": [{"id": 2, "access_level": 40, "group_id": 7}],
        }))
    }

    fn execute(&mut self, act: &Act) {
        assert!(act.rules().obstacle(&self.look(act)).is_none(), "{act:?}");
        match act {
            Act::ChangeSettings(change) => {
                for ((of, field), value) in &mut self.fields {
                    if let Some(to) = change.set.get(*field).filter(|_| *of == change.of) {
                        value.clone_from(to);
                    }
                }
            }
            Act::ChangeVariable(change) => {
                let flags = self.variables.get_mut(change.variable.key.as_str()).unwrap();
                flags.0 = change.set.get(&VariableFlag::Masked).copied().unwrap_or(flags.0);
                flags.1 = change.set.get(&VariableFlag::Protected).copied().unwrap_or(flags.1);
            }
            Act::ProtectRef(act) => {
                *self.force_push.get_mut(act.reference.as_str()).unwrap() =
                    act.set.allow_force_push;
            }
            Act::RemoveWebhook(act) => {
                assert_eq!(act.home, Home::Project { project: PROJECT });
                self.hooks.remove(&act.hook);
            }
            Act::AllowJobTokens(act) => {
                self.guests.insert(guest(act.guest));
            }
            Act::DisallowJobTokens(act) => {
                self.guests.remove(&guest(act.guest));
            }
            Act::RestoreProject(_) => self.is_marked = false,
            _not_of_the_model => {}
        }
        assert_eq!(act.verify(&self.look(act)), Verdict::Verified, "{act:?}");
    }

    fn revert(&self, events: &[Event]) -> Revert {
        let changes = Changes::read(events);
        let look = |act: Option<Act>| act.map(|act| self.look(&act));
        let seen: Vec<Option<Seen>> = changes.questions().into_iter().map(look).collect();
        revert(changes, &seen)
    }

    fn state(&self) -> Self {
        Self { events: Vec::new(), ..self.clone() }
    }
}

fn guest(guest: Guest) -> i64 {
    match guest {
        Guest::Project { target_project_id } => target_project_id.0,
        Guest::Group { target_group_id } => target_group_id.0,
    }
}

fn thing(row: Value) -> Seen {
    Seen::Thing { row: serde_json::from_value(row).unwrap() }
}

fn seeds() -> impl Strategy<Value = Vec<bool>> {
    proptest::collection::vec(any::<bool>(), 14)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn reverting_all_changes_brings_back_the_original(
        seed in seeds(),
        steps in proptest::collection::vec(0_usize..18, 0..40),
    ) {
        let mut model = Model::new(&seed);
        let original = model.clone();
        for step in steps {
            model.change(step);
        }
        let found = model.revert(&model.events());
        prop_assert_eq!(found.conflicts().count() + found.unknown().count(), 0, "{:?}", found);
        let changed = model.state() != original.state();
        prop_assert_eq!(found.acts.is_empty(), !changed);
        for act in &found.acts {
            model.execute(act);
        }
        prop_assert_eq!(model.state(), original.state());
        // And nothing is left to revert.
        prop_assert!(model.revert(&model.events()).acts.is_empty());
    }

    #[test]
    fn events_may_come_in_any_order_and_more_than_once(
        seed in seeds(),
        steps in proptest::collection::vec(0_usize..18, 0..12),
        order in any::<usize>(),
    ) {
        let mut model = Model::new(&seed);
        for step in steps {
            model.change(step);
        }
        let mut events = model.events();
        let expected = model.revert(&events);
        events.extend(events.clone());
        let length = events.len().max(1);
        events.rotate_left(order % length);
        prop_assert_eq!(model.revert(&events), expected);
    }
}

#[test]
fn a_change_that_somebody_made_later_is_a_conflict_and_is_left_alone() {
    let mut model = Model::new(&[false]);
    model.change(6);
    let events = model.events();
    model.fields.insert((ROWS[6].0, ROWS[6].1), json!(24));

    let found = model.revert(&events);
    assert_eq!(found.acts, []);
    let conflict = found.conflicts().next().unwrap();
    assert_eq!(conflict.outcome, Outcome::Conflict { now: json!(24) });
    let (from, to) = (conflict.change.from.clone(), conflict.change.to.clone());
    assert_eq!((from, to), (Some(json!(8)), Some(json!(48))));
}

#[test]
fn an_old_value_that_no_event_tells_is_listed_as_unknown() {
    let mut model = Model::new(&[true]);
    let here = ("Project", PROJECT.0);
    model.tell(
        "project_visibility_level_updated",
        here,
        json!({"change": "visibility", "to": "Public"}),
    );
    model.tell(
        "webhook_destroyed",
        here,
        json!({"target_type": "ProjectHook", "target_id": 99, "target_details": "Hook"}),
    );
    model.tell(
        "project_destroyed",
        here,
        json!({"target_type": "Project", "target_id": 8, "target_details": "team/old"}),
    );

    let found = model.revert(&model.events());
    assert_eq!(found.acts, []);
    let why: Vec<String> = found
        .unknown()
        .map(|judged| match &judged.outcome {
            Outcome::Unknown { why } => why.key.clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(why, ["revert-why-old-untold", "revert-why-row-untold", "revert-why-no-act"]);
}

#[test]
fn old_events_without_a_type_are_read_by_their_words() {
    let raw = r#"{"severity":"INFO","time":"2026-11-21T10:00:00.000Z","author_id":3,"entity_id":3,
        "entity_type":"Project","change":"visibility","from":"Private","to":"Public",
        "author_name":"Alice","target_id":3,"target_type":"Project","target_details":"team/app"}"#;
    let raw = raw.replace('\n', "");
    let event = event::normalise::read(Way::Import, at("12:00"), raw.as_bytes());
    let changes = Changes::read(&[event]);
    assert_eq!(changes.all[0].from, Some(json!("private")));
    assert_eq!(changes.all[0].to, Some(json!("public")));
}

#[test]
fn an_administrator_who_acted_as_somebody_else_is_named_beside_the_user() {
    let mut model = Model::new(&[false]);
    model.change(0);
    model.events[0]["details"]["impersonated_by"] = json!("Root");
    let changes = Changes::read(&model.events());
    let by = changes.all[0].by.first().unwrap();
    assert_eq!((by.name.as_deref(), by.impersonator.as_deref()), (Some("Alice"), Some("Root")));
}

#[test]
fn nothing_is_proposed_without_consent_or_a_reason() {
    let refusal = may_propose(0, None).unwrap_err();
    assert_eq!(
        (refusal.rule.as_str(), refusal.requirements.as_slice()),
        ("revert.consent_missing", &["MS8".to_owned()][..])
    );
    assert!(may_propose(0, Some("  ")).is_err());
    assert!(may_propose(0, Some("the owner is the suspect")).is_ok());
    assert!(may_propose(1, None).is_ok());
}
