use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::*;
use crate::coordinate::journal::{Entry, What};
use crate::coordinate::{CaseId, Cases};
use crate::respond::Standing;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn shipped() -> Vec<(String, String)> {
    let mut files: Vec<_> = std::fs::read_dir(root().join("playbooks"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "yml"))
        .map(|path| (path.display().to_string(), std::fs::read_to_string(&path).unwrap()))
        .collect();
    files.sort();
    files
}

fn playbooks() -> Playbooks {
    Playbooks::load(shipped(), Vec::new()).unwrap_or_else(|problems| {
        panic!("{}", problems.iter().map(|p| p.to_string() + "\n").collect::<String>())
    })
}

fn entry(second: i64, by: &str, case: u32, what: What) -> Entry {
    let recorded_at = jiff::Timestamp::from_second(1_790_000_000 + second).unwrap();
    Entry { recorded_at, by: by.to_owned(), case: Some(CaseId(case)), what }
}

fn opened(kind: CaseKind) -> Cases {
    let mut cases = Cases::default();
    let what = What::CaseOpened { title: "x".to_owned(), kind, finding: None };
    cases.apply(0, &entry(0, "rita", 1, what));
    cases
}

fn answer(cases: &mut Cases, by: &str, step: &str, answer: Answer) {
    let what = What::StepAnswered {
        playbook: "x".to_owned(),
        step: step.to_owned(),
        answer,
        out_of_turn: None,
    };
    cases.apply(9, &entry(9, by, 1, what));
}

fn standing(deployment: Deployment, tier: Tier, is_admin: bool, groups: &[i64]) -> Standing {
    Standing {
        user: event::UserId(1),
        username: "responder".to_owned(),
        is_admin,
        deployment,
        tier,
        version: None,
        owned_groups: groups.iter().map(|&id| event::GroupId(id)).collect(),
    }
}

fn look(cases: &Cases, name: &str, standing: Option<&Standing>) -> Status {
    let playbooks = playbooks();
    status(&cases.cases[&CaseId(1)], playbooks.get(name).unwrap(), standing)
}

fn note(text: &str) -> Answer {
    Answer::Attested { note: text.to_owned() }
}

#[test]
fn every_scenario_has_a_shipped_playbook() {
    let playbooks = playbooks();
    for kind in CaseKind::ALL {
        let found = playbooks.for_kind(kind);
        assert_eq!(found.map(|one| one.playbook.name.clone()), Some(kind.slug()), "{kind:?}");
    }
}

/// Every row of sections 1 to 8 of the requirements that a playbook must serve.
fn rows() -> BTreeSet<String> {
    let mut rows: BTreeSet<String> =
        ["S1a", "S1b", "CE3a"].iter().map(|&id| id.to_owned()).collect();
    for (section, last) in
        [("S", 8), ("CE", 11), ("UA", 7), ("CI", 14), ("IN", 16), ("MS", 10), ("EN", 7), ("LD", 28)]
    {
        rows.extend((1..=last).map(|row| format!("{section}{row}")));
    }
    rows.extend("abcde".chars().map(|row| format!("CE7{row}")));
    rows.extend("abcdefghijk".chars().map(|row| format!("UA6{row}")));
    rows
}

#[test]
fn every_row_that_a_playbook_must_serve_is_cited_and_no_other() {
    let playbooks = playbooks();
    let cited: BTreeSet<String> = playbooks
        .all()
        .flat_map(|found| {
            let steps = found.playbook.steps.iter().flat_map(|step| step.requirements.clone());
            found.playbook.requirements.iter().cloned().chain(steps).collect::<Vec<_>>()
        })
        .collect();
    let missing: Vec<_> = rows().difference(&cited).cloned().collect();
    assert_eq!(missing, Vec::<String>::new(), "no step serves these rows");
    let mut known = rows();
    known.insert("P6".to_owned());
    let unknown: Vec<_> = cited.difference(&known).cloned().collect();
    assert_eq!(unknown, Vec::<String>::new(), "there are no such rows");
}

#[test]
fn every_page_that_a_step_links_to_is_in_the_stored_list() {
    let text = std::fs::read_to_string(root().join("playbooks/pages.txt")).unwrap();
    let pages: BTreeSet<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    let playbooks = playbooks();
    let mut used = BTreeSet::new();
    for step in playbooks.all().flat_map(|found| &found.playbook.steps) {
        assert!(!step.docs.is_empty(), "{}", step.id);
        for page in &step.docs {
            assert!(pages.contains(page.as_str()), "{}: {page}", step.id);
            used.insert(page.as_str());
        }
    }
    assert_eq!(used, pages, "pages that no step uses");
    assert_eq!(docs_url("security/tokens", false), "https://docs.gitlab.com/security/tokens/");
    assert_eq!(docs_url("a/b#c", true), "https://docs.gitlab.com/ja-jp/a/b/#c");
}

