//! What is read from GitLab: our standing, the inventory, surveys of places; and
//! what a person is told when GitLab does not play along.

use engine::coordinate::CaseKind;
use engine::investigate::inventory::{CredentialKind, Filter};
use engine::respond::{Deployment, Subject, ThingKind, Tier};
use event::{ProjectId, UserId};
use gitlab::Problem;
use jiff::Timestamp;
use range::{Fault, FaultKind, Outage};
use server::app::AppError;
use server::web::words::{Lang, Words};

use crate::house::{House, rita};

#[tokio::test]
async fn our_standing_is_read_by_harmless_probes() {
    let house = House::start().await;

    let report = house.app.standing(&rita()).await.unwrap();

    let standing = &report.standing;
    assert!(standing.is_admin && report.is_admin_user && !report.lacks_admin_mode, "{report:?}");
    assert_eq!(
        (standing.username.as_str(), standing.deployment),
        ("portcullis", Deployment::SelfManaged)
    );
    assert!(standing.version.is_some() && standing.tier >= Tier::Premium, "{report:?}");
}

#[tokio::test]
async fn a_token_without_admin_mode_is_told_as_the_reason() {
    let house = House::start().await;
    house.range.enforce_admin_mode(true);
    house.range.drop_scope(house.range.admin_token_id(), "admin_mode");

    let report = house.app.standing(&rita()).await.unwrap();
    assert!(report.lacks_admin_mode && !report.standing.is_admin, "{report:?}");

    let case =
        house.app.open_case(&rita(), "drill", CaseKind::CredentialExposure, None).await.unwrap();
    let error = house.app.survey(&rita(), case, Subject::Instance).await.unwrap_err();
    assert_eq!(error.rule(), "gitlab.admin_mode_missing", "{error:?}");
}

#[tokio::test]
async fn the_inventory_holds_every_kind_and_the_gravest_first() {
    let house = House::start().await;

    let inventory = house.app.inventory(&rita(), &Filter::default(), false).await.unwrap();

    assert_eq!(inventory.gaps, [""; 0]);
    let ranks: Vec<u8> = inventory.credentials.iter().map(|row| row.rank.0).collect();
    assert!(ranks.is_sorted() && ranks.len() > 5, "{ranks:?}");
    let kinds =
        |kind| inventory.credentials.iter().filter(|row| row.credential.kind == kind).count();
    assert!(kinds(CredentialKind::PersonalToken) > 0 && kinds(CredentialKind::SshKey) > 0);
    let owned = |name: &str| Filter { owner: Some(name.to_owned()), ..Filter::default() };
    let own = house.app.inventory(&rita(), &owned("portcullis"), false).await.unwrap();
    assert_eq!(own.credentials.first().map(|row| row.rank.0), Some(1));
    let text = serde_json::to_string(&inventory).unwrap();
    for secret in [house.range.admin_token(), house.range.root_token(), house.range.leaked_token()]
    {
        assert!(!text.contains(secret));
    }
}

#[tokio::test]
async fn a_place_is_surveyed_by_its_settings_and_what_lives_there() {
    let house = House::start().await;
    let project = house.range.with_world(|world| *world.projects.keys().next().unwrap());
    let project = ProjectId(i64::try_from(project).unwrap());
    let case =
        house.app.open_case(&rita(), "drill", CaseKind::CredentialExposure, None).await.unwrap();

    let survey = house.app.survey(&rita(), case, Subject::Project { project }).await.unwrap();

    assert_eq!(survey.user, UserId(0));
    assert!(survey.settings.contains_key("visibility"), "{:?}", survey.settings);
    assert!(survey.settings.contains_key("protected_branches"), "{:?}", survey.settings);
    let latest = house.app.latest_survey(&rita(), case).unwrap().unwrap();
    assert_eq!(latest.survey, survey);
}

