//! Stopping and starting: the same cases, the same findings, nothing twice.

use range::attack::Scenario;
use server::app::{App, OpenError};
use server::clock::Clock;

use crate::house::{House, ada, bare_config, rita};

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_raises_nothing_twice_and_forgets_nothing() {
    let (house, _loot) = House::attacked(Scenario::LeakedToken).await;
    let cases = house.app.cases(&rita()).unwrap();
    let findings = house.app.findings(&rita(), None, 1000).unwrap();
    let journal = house.app.ledgers(&ada()).await.unwrap()[1].size;
    let held = App::open(house.config.clone(), Clock::System).await.unwrap_err();
    assert!(matches!(held, OpenError::InUse { .. }), "{held:?}");
    house.app.close().await;

    let app = App::open(house.config.clone(), Clock::System).await.unwrap().app;
    app.settle().await;

    assert_eq!(app.cases(&rita()).unwrap(), cases);
    assert_eq!(app.findings(&rita(), None, 1000).unwrap(), findings);
    assert_eq!(app.ledgers(&ada()).await.unwrap()[1].size, journal);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_derived_files_the_product_is_the_same() {
    let (house, _loot) = House::attacked(Scenario::CompromisedUser).await;
    let cases = house.app.cases(&rita()).unwrap();
    let journal = house.app.ledgers(&ada()).await.unwrap()[1].size;
    house.app.close().await;
    let data = &house.config.data.dir;
    std::fs::remove_dir_all(data.join("index")).unwrap();
    for name in ["state.db", "state.db-wal", "state.db-shm"] {
        // The last two are there only while somebody writes.
        drop(std::fs::remove_file(data.join(name)));
    }

    let app = App::open(house.config.clone(), Clock::System).await.unwrap().app;
    app.settle().await;

    assert_eq!(app.cases(&rita()).unwrap(), cases);
    assert_eq!(app.ledgers(&ada()).await.unwrap()[1].size, journal, "something was raised twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_start_makes_an_account_whose_password_works_once_and_must_be_changed() {
    use secrecy::{ExposeSecret as _, SecretString};
    let folder = tempfile::tempdir().unwrap();
    let opened = App::open(bare_config(folder.path()), Clock::System).await.unwrap();
    let (app, login) = (opened.app, opened.first_login.unwrap());

    let wrong = app.sign_in(&login.name, SecretString::from("a wrong password")).await.unwrap_err();
    let session = app.sign_in(&login.name, login.password.clone()).await.unwrap();
    assert_eq!(wrong.status(), 401);
    assert!(session.must_change_password);

    let short = app.change_password(&session.person, login.password.clone(), "short".into()).await;
    assert_eq!(short.unwrap_err().rule(), "password_short");
    let new = SecretString::from("correct horse battery staple");
    app.change_password(&session.person, login.password, new.clone()).await.unwrap();
    assert_eq!(app.session(&session.token).await.unwrap_err().status(), 401, "the session ended");
    assert!(!app.sign_in(&login.name, new).await.unwrap().must_change_password);

    let token = app.create_api_token(&session.person, "script", None).await.unwrap();
    assert_eq!(app.bearer(&token.secret).await.unwrap(), session.person);
    app.revoke_api_token(&session.person, token.token.id).await.unwrap();
    assert_eq!(app.bearer(&token.secret).await.unwrap_err().status(), 401);
    assert!(!token.secret.expose_secret().is_empty());

    app.close().await;
    let again = App::open(bare_config(folder.path()), Clock::System).await.unwrap();
    assert!(again.first_login.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_a_password_is_slowed_down() {
    let folder = tempfile::tempdir().unwrap();
    let app = App::open(bare_config(folder.path()), Clock::System).await.unwrap().app;
    let mut last = String::new();
    for _ in 0..7 {
        let failed = app.sign_in("admin", "a wrong password".into()).await.unwrap_err();
        last = failed.rule().to_owned();
    }
    assert_eq!(last, "sign_in_wait");
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    let done = std::process::Command::new("cp").arg("-a").args([from, to]).status().unwrap();
    assert!(done.success());
}

/// P3, IN7: without a witness, by what lies beside the ledgers.
#[tokio::test(flavor = "multi_thread")]
async fn ledgers_that_were_set_back_are_found_out_at_the_start_and_open_a_case() {
    let (house, _loot) = House::attacked(Scenario::LeakedToken).await;
    let data = house.config.data.dir.clone();
    let before = house.app.findings(&rita(), None, 1000).unwrap();
    let sizes = async |app: &App| -> Vec<u64> {
        app.ledgers(&ada()).await.unwrap().iter().map(|one| one.size).collect()
    };
    let kept = sizes(&house.app).await;
    house.app.close().await;
    let saved = tempfile::tempdir().unwrap();
    copy(&data.join("ledger"), saved.path());
    let app = App::open(house.config.clone(), Clock::System).await.unwrap().app;
    let log = house.range.log_dir().unwrap().join("audit_json.log");
    app.import_file(&rita(), &log, &mut |_| {}).await.unwrap();
    app.settle().await;
    let seen = sizes(&app).await;
    app.close().await;

    std::fs::remove_dir_all(data.join("ledger")).unwrap();
    copy(&saved.path().join("ledger"), &data);
    let app = App::open(house.config.clone(), Clock::System).await.unwrap().app;
    app.settle().await;

    let found = app.findings(&rita(), None, 1000).unwrap();
    let told: Vec<_> = found.iter().filter(|one| one.title.contains("was set back")).collect();
    let known: std::collections::BTreeSet<_> =
        told.iter().map(|one| one.reason.as_ref().unwrap().args["seen"].clone()).collect();
    let grown = seen.iter().zip(&kept).filter(|(seen, kept)| seen > kept);
    let wanted: std::collections::BTreeSet<_> = grown.map(|(seen, _)| seen.to_string()).collect();
    assert!(!wanted.is_empty(), "{seen:?} {kept:?}");
    assert_eq!(known, wanted, "{told:#?}");
    assert!(before.iter().all(|one| found.contains(one)), "what was found is found again");
    let cases = app.cases(&rita()).unwrap();
    let instance = cases.iter().filter(|case| case.title.contains("was set back"));
    assert_eq!(instance.count(), 1, "one case for both ledgers: {cases:#?}");
    let aside = std::fs::read_dir(data.join("set-aside")).unwrap().next().unwrap().unwrap();
    assert!(aside.path().join("index/manifest.json").exists(), "the last trace is kept");
    let again = app.import_file(&rita(), &log, &mut |_| {}).await.unwrap();
    assert!(again.records > 0, "what is gone can be imported again");
    app.settle().await;
    let journal = app.ledgers(&ada()).await.unwrap()[1].size;
    app.close().await;

    // It is told once.
    let app = App::open(house.config.clone(), Clock::System).await.unwrap().app;
    app.settle().await;
    assert_eq!(app.ledgers(&ada()).await.unwrap()[1].size, journal);
    app.close().await;

    // Another ledger, larger than the one that is known, is no continuation.
    let other = tempfile::tempdir().unwrap();
    let stranger = App::open(bare_config(other.path()), Clock::System).await.unwrap().app;
    for file in ["audit_json.log", "api_json.log"] {
        let log = house.range.log_dir().unwrap().join(file);
        stranger.import_file(&rita(), &log, &mut |_| {}).await.unwrap();
    }
    stranger.close().await;
    std::fs::remove_dir_all(data.join("ledger/events")).unwrap();
    copy(&other.path().join("data/ledger/events"), &data.join("ledger"));
    let app = App::open(house.config.clone(), Clock::System).await.unwrap().app;
    let found = app.findings(&rita(), None, 1000).unwrap();
    let told = found.iter().filter(|one| one.title.contains("was set back"));
    assert_eq!(told.count(), wanted.len() + 1, "{found:#?}");
}