#[test]
fn every_kind_of_act_that_a_step_names_exists() {
    let known: BTreeSet<String> = crate::respond::act::EXAMPLES
        .iter()
        .map(|text| serde_json::from_str::<crate::respond::Act>(text).unwrap())
        .map(|act| act.kind_str().to_owned())
        .collect();
    for step in playbooks().all().flat_map(|found| &found.playbook.steps) {
        let offered = match &step.offers {
            Some(Offer::Propose { acts, .. }) => acts.as_slice(),
            Some(_) | None => &[],
        };
        for kind in offered.iter().chain(&step.done_by) {
            assert!(known.contains(kind), "{}: {kind}", step.id);
        }
    }
}

fn words(language: &str) -> BTreeMap<String, String> {
    let path = root().join(format!("locales/{language}/playbook.ftl"));
    let text = std::fs::read_to_string(path).unwrap();
    let line =
        |line: &str| line.split_once(" = ").map(|(key, words)| (key.to_owned(), words.to_owned()));
    text.lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
        .filter_map(line)
        .collect()
}

#[test]
fn every_step_and_choice_is_worded_in_both_languages_and_no_other_is() {
    let playbooks = playbooks();
    let mut needed = BTreeSet::new();
    for step in playbooks.all().flat_map(|found| &found.playbook.steps) {
        needed.extend([step.title_key(), step.how_key()]);
        needed.extend(step.items.iter().map(|item| format!("playbook-item-{item}")));
    }
    for language in ["en", "ja"] {
        let words = words(language);
        let there: BTreeSet<String> = words
            .keys()
            .filter(|key| key.starts_with("step-") || key.starts_with("playbook-item-"))
            .cloned()
            .collect();
        assert_eq!(there, needed, "{language}");
    }
}

#[test]
fn the_japanese_words_avoid_the_known_traps() {
    let words = words("ja");
    let all: String = words.values().map(String::as_str).collect::<Vec<_>>().join("\n");
    assert!(words["step-save-state"].contains("一度だけ書き込み可能（WORM）"), "JA2");
    assert!(!all.contains("書き込み専用"), "JA2: write-only is said otherwise");
    assert!(words["step-independent-logs"].contains("追記しかできない"), "IN14 is write-only");
    let tokens = "パーソナル、プロジェクト、グループの各アクセストークン";
    assert_eq!(words["step-review-tokens"], tokens, "JA3");
    for (trap, row) in [("インジェスト", "JA4"), ("ガイドラインを問い合わせ", "JA5")]
    {
        assert!(!all.contains(trap), "{row}: {trap}");
    }
    assert!(words["step-search-docs-how"].contains("コンポーネント図"), "JA6");
    assert!(
        words.contains_key("step-stream-instance") && words.contains_key("step-stream-group"),
        "JA7"
    );
}

#[test]
fn a_mistake_is_named_with_its_line() {
    let text = "name: x\nversion: 1\nkind: compromised_user\nrequirements: [S2]\nsteps:\n  - id: a\n    phase: triage\n    requirements: [S2]\n    applies_to: [self_managed]\n    result: choice\n    docs: [security]\n    needs: [b]\n";
    let problems = read("x.yml", text).unwrap_err();
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "x.yml:6: step a: items: a choice or sections need them",
            "x.yml:6: step a: there is no other step b",
        ]
    );
    let misspelt = text.replace("result: choice", "outcome: choice");
    let problems = read("x.yml", &misspelt).unwrap_err();
    assert_eq!(problems[0].line, 10, "{problems:?}");
    assert!(problems[0].what.contains("outcome"), "{problems:?}");
}

