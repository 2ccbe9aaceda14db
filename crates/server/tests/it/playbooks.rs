//! A case beside its playbook, through the door.

use engine::coordinate::playbook::{Answer, ItemVerdict, Unfit, Where};
use engine::coordinate::{CaseId, CaseKind, Certainty, Relation};
use engine::respond::Wish;
use server::app::{App, AppError, ConsentGiven, LinkOrder, Opened};
use server::clock::Clock;
use server::config::{Config, PlaybookGate};
use server::person::{Person, Role};

use crate::house::{House, ada, bare_config, file, otto, rita, rules};

async fn bare() -> (App, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let config = bare_config(folder.path());
    let Opened { app, .. } = App::open(config, Clock::System).await.unwrap();
    (app, folder)
}

async fn case(app: &App, kind: CaseKind) -> CaseId {
    app.open_case(&rita(), "A case", kind, None).await.unwrap()
}

async fn say(
    app: &App,
    person: &Person,
    case: CaseId,
    step: &str,
    answer: Answer,
) -> Result<u64, AppError> {
    app.answer(person, case, (step, answer), None).await
}

fn stands(app: &App, case: CaseId, step: &str) -> Where {
    let found = app.case_playbook(&rita(), case).unwrap().unwrap();
    found.status.step(step).unwrap().stands
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_on_the_record_and_a_time_states_the_fact() {
    let (app, _folder) = bare().await;
    let case = case(&app, CaseKind::CredentialExposure).await;
    let at = "2026-11-20T21:14:00Z".parse().unwrap();
    let time = Answer::Time { at, certainty: Certainty::NotAfter, source: "commit".to_owned() };

    say(&app, &rita(), case, "exposure-time", time).await.unwrap();

    let known = app.case(&rita(), case).unwrap();
    assert_eq!(known.exposed_at(), Some((at, Certainty::NotAfter)), "CE6");
    assert_eq!(stands(&app, case, "exposure-time"), Where::Answered);
    assert!(known.timeline.iter().any(|line| line.key == "timeline-step-answered"));

    let wrong =
        say(&app, &rita(), case, "exposure-time", Answer::Text { text: "x".to_owned() }).await;
    assert!(matches!(wrong, Err(AppError::Invalid { .. })), "{wrong:?}");
    let nowhere =
        say(&app, &rita(), case, "no-such-step", Answer::Attested { note: String::new() }).await;
    assert!(matches!(nowhere, Err(AppError::NotFound { .. })), "{nowhere:?}");
    let by_auditor =
        say(&app, &ada(), case, "find-owner", Answer::Text { text: "x".to_owned() }).await;
    assert_eq!(by_auditor.unwrap_err().rule(), "permission.write_case");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_steps_of_an_instance_wait_for_the_saved_state_and_a_waiver_needs_two() {
    let (app, _folder) = bare().await;
    let case = case(&app, CaseKind::CompromisedInstance).await;
    let text = || Answer::Text { text: "backup 7, sha256 …".to_owned() };

    let early = say(&app, &rita(), case, "rebuild", text()).await.unwrap_err();
    assert_eq!(early.rule(), "playbook.needs_first", "IN10 after IN7");
    let out_of_order = say(
        &app,
        &rita(),
        case,
        "review-ports",
        Answer::Verdicts { verdicts: [("8060".to_owned(), ItemVerdict::Benign)].into() },
    )
    .await
    .unwrap_err();
    assert_eq!(out_of_order.rule(), "playbook.out_of_order", "IN16");

    let waived = Answer::Waived { reason: "the disk is gone".to_owned() };
    say(&app, &rita(), case, "save-state", waived.clone()).await.unwrap();
    assert_eq!(stands(&app, case, "save-state"), Where::Begun);
    let rob = Person::new("rob", [Role::Responder]);
    let other = say(&app, &rob, case, "save-state", waived).await.unwrap_err();
    assert_eq!(other.rule(), "playbook.own_waiver", "another responder may not approve");
    let both = Person::new("Rita", [Role::Responder, Role::Approver]);
    let own = app.approve_waiver(&both, case, "save-state").await.unwrap_err();
    assert_eq!(own.rule(), "playbook.own_waiver", "never one's own");
    app.approve_waiver(&otto(), case, "save-state").await.unwrap();
    assert_eq!(stands(&app, case, "save-state"), Where::Waived);

    let turn = Some("the host is off".to_owned());
    app.answer(&rita(), case, ("rebuild", text()), turn).await.unwrap();
    assert_eq!(stands(&app, case, "rebuild"), Where::Answered);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_linked_case_takes_suspect_and_time_along_and_is_opened_once() {
    let (app, _folder) = bare().await;
    let from = case(&app, CaseKind::CiSecretExposure).await;
    let at = "2026-11-20T21:14:00Z".parse().unwrap();
    let time = Answer::Time { at, certainty: Certainty::Exact, source: "trace".to_owned() };
    say(&app, &rita(), from, "exposure-time", time).await.unwrap();
    let link = |about: &str| {
        let order = LinkOrder {
            kind: CaseKind::CredentialExposure,
            about: Some(about.to_owned()),
            title: None,
        };
        let app = app.clone();
        async move { app.open_linked(&rita(), from, order).await }
    };

    let first = link("DEPLOY_TOKEN").await.unwrap();
    let again = link(" deploy_token ").await.unwrap();
    let second = link("REGISTRY_TOKEN").await.unwrap();

    assert_eq!(first, again, "CI8: the same secret is opened once");
    assert_ne!(first, second);
    let linked = app.case(&rita(), first).unwrap();
    assert_eq!(linked.exposed_at(), Some((at, Certainty::Exact)));
    assert_eq!((linked.links[0].other, linked.links[0].relation), (from, Relation::ComesFrom));
    assert_eq!(app.case(&rita(), from).unwrap().links.len(), 2);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn consent_names_a_person_and_a_warning_is_acknowledged_by_each() {
    let (app, _folder) = bare().await;
    let case = case(&app, CaseKind::MisconfiguredSettings).await;
    let given = |role: &str| ConsentGiven {
        person: "Olive Owner".to_owned(),
        role: role.to_owned(),
        at: None,
        source: "a call".to_owned(),
    };
    let wrong = app.record_consent(&rita(), case, given("friend")).await;
    assert!(matches!(wrong, Err(AppError::Invalid { .. })), "{wrong:?}");
    app.record_consent(&rita(), case, given("owner")).await.unwrap();
    assert_eq!(stands(&app, case, "owner-consent"), Where::Derived, "MS8");

    assert_eq!(app.warning_acknowledged(&rita()), None);
    let first = app.acknowledge_warning(&rita(), Some(case)).await.unwrap();
    assert_eq!(app.acknowledge_warning(&rita(), None).await.unwrap(), first);
    assert_eq!(app.warning_acknowledged(&rita()), Some(first));
    assert_eq!(app.warning_acknowledged(&otto()), None);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_own_playbook_goes_over_the_shipped_one_and_its_mistakes_stop_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let own = tempfile::tempdir().unwrap();
    let base = {
        let playbooks = server::app::playbooks::load(None).unwrap();
        playbooks.get("compromised-user").unwrap().playbook.hash()
    };
    let text = format!(
        "name: compromised-user\nversion: 2\nkind: compromised_user\nrequirements: [S2]\nbase: {base}\nprocess: {{title: IR-7, url: 'https://wiki.example/ir-7', version: '2.1'}}\nwithout:\n  - {{step: review-saml, reason: no SAML here}}\nsteps: []\n"
    );
    file(own.path(), "user.yml", &text);
    let mut config = bare_config(folder.path());
    config.playbooks.dir = Some(own.path().to_owned());
    let app = App::open(config.clone(), Clock::System).await.unwrap().app;
    let case = case(&app, CaseKind::CompromisedUser).await;
    let found = app.case_playbook(&rita(), case).unwrap().unwrap();
    assert_eq!(found.playbook.playbook.process.unwrap().title, "IR-7");
    let saml = found.status.step("review-saml").unwrap();
    assert!(matches!(&saml.unfit, Some(Unfit::SetAside { reason }) if reason == "no SAML here"));
    app.close().await;

    file(own.path(), "user.yml", &text.replace("steps: []", "stepps: []"));
    let failed = App::open(config, Clock::System).await.unwrap_err();
    let server::app::OpenError::Playbooks(lines) = failed else { panic!("{failed:?}") };
    assert!(lines[0].contains("user.yml:9: "), "{lines:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_let_in_while_mandatory_steps_are_open_where_that_is_enforced() {
    let (house, _loot) = House::attacked(range::attack::Scenario::CompromisedUser).await;
    let enforcing = {
        let mut config: Config = house.config.clone();
        config.policy.playbook = PlaybookGate::Enforce;
        config
    };
    house.app.close().await;
    let app = App::open(enforcing, Clock::System).await.unwrap().app;
    let case = app.cases(&rita()).unwrap()[0].id;
    let subject = app.suspect(&rita(), case).await.unwrap().unwrap();
    app.survey(&rita(), case, subject).await.unwrap();
    let hash = app.propose(&rita(), case, Wish::Contain).await.unwrap().hash;
    let attestations = engine::respond::Attestations {
        impact_understood: true,
        guideline: Some("IR-7".to_owned()),
    };
    app.attest(&rita(), &hash, attestations).await.unwrap();
    app.approve(&otto(), &hash).await.unwrap();
    app.execute(&rita(), &hash).await.unwrap();
    let block = app.case(&rita(), case).unwrap().plans[&hash]
        .plan
        .acts
        .iter()
        .position(|planned| planned.act.rules().locks_out().is_some())
        .unwrap();
    let block = u32::try_from(block).unwrap();
    for _ in 0..5 {
        if app.sweep(&rita(), case).await.unwrap().is_empty() {
            break;
        }
        let remedy = app.propose_remedies(&rita(), case).await.unwrap().hash;
        let attestations = engine::respond::Attestations {
            impact_understood: true,
            guideline: Some("IR-7".to_owned()),
        };
        app.attest(&rita(), &remedy, attestations).await.unwrap();
        app.approve(&otto(), &remedy).await.unwrap();
        app.execute(&rita(), &remedy).await.unwrap();
    }

    let refused = app.undo(&rita(), &hash, block).await.unwrap_err();
    assert!(rules(&refused).contains("playbook.mandatory_open"), "{refused:?}");

    let status = app.case_playbook(&rita(), case).unwrap().unwrap().status;
    let owed: Vec<_> = status
        .owed_until(engine::coordinate::Phase::Eradication)
        .iter()
        .map(|one| one.step.clone())
        .collect();
    for step in owed {
        let answer = example(&step);
        app.answer(&rita(), case, (&step.id, answer), None).await.unwrap();
    }
    let undone = app.undo(&rita(), &hash, block).await.unwrap();
    assert!(undone.outcome.is_verified(), "UA5");
    app.close().await;
}

/// An answer that fits the step.
fn example(step: &engine::coordinate::playbook::Step) -> Answer {
    use engine::coordinate::playbook::ResultKind;
    match step.result {
        ResultKind::Attestation | ResultKind::Plan | ResultKind::None => {
            Answer::Attested { note: "done".to_owned() }
        }
        ResultKind::Time => Answer::TimeUnknown { reason: "no log".to_owned() },
        ResultKind::Choice => Answer::Chosen { item: step.items[0].clone(), reason: String::new() },
        ResultKind::Verdicts => {
            Answer::Verdicts { verdicts: [("all".to_owned(), ItemVerdict::Benign)].into() }
        }
        ResultKind::Sections => Answer::Sections {
            sections: step
                .items
                .iter()
                .map(|item| (item.clone(), "none, because".to_owned()))
                .collect(),
        },
        ResultKind::Text => Answer::Text { text: "done".to_owned() },
    }
}
