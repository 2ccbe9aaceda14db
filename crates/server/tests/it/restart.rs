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