#[test]
fn an_organisation_changes_adds_and_sets_aside_and_a_changed_base_is_flagged() {
    let ours = playbooks();
    let builtin = &ours.get("compromised-user").unwrap().playbook;
    let own = |base: &str| {
        format!(
            "name: compromised-user\nversion: 3\nkind: compromised_user\nrequirements: [S2]\nbase: {base}\nprocess: {{title: IR-7, url: 'https://wiki.example/ir-7', version: '2.1'}}\nwithout:\n  - {{step: review-saml, reason: no SAML here}}\nsteps:\n  - id: notify-user\n    phase: containment\n    requirements: [UA3]\n    applies_to: [self_managed]\n    mandatory: true\n    result: text\n    docs: [security]\n  - id: call-the-works-council\n    phase: containment\n    requirements: [UA3]\n    applies_to: [self_managed]\n    result: attestation\n    docs: [security]\n    follows: notify-user\n    text:\n      en: {{title: Call them, how: Call.}}\n      ja: {{title: 電話する, how: 電話します。}}\n"
        )
    };
    let load = |base: &str| Playbooks::load(shipped(), vec![("own.yml".to_owned(), own(base))]);
    let merged = load(&builtin.hash()).unwrap();
    let merged = merged.get("compromised-user").unwrap();
    assert!(!merged.is_upstream_changed);
    assert!(merged.playbook.step("notify-user").unwrap().mandatory);
    assert_eq!(merged.playbook.steps.len(), builtin.steps.len() + 1);
    assert_eq!(merged.playbook.process.as_ref().unwrap().version, "2.1");
    let place = |id: &str| merged.playbook.steps.iter().position(|step| step.id == id).unwrap();
    assert_eq!(place("call-the-works-council"), place("notify-user") + 1);

    let cases = opened(CaseKind::CompromisedUser);
    let status = status(&cases.cases[&CaseId(1)], merged, None);
    let saml = status.step("review-saml").unwrap();
    assert_eq!(saml.unfit, Some(Unfit::SetAside { reason: "no SAML here".to_owned() }));

    assert!(load("0000").unwrap().get("compromised-user").unwrap().is_upstream_changed);
    let without_base = own("x").replace("base: x\n", "");
    let problems =
        Playbooks::load(shipped(), vec![("own.yml".to_owned(), without_base)]).unwrap_err();
    assert!(problems[0].what.contains(&builtin.hash()), "{problems:?}");
}

#[test]
fn an_administrator_and_a_group_owner_see_the_same_steps_but_other_ones_fit() {
    let cases = opened(CaseKind::CompromisedUser);
    let admin = standing(Deployment::SelfManaged, Tier::Ultimate, true, &[]);
    let owner = standing(Deployment::SaasGroup, Tier::Free, false, &[9]);
    let (by_admin, by_owner) = (
        look(&cases, "compromised-user", Some(&admin)),
        look(&cases, "compromised-user", Some(&owner)),
    );
    let ids =
        |status: &Status| status.steps.iter().map(|one| one.step.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&by_admin), ids(&by_owner), "no step is dropped");
    let fits = |status: &Status, id: &str| status.step(id).unwrap().unfit.is_none();
    for (step, for_admin, for_owner) in [
        ("block-account", true, false),
        ("remove-from-group", false, true),
        ("reset-password", true, false),
        ("user-resets-password", false, true),
        ("review-audit-coverage", true, false),
        ("review-logs-instead", false, true),
        ("git-abuse-rate-limit", true, false),
        ("watch-mass-clones", false, true),
        ("stream-instance", true, false),
        ("stream-group", false, false),
        ("collect-logs-instead", false, true),
        ("sweep", true, true),
    ] {
        assert_eq!(
            (fits(&by_admin, step), fits(&by_owner, step)),
            (for_admin, for_owner),
            "{step}"
        );
    }
    let block = by_owner.step("block-account").unwrap();
    assert_eq!(block.unfit, Some(Unfit::Deployment { ours: Deployment::SaasGroup }));
    assert_eq!(block.alternative.as_ref().unwrap().step, "remove-from-group");
    let audit = by_owner.step("review-audit-coverage").unwrap();
    assert_eq!(audit.unfit, Some(Unfit::Tier { needed: Tier::Premium }));
}

#[test]
fn the_kind_of_credential_decides_how_it_is_ended() {
    let mut cases = opened(CaseKind::CredentialExposure);
    let chosen =
        Answer::Chosen { item: "pipeline_trigger_token".to_owned(), reason: String::new() };
    answer(&mut cases, "rita", "credential-type", chosen);
    let status = look(&cases, "credential-exposure", None);
    let fitting: Vec<&str> = status
        .steps
        .iter()
        .filter(|one| one.unfit.is_none() && one.step.requirements.contains(&"CE4".to_owned()))
        .map(|one| one.step.id.as_str())
        .collect();
    assert_eq!(fitting, ["delete-trigger"]);
}

