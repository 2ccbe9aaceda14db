//! Messages, approvals and status updates, through the door.

use std::collections::{BTreeMap, BTreeSet};

use engine::coordinate::approval::Subject;
use engine::coordinate::communication::{
    Audience, Draft, Form, Kind, Language, MessageId, Ready, Station, Via, Wording, gate,
};
use engine::coordinate::update::{StatusUpdate, Texts};
use engine::coordinate::{CaseId, CaseKind, Phase, Share};
use engine::respond::PlanHash;
use server::app::{App, AppError, ApprovalAnswer, DutyWish, NewUpdate, Opened};
use server::clock::Clock;
use server::person::{Person, Role};

use crate::house::{ada, bare_config, otto, rules};

fn person(name: &str, role: Role) -> Person {
    Person::new(name, [role])
}

fn eve() -> Person {
    person("eve", Role::Responder)
}

fn sim() -> Person {
    person("sim", Role::Responder)
}

fn cleo() -> Person {
    person("cleo", Role::Communicator)
}

fn dora() -> Person {
    person("dora", Role::Approver)
}

fn mark() -> Person {
    person("mark", Role::Communicator)
}

/// A product with a grave case, everybody in their duties.
async fn grave() -> (App, CaseId, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let config = bare_config(folder.path());
    let Opened { app, .. } = App::open(config, Clock::System).await.unwrap();
    let kind = CaseKind::CompromisedInstance;
    let case = app.open_case(&eve(), "Breach", kind, None).await.unwrap();
    for (who, duty) in [
        (eve(), "seoc"),
        (sim(), "simoc"),
        (cleo(), "cmoc"),
        (dora(), "security_director"),
        (mark(), "marketing_programs"),
    ] {
        app.change_duty(&who, case, duty, DutyWish::Take).await.unwrap();
    }
    app.set_severity(&eve(), case, None, None).await.unwrap();
    (app, case, folder)
}

async fn to_content(app: &App, case: CaseId) {
    let audiences = BTreeSet::from([Audience::Customers]);
    let scope = Form::Scope { audiences, every: None, reason: "they are touched".to_owned() };
    let kinds = BTreeSet::from([Kind::CustomerEmail]);
    let media = Form::Media { kinds, reason: "they read mail".to_owned() };
    let steps = [
        (Station::Scoping, Station::ChoosingMedium, scope),
        (Station::ChoosingMedium, Station::Engaging, media),
    ];
    for (from, to, form) in steps {
        app.step_communications(&cleo(), case, (from, to), Some(form)).await.unwrap();
    }
}

fn mail() -> Draft {
    let fields = ["background", "response", "potential_impact", "follow_up_actions", "contact"]
        .map(|field| (field.to_owned(), format!("About {field}: https://example.com/{field}.")));
    let text = Wording { title: "Security notice".to_owned(), fields: fields.into() };
    Draft {
        kind: Kind::CustomerEmail,
        audience: Audience::Customers,
        tool: Some("marketo".to_owned()),
        language: Language::En,
        texts: BTreeMap::from([(Language::En, text)]),
        blog_url: None,
        signatory: None,
        is_final: false,
        recipients: BTreeSet::from(["a@customer.example".to_owned()]),
    }
}

async fn hash(app: &App, case: CaseId, id: MessageId) -> String {
    let found = app.communications(&cleo(), case).await.unwrap();
    found.messages.into_iter().find(|one| one.message.id == id).unwrap().hash
}

async fn agree(app: &App, who: &Person, case: CaseId, id: MessageId) -> Result<(), AppError> {
    let subject = Subject::Message { message: id };
    let hash = hash(app, case, id).await;
    let answer = ApprovalAnswer { subject, hash, is_yes: true, reason: None };
    app.answer_approval(who, case, answer).await
}

async fn send(app: &App, who: &Person, case: CaseId, id: MessageId) -> Result<(), AppError> {
    let hash = hash(app, case, id).await;
    let via = Via::Hand { place: "campaign 7".to_owned() };
    app.send_message(who, case, (id, &hash), via).await
}