#[tokio::test]
async fn the_instance_is_surveyed_by_its_administrators_and_settings() {
    let house = House::start().await;
    let case =
        house.app.open_case(&rita(), "drill", CaseKind::CredentialExposure, None).await.unwrap();

    let survey = house.app.survey(&rita(), case, Subject::Instance).await.unwrap();

    assert!(survey.settings.contains_key("signup_enabled"), "{:?}", survey.settings);
    let admins = survey.things.iter().filter(|thing| thing.kind == ThingKind::User);
    assert!(admins.count() >= 2, "{:?}", survey.things);
}

#[tokio::test]
async fn an_expired_administrators_token_is_told_as_such() {
    let house = House::start().await;
    house.range.expire_token(house.range.admin_token_id());

    let error = house.app.standing(&rita()).await.unwrap_err();

    assert_eq!((error.rule(), error.status()), ("gitlab.token_expired", 502));
}

#[tokio::test]
async fn a_gitlab_that_is_down_is_told_with_when_to_try_again() {
    let house = House::start().await;
    house.range.set_outage(Outage::Unreachable);

    let mut told = Vec::new();
    for _try in 0..4 {
        told.push(house.app.standing(&rita()).await.unwrap_err());
    }

    let last = told.pop().unwrap();
    assert_eq!((last.rule(), last.status()), ("gitlab.down", 503), "{told:?}");
}

#[tokio::test]
async fn a_listing_that_repeats_itself_is_a_gap_of_the_inventory_never_a_short_list() {
    let house = House::start().await;
    house.app.standing(&rita()).await.unwrap();
    let user = house.range.leaked_user();
    house.range.with_world(|world| {
        for number in 0..150 {
            let key = format!("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{number:035}");
            world.add_key(user, &format!("key {number}"), &key, Timestamp::UNIX_EPOCH);
        }
    });
    house.range.add_fault(Fault {
        path: "/keys".to_owned(),
        method: Some("GET".to_owned()),
        nth: 1,
        kind: FaultKind::PageRepeats,
    });

    let inventory = house.app.inventory(&rita(), &Filter::default(), true).await.unwrap();

    let is_told = inventory.gaps.iter().any(|gap| gap.contains("again and again"));
    assert!(is_told, "{:?}", inventory.gaps);
}

#[tokio::test]
async fn a_403_in_the_middle_is_a_gap_that_is_named() {
    let house = House::start().await;
    let user = UserId(i64::try_from(house.range.leaked_user()).unwrap());
    let case =
        house.app.open_case(&rita(), "drill", CaseKind::CredentialExposure, None).await.unwrap();
    house.range.add_fault(Fault {
        path: "/impersonation_tokens".to_owned(),
        method: Some("GET".to_owned()),
        nth: 1,
        kind: FaultKind::Forbidden,
    });

    let survey = house.app.survey(&rita(), case, Subject::User { user }).await.unwrap();

    let is_told = survey.gaps.iter().any(|gap| gap.starts_with("impersonation tokens"));
    assert!(is_told, "{:?}", survey.gaps);
    assert!(!survey.tokens.is_empty() && !survey.memberships.is_empty());
}

#[test]
fn every_problem_with_gitlab_has_words_and_a_next_step_in_both_languages() {
    for lang in [Lang::En, Lang::Ja] {
        let words = Words::of(lang).unwrap();
        for problem in Problem::ALL {
            let key = format!("error-{}", problem.as_str().replace(['.', '_'], "-"));
            for key in [key.clone(), format!("{key}-next")] {
                assert!(words.has(&key), "{lang:?} has no {key}");
            }
        }
    }
}

#[test]
fn an_error_of_gitlab_is_told_by_its_class() {
    let call = gitlab::Call { method: "GET".parse().unwrap(), path: "/api/v4/user".to_owned() };
    let error = AppError::from(gitlab::GitLabError::PageRepeats { call });
    assert_eq!((error.rule(), error.status()), ("gitlab.page_repeats", 502));
}