#[test]
fn verdicts_and_sections_add_up_and_are_complete_only_when_nothing_is_open() {
    let mut cases = opened(CaseKind::CompromisedInstance);
    let verdicts = |items: &[(&str, ItemVerdict)]| Answer::Verdicts {
        verdicts: items.iter().map(|(name, verdict)| ((*name).to_owned(), *verdict)).collect(),
    };
    let stands = |cases: &Cases, step: &str| {
        look(cases, "compromised-instance", None).step(step).unwrap().stands
    };
    answer(
        &mut cases,
        "rita",
        "review-processes",
        verdicts(&[("sshd", ItemVerdict::Benign), ("x", ItemVerdict::Open)]),
    );
    assert_eq!(stands(&cases, "review-processes"), Where::Begun, "IN8");
    answer(&mut cases, "rita", "review-processes", verdicts(&[("x", ItemVerdict::Malicious)]));
    assert_eq!(stands(&cases, "review-processes"), Where::Answered, "IN8");

    let sections = |names: &[&str]| Answer::Sections {
        sections: names
            .iter()
            .map(|name| ((*name).to_owned(), "none, because".to_owned()))
            .collect(),
    };
    answer(
        &mut cases,
        "rita",
        "change-credentials",
        sections(&["database", "pipelines", "elsewhere"]),
    );
    assert_eq!(stands(&cases, "change-credentials"), Where::Begun, "IN5");
    answer(&mut cases, "rita", "change-credentials", sections(&["instance-configuration"]));
    assert_eq!(stands(&cases, "change-credentials"), Where::Answered, "IN5");
}

#[test]
fn an_instance_reaches_recovery_only_when_all_four_sections_are_filled() {
    let mut cases = opened(CaseKind::CompromisedInstance);
    let refused = |cases: &Cases| {
        let mut case = cases.cases[&CaseId(1)].clone();
        case.phase = Phase::Eradication;
        case.leftovers = Some(Vec::new());
        let reason = "no log".to_owned();
        let stated = |kind| crate::coordinate::Fact { kind, source: "rita".to_owned() };
        case.facts = vec![
            stated(crate::coordinate::FactKind::ExposureUnknown { reason: reason.clone() }),
            stated(crate::coordinate::FactKind::RevocationUnknown { reason }),
        ];
        crate::coordinate::advance::may_move(&case, Phase::Recovery).err()
    };
    let refusal = refused(&cases).unwrap();
    assert_eq!(refusal.rule, "case.rotation_incomplete", "IN5");
    let names = ["instance-configuration", "database", "pipelines", "elsewhere"];
    for (place, name) in names.into_iter().enumerate() {
        let sections = [(name.to_owned(), "none, because".to_owned())].into();
        answer(&mut cases, "rita", "change-credentials", Answer::Sections { sections });
        assert_eq!(refused(&cases).is_none(), place == 3, "after {name}");
    }
}

#[test]
fn the_ordered_steps_of_an_instance_are_taken_in_turn_unless_a_reason_is_given() {
    let mut cases = opened(CaseKind::CompromisedInstance);
    let text = Answer::Text { text: "backup 7".to_owned() };
    let attempt = |step, out_of_turn| gate::Attempt { step, answer: &text, out_of_turn };
    let refused = |cases: &Cases, attempt: &gate::Attempt<'_>| {
        gate::may_answer(&look(cases, "compromised-instance", None), attempt).err().map(|r| r.rule)
    };
    assert_eq!(
        refused(&cases, &attempt("rebuild", Some("why not"))).unwrap(),
        "playbook.needs_first"
    );
    assert_eq!(refused(&cases, &attempt("review-ports", None)).unwrap(), "playbook.out_of_order");
    assert_eq!(refused(&cases, &attempt("review-ports", Some("the host is off"))), None);
    let words = refused(&cases, &attempt("save-state", None)).unwrap();
    assert_eq!(words, "playbook.wants_evidence", "IN7");
    answer(&mut cases, "rita", "save-state", text.clone());
    assert_eq!(
        refused(&cases, &attempt("rebuild", None)).unwrap(),
        "playbook.needs_first",
        "IN10: words that an older version took are no saved state"
    );
    for person in ["rita", "carol"] {
        answer(&mut cases, person, "save-state", Answer::Waived { reason: "burnt".to_owned() });
    }
    assert_eq!(refused(&cases, &attempt("rebuild", None)).unwrap(), "playbook.out_of_order");
    assert_eq!(refused(&cases, &attempt("rebuild", Some("the host is gone"))), None);
}