/// A mail with everything in place but the approval.
async fn drafted(app: &App, case: CaseId) -> MessageId {
    to_content(app, case).await;
    let id = app.draft_message(&sim(), case, (None, mail())).await.unwrap();
    let list = (Audience::Customers, 1);
    app.collect_contacts(&cleo(), case, list, "the customer database").await.unwrap();
    let ready = (Ready::PreparedResponses, "document 7");
    app.ready_communications(&cleo(), case, ready).await.unwrap();
    app.request_approval(&sim(), case, (id, None), "first notice").await.unwrap();
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_goes_from_the_first_severity_to_all_clear() {
    let (app, case, _folder) = grave().await;
    let station = |app: &App| {
        app.case(&cleo(), case).unwrap().concerns.communication.flow.as_ref().unwrap().at
    };
    assert_eq!(station(&app), Station::Scoping, "CM1, CM3: attached and led to C by the severity");

    let id = drafted(&app, case).await;
    assert_eq!(station(&app), Station::Producing);
    let early = send(&app, &mark(), case, id).await.unwrap_err();
    assert_eq!(
        rules(&early),
        ["gate.approval_missing", "gate.group_missing"].map(str::to_owned).into()
    );
    let inbox = app.inbox(&dora()).await.unwrap();
    assert_eq!((inbox.len(), inbox[0].refused.clone()), (1, None));
    agree(&app, &dora(), case, id).await.unwrap();
    assert_eq!(app.inbox(&dora()).await.unwrap(), []);
    let other = send(&app, &cleo(), case, id).await.unwrap_err();
    assert_eq!(other.rule(), "communication.not_the_sender");
    send(&app, &mark(), case, id).await.unwrap();
    assert_eq!(station(&app), Station::Sending);

    let open = app.move_phase(&eve(), case, Phase::Closed).await.unwrap_err();
    assert_eq!(open.rule(), "communication.final_missing", "CM31");
    let clear = (Station::Sending, Station::AllClear);
    let early = app.step_communications(&cleo(), case, clear, None).await.unwrap_err();
    assert_eq!(early.rule(), "communication.final_missing");
    let last = Draft { is_final: true, ..mail() };
    let last = app.draft_message(&sim(), case, (None, last)).await.unwrap();
    assert_eq!(station(&app), Station::Producing, "H to G: the loop");
    app.request_approval(&sim(), case, (last, None), "it is over").await.unwrap();
    agree(&app, &dora(), case, last).await.unwrap();
    send(&app, &mark(), case, last).await.unwrap();
    app.step_communications(&cleo(), case, clear, None).await.unwrap();
    assert_eq!(station(&app), Station::AllClear);
    let after = app.draft_message(&sim(), case, (None, mail())).await.unwrap_err();
    assert_eq!(after.rule(), "communication.all_clear");
    let known = app.case(&cleo(), case).unwrap();
    assert!(known.timeline.iter().any(|line| line.key == "timeline-communication-sent"));
    assert!(!known.timeline.iter().any(|line| line.key.starts_with('⟦')));
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_attack_on_an_approval_is_refused_and_stands_in_the_journal() {
    let (app, case, _folder) = grave().await;
    let id = drafted(&app, case).await;
    let operator = Person::operator("test");
    app.create_account(&operator, "dora", [Role::Approver].into()).await.unwrap();

    // Who asked, who wrote, who has no voice, who has no role.
    let both = Person::new("Sim ", [Role::Responder, Role::Approver]);
    assert_eq!(agree(&app, &both, case, id).await.unwrap_err().rule(), "gate.own_request");
    assert_eq!(agree(&app, &otto(), case, id).await.unwrap_err().rule(), "gate.not_an_approver");
    assert_eq!(agree(&app, &cleo(), case, id).await.unwrap_err().rule(), "permission.approve");

    // Another hash than what was asked for.
    let subject = Subject::Message { message: id };
    let replay = ApprovalAnswer { subject, hash: "0".repeat(64), is_yes: true, reason: None };
    let refused = app.answer_approval(&dora(), case, replay).await.unwrap_err();
    assert_eq!(refused.rule(), "approval.other_hash");

    // Edited after approval: void, and sending an older hash is no way around it.
    agree(&app, &dora(), case, id).await.unwrap();
    let old = hash(&app, case, id).await;
    let mut changed = mail();
    changed.recipients.insert("b@elsewhere.example".to_owned());
    app.draft_message(&sim(), case, (Some(id), changed)).await.unwrap();
    let refused = send(&app, &mark(), case, id).await.unwrap_err();
    assert_eq!(refused.rule(), "approval.changed_since");
    let via = Via::Hand { place: "campaign 7".to_owned() };
    let refused = app.send_message(&mark(), case, (id, &old), via).await.unwrap_err();
    assert_eq!(refused.rule(), "communication.other_hash");

    // The role is taken away in between.
    app.draft_message(&sim(), case, (Some(id), mail())).await.unwrap();
    app.set_roles(&operator, "dora", [Role::Viewer].into()).await.unwrap();
    let refused = send(&app, &mark(), case, id).await.unwrap_err();
    assert!(rules(&refused).contains("gate.approval_missing"), "{refused:?}");
    app.set_roles(&operator, "dora", [Role::Approver].into()).await.unwrap();
    app.set_disabled(&operator, "dora", true).await.unwrap();
    assert!(send(&app, &mark(), case, id).await.is_err(), "an account that is off");
    app.set_disabled(&operator, "dora", false).await.unwrap();
    send(&app, &mark(), case, id).await.unwrap();

    let journal = app.journal(&ada(), 0, 1000).await.unwrap();
    let journal = serde_json::to_string(&journal).unwrap();
    for rule in ["gate.own_request", "approval.other_hash", "approval.changed_since"] {
        assert!(journal.contains(rule), "{rule} is on record");
    }
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_or_approved_in_a_lockdown() {
    let (app, case, _folder) = grave().await;
    let id = drafted(&app, case).await;
    agree(&app, &dora(), case, id).await.unwrap();
    app.lock_down(&eve(), "somebody is in our system").await.unwrap();
    assert_eq!(send(&app, &mark(), case, id).await.unwrap_err().rule(), "lockdown");
    assert_eq!(agree(&app, &dora(), case, id).await.unwrap_err().rule(), "lockdown");
    let published = app.publish_update(&cleo(), case, update()).await.unwrap_err();
    assert_eq!(published.rule(), "lockdown");
    app.close().await;
}

fn update() -> NewUpdate {
    let texts = Texts {
        current_risk: "Copies of two projects may be out.".to_owned(),
        timeline: vec!["05:20 a token was used by a stranger".to_owned()],
        mitigation: "The token was revoked.".to_owned(),
        status: "Contained.".to_owned(),
        next_steps: "We look for what was left.".to_owned(),
    };
    let status = StatusUpdate {
        users: Share::Some,
        next_at: Clock::System.now().checked_add(jiff::SignedDuration::from_hours(1)).ok(),
        is_final: false,
        language: Language::En,
        texts: [(Language::En, texts)].into(),
    };
    NewUpdate {
        status,
        recipients: ["security_director".to_owned()].into(),
        channels: BTreeSet::new(),
        to: BTreeSet::new(),
        despite: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_is_whole_and_plain_or_it_is_not_published() {
    let (app, case, _folder) = grave().await;
    assert_eq!(app.publish_update(&cleo(), case, update()).await.unwrap(), 1);
    let found = app.updates(&cleo(), case).unwrap();
    assert!(found.next_at.is_some() && !found.is_late);

    let mut without = update();
    without.status.next_at = None;
    let refused = app.publish_update(&cleo(), case, without).await.unwrap_err();
    assert_eq!(refused.rule(), "update.next_time_missing", "CM12");
    let mut technical = update();
    let texts = technical.status.texts.get_mut(&Language::En).unwrap();
    texts.status = "Seen from 203.0.113.9, CVE-2026-12345".to_owned();
    let refused = app.publish_update(&cleo(), case, technical.clone()).await.unwrap_err();
    assert_eq!(refused.rule(), "update.too_technical", "CM11");
    technical.despite = Some("the director asked for it".to_owned());
    assert_eq!(app.publish_update(&cleo(), case, technical).await.unwrap(), 2);
    let mut elsewhere = update();
    elsewhere.recipients.insert("the_board".to_owned());
    let refused = app.publish_update(&cleo(), case, elsewhere.clone()).await.unwrap_err();
    assert_eq!(refused.rule(), "update.unknown_recipient", "CM18");
    elsewhere.despite = Some("the chair asked for it".to_owned());
    assert_eq!(app.publish_update(&cleo(), case, elsewhere).await.unwrap(), 3);
    let reader = app.publish_update(&ada(), case, update()).await.unwrap_err();
    assert_eq!(reader.rule(), "permission.send");

    let entry = app.case(&cleo(), case).unwrap().timeline[0].journal_index;
    app.pin(&cleo(), case, (entry, true)).await.unwrap();
    app.pin(&cleo(), case, (entry, true)).await.unwrap();
    assert_eq!(app.updates(&cleo(), case).unwrap().pinned, BTreeSet::from([entry]));
    let unknown = app.pin(&cleo(), case, (u64::MAX, true)).await.unwrap_err();
    assert_eq!(unknown.rule(), "not_found");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_app_keeps_is_there_after_a_restart() {
    let (app, case, folder) = grave().await;
    let id = drafted(&app, case).await;
    agree(&app, &dora(), case, id).await.unwrap();
    app.publish_update(&cleo(), case, update()).await.unwrap();
    let before = app.case(&cleo(), case).unwrap().concerns;
    app.close().await;

    let app = App::open(bare_config(folder.path()), Clock::System).await.unwrap().app;
    assert_eq!(app.case(&cleo(), case).unwrap().concerns, before);
    send(&app, &mark(), case, id).await.unwrap();
    let exception = Some(gate::CUSTOMERS_FIRST.to_owned());
    let gone = app.request_approval(&sim(), case, (MessageId(9), exception), "x").await;
    assert_eq!(gone.unwrap_err().rule(), "not_found");
    let nowhere = Subject::Plan { hash: PlanHash("0".repeat(64)) };
    let hash = "0".repeat(64);
    let reason = Some("no".to_owned());
    let answer = ApprovalAnswer { subject: nowhere, hash, is_yes: false, reason };
    assert_eq!(app.answer_approval(&dora(), case, answer).await.unwrap_err().rule(), "not_found");
    app.close().await;
}
