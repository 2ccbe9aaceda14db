//! The questions of a case: over the record, with verdicts.

use engine::coordinate::playbook::{ItemVerdict, Where};
use engine::coordinate::{CaseId, CaseKind, What};
use engine::detect::Finding;
use engine::investigate::question::{Start, shipped};
use range::attack::Scenario;
use server::app::{App, OpenError};
use server::clock::Clock;
use server::web::words::{Lang, Words};
use store::Query;

use crate::house::{House, ada, bare_config, file, rita};

#[test]
fn every_shipped_question_is_a_query_and_has_words_in_both_languages() {
    let now = "2026-11-21T00:00:00Z".parse().unwrap();
    let languages = Lang::ALL.map(|lang| Words::of(lang).unwrap());
    for question in shipped().all() {
        if let Err(why) = Query::parse(&question.condition(), now) {
            panic!("{}: {why}", question.id);
        }
        for words in &languages {
            for key in [question.title_key(), question.help_key()] {
                assert!(words.has(&key), "{:?} has no {key}", words.lang());
            }
        }
    }
    for pack in &shipped().packs {
        for words in &languages {
            assert!(words.has(&pack.title_key()), "{:?} has no {}", words.lang(), pack.title_key());
        }
        for kind in &pack.kinds {
            assert!(CaseKind::from_name(kind).is_some(), "{kind}");
        }
    }
}

fn stands(house: &House, case: CaseId, step: &str) -> Where {
    let found = house.app.case_playbook(&rita(), case).unwrap().unwrap();
    found.status.step(step).unwrap().stands
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_finds_what_the_attacker_did_and_a_verdict_keeps_what_it_rests_on() {
    let (house, _loot) = House::attacked(Scenario::CompromisedUser).await;
    let findings = house.app.findings(&rita(), None, 1000).unwrap();
    let planted = |finding: &&Finding| finding.requirements.iter().any(|id| id == "UA6b");
    let finding = findings.iter().find(planted).unwrap().id.clone();
    let kind = CaseKind::CompromisedUser;
    let case = house.app.open_case(&rita(), "Mallory", kind, Some(finding)).await.unwrap();
    let asked = house.app.case_questions(&rita(), case).unwrap();
    assert_eq!(asked.bound.start, Start::Finding, "no exposure is stated");
    assert_eq!(asked.bound.until, None, "nothing is revoked yet");
    assert!(!asked.bound.users.is_empty(), "the case names the suspect");

    let mut found_some = 0;
    for one in &asked.questions {
        let found = house.app.run_question(&rita(), case, &one.question.id).await.unwrap();
        assert_eq!(found.new_hits, None, "no verdict yet");
        found_some += usize::from(found.hits > 0);
    }
    assert!(found_some >= 2, "the attack left traces in {found_some} questions");
    let before = house.app.run_question(&rita(), case, "tokens").await.unwrap();
    assert!(before.hits > 0 && before.is_all, "UA6b");
    assert_ne!(stands(&house, case, "review-tokens"), Where::Derived);

    let person = rita();
    let judge = |verdict| house.app.answer_question(&person, case, "tokens", (verdict, "planted"));
    assert!(judge(ItemVerdict::Open).await.is_err());
    let denied = house
        .app
        .answer_question(&ada(), case, "tokens", (ItemVerdict::Benign, ""))
        .await
        .unwrap_err();
    assert_eq!(denied.rule(), "permission.write_case");
    let index = judge(ItemVerdict::Malicious).await.unwrap();

    assert_eq!(stands(&house, case, "review-tokens"), Where::Derived, "answered by its question");
    let journal = house.app.journal(&ada(), index, 1).await.unwrap();
    let What::QuestionAnswered { question, judgement } = &journal[0].entry.what else {
        panic!("{journal:?}");
    };
    assert_eq!((question.as_str(), judgement.verdict), ("tokens", ItemVerdict::Malicious));
    assert_eq!(judgement.basis.hits, before.hits);
    assert!(judgement.basis.query.contains("personal_access_token_created"));
    assert!(judgement.basis.records > 0);

    let mallory = asked.bound.users.first().unwrap();
    let late = format!(
        r#"{{"id": "late", "author_id": {mallory}, "author_name": "M", "entity_id": {mallory}, "entity_type": "User", "event_type": "personal_access_token_created", "created_at": "{}", "details": {{}}}}"#,
        house.app.clock().now()
    );
    house.app.accept("stream/main", vec![late.into()]).await.unwrap();
    house.app.settle().await;
    let after = house.app.run_question(&rita(), case, "tokens").await.unwrap();
    assert_eq!((after.hits, after.new_hits), (before.hits + 1, Some(1)), "shown as new");
    let timeline = house.app.case(&rita(), case).unwrap().timeline;
    assert!(timeline.iter().any(|line| line.key == "timeline-question-answered"));
    let nowhere = house.app.run_question(&rita(), case, "no-such").await;
    assert!(nowhere.is_err());
    house.app.close().await;
}

const OWN: &str = "pack: house
kinds: [compromised_user]
uses: [tokens]
text:
  en: { title: Our own rows }
  ja: { title: 自社の観点 }
questions:
  - id: vault-read
    requirements: [UA6]
    scope: instance
    also: ['type:vault_*']
    text:
      en: { title: What was read from the vault, help: Look at the path. }
      ja: { title: 保管庫から読まれたもの }
";

#[tokio::test(flavor = "multi_thread")]
async fn an_organisations_questions_are_asked_and_a_wrong_one_is_refused_with_its_line() {
    let (folder, own) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut config = bare_config(folder.path());
    config.questions.dir = Some(own.path().to_owned());
    file(own.path(), "house.yml", OWN);
    let app = App::open(config.clone(), Clock::System).await.unwrap().app;
    let kind = CaseKind::CompromisedUser;
    let case = app.open_case(&rita(), "Mallory", kind, None).await.unwrap();
    let asked = app.case_questions(&rita(), case).unwrap().questions;
    let vault = asked.iter().find(|one| one.question.id == "vault-read").unwrap();
    assert!(vault.query.contains("type:vault_*"), "{}", vault.query);
    assert!(asked.len() > 10, "beside the shipped ones");
    let found = app.run_question(&rita(), case, "vault-read").await.unwrap();
    assert_eq!(found.hits, 0);
    let verdict = (ItemVerdict::Benign, "nothing was read");
    app.answer_question(&rita(), case, "vault-read", verdict).await.unwrap();
    app.close().await;

    file(own.path(), "house.yml", &OWN.replace("type:vault_*", "(type:vault"));
    let failed = App::open(config, Clock::System).await.unwrap_err();
    let OpenError::Questions(lines) = failed else { panic!("{failed:?}") };
    assert!(lines[0].contains("house.yml:8: vault-read: also: (type:vault"), "{lines:?}");
}