#[test]
fn a_mandatory_step_is_set_aside_by_two_people_and_any_other_by_one() {
    let mut cases = opened(CaseKind::CompromisedInstance);
    let waived = || Answer::Waived { reason: "the disk is gone".to_owned() };
    let stands = |cases: &Cases, step: &str| {
        look(cases, "compromised-instance", None).step(step).unwrap().stands
    };
    answer(&mut cases, "rita", "save-state", waived());
    answer(&mut cases, "Rita ", "save-state", waived());
    assert_eq!(stands(&cases, "save-state"), Where::Begun);
    answer(&mut cases, "carol", "save-state", waived());
    assert_eq!(stands(&cases, "save-state"), Where::Waived);
    answer(&mut cases, "rita", "review-ports", waived());
    assert_eq!(stands(&cases, "review-ports"), Where::Waived);
    let reopened = Answer::Reopened { reason: "found the disk".to_owned() };
    answer(&mut cases, "rita", "save-state", reopened);
    assert_eq!(stands(&cases, "save-state"), Where::Open);
}

#[test]
fn nobody_is_let_in_while_mandatory_steps_are_open_and_gitlab_is_not_asked_too_early() {
    let mut cases = opened(CaseKind::CompromisedUser);
    let early = look(&cases, "compromised-user", None);
    let refusal = gate::may_let_in(&early).unwrap_err();
    assert_eq!(refusal.rule, "playbook.mandatory_open");
    assert!(refusal.text.args["steps"].contains("rotate-reachable"), "UA2 before UA5");
    assert_eq!(gate::may_ask_gitlab(&early).unwrap_err().rule, "playbook.preliminary_open");
    assert!(gate::may_move(&early, Phase::Recovery).is_err());
    assert!(gate::may_move(&early, Phase::Eradication).is_ok());

    let owed: Vec<Step> =
        early.owed_until(Phase::Eradication).iter().map(|one| one.step.clone()).collect();
    for step in owed {
        let given = match step.result {
            ResultKind::Time => Answer::TimeUnknown { reason: "no log".to_owned() },
            ResultKind::Text => Answer::Text { text: "x".to_owned() },
            ResultKind::Verdicts => {
                Answer::Verdicts { verdicts: [("x".to_owned(), ItemVerdict::Benign)].into() }
            }
            ResultKind::Attestation | ResultKind::Plan | ResultKind::None => note("done"),
            ResultKind::Choice => {
                Answer::Chosen { item: step.items[0].clone(), reason: String::new() }
            }
            ResultKind::Sections => Answer::Sections {
                sections: step.items.iter().map(|item| (item.clone(), "x".to_owned())).collect(),
            },
        };
        assert_eq!(step.fits(&given), Ok(()), "{}", step.id);
        answer(&mut cases, "rita", &step.id, given);
    }
    answer(&mut cases, "rita", "search-docs", Answer::Text { text: "read".to_owned() });
    let late = look(&cases, "compromised-user", None);
    assert_eq!(gate::may_let_in(&late), Ok(()));
    assert_eq!(gate::may_ask_gitlab(&late), Ok(()));
}

#[test]
fn settings_are_restored_only_with_consent_or_a_waiver_of_two() {
    let mut cases = opened(CaseKind::MisconfiguredSettings);
    let case = |cases: &Cases| cases.cases[&CaseId(1)].clone();
    let may = |cases: &Cases| {
        let status = look(cases, "misconfigured-settings", None);
        gate::may_revert(&case(cases), Some(&status))
    };
    assert_eq!(may(&cases).unwrap_err().rule, "playbook.consent_missing");
    let consent = What::ConsentRecorded {
        person: "Olive Owner".to_owned(),
        role: "owner".to_owned(),
        at: jiff::Timestamp::from_second(1_790_000_100).unwrap(),
        source: "call".to_owned(),
    };
    cases.apply(20, &entry(20, "rita", 1, consent));
    assert_eq!(may(&cases), Ok(()));
    let step = look(&cases, "misconfigured-settings", None);
    assert_eq!(step.step("owner-consent").unwrap().stands, Where::Derived);
}

#[test]
fn a_warning_is_acknowledged_once_for_each_person() {
    let mut cases = opened(CaseKind::CompromisedUser);
    cases.apply(3, &entry(3, "rita", 1, What::WarningAcknowledged));
    cases.apply(4, &entry(4, "rita", 1, What::WarningAcknowledged));
    assert_eq!(cases.warned.len(), 1);
    assert_eq!(cases.warned["rita"].as_second(), 1_790_000_003);
}
