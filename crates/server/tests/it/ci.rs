//! CI/CD under investigation, and the evidence store, against the simulated GitLab.

use bytes::Bytes;
use engine::coordinate::{CaseId, CaseKind, EvidenceSource, Fact, FactKind};
use engine::investigate::ci_report::{CiReport, SecretSource};
use engine::investigate::job_token::{Access, TokenState};
use engine::investigate::leak_cause::RootCause;
use engine::respond::gate::ExposureReach;
use engine::respond::{Act, Attestations, Subject, act};
use event::ProjectId;
use futures::stream;
use range::attack::{CredentialKind, Scenario};
use secrecy::SecretString;
use server::app::{AppError, CiWish, NewEvidence};
use server::person::{Person, Role};

use crate::house::{House, ada, otto, rita, rules};

/// A case about the CI/CD of a project, opened by hand.
async fn case_about(house: &House, path: &str, job: Option<i64>) -> CaseId {
    let kind = CaseKind::CiSecretExposure;
    let case = house.app.open_case(&rita(), "a log shows secrets", kind, None).await.unwrap();
    let project = house.range.with_world(|world| {
        let found = world.projects.values().find(|project| project.full_path == path);
        i64::try_from(found.unwrap().id).unwrap()
    });
    let project = ProjectId(project);
    let subject = match job {
        Some(job) => Subject::Job { project, job },
        None => Subject::Project { project },
    };
    let fact = Fact { kind: FactKind::Subject { subject }, source: "test".to_owned() };
    house.app.state_fact(&rita(), case, fact).await.unwrap();
    case
}

fn seen_in_log(report: &CiReport, name: &str) -> bool {
    report.secrets.iter().any(|secret| {
        secret.name.as_deref() == Some(name)
            && secret.places.iter().any(|place| matches!(place.source, SecretSource::Log { .. }))
    })
}

/// Attests, approves and executes a plan.
async fn carry_out(house: &House, hash: &engine::respond::PlanHash) -> Result<bool, AppError> {
    let attestations = Attestations { impact_understood: true, guideline: Some("IR-7".to_owned()) };
    house.app.attest(&rita(), hash, attestations).await?;
    house.app.approve(&otto(), hash).await?;
    Ok(house.app.execute(&rita(), hash).await?.is_contained())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_public_job_that_printed_its_variables_is_understood_and_closed() {
    let house = House::start().await;
    let case = case_about(&house, "commons/berth-calculator", None).await;

    let report = house.app.inspect_ci(&rita(), case, None).await.unwrap();

    assert_eq!(report.exposure.reach, ExposureReach::Public, "{report:#?}");
    assert!(report.causes.iter().any(|cause| cause.root == RootCause::EchoedVariable));
    for name in ["AWS_SECRET_ACCESS_KEY", "PACKAGE_PUSH_TOKEN"] {
        assert!(seen_in_log(&report, name), "{name}: {:#?}", report.secrets);
    }
    let in_archive = |place: &engine::investigate::ci_report::SecretPlace| matches!(&place.source, SecretSource::Artifact { path, .. } if path == "build.env");
    assert!(report.secrets.iter().flat_map(|secret| &secret.places).any(in_archive), "{report:#?}");
    assert!(report.queries[0].text.contains("AttributeValue=AKIA"), "{:#?}", report.queries);
    assert!(report.queries[0].text.contains("--start-time 20"));
    assert!(!report.artifacts.artifacts.is_empty());

    let opened = house.app.open_secret_cases(&rita(), case, None).await.unwrap();
    let again = house.app.open_secret_cases(&rita(), case, None).await.unwrap();
    assert_eq!(opened, again, "a secret has one case");
    let kinds: Vec<CaseKind> =
        opened.iter().map(|one| house.app.case(&rita(), one.case).unwrap().kind).collect();
    assert!(kinds.contains(&CaseKind::ThirdPartyCredential), "{opened:#?}");
    assert!(kinds.contains(&CaseKind::CredentialExposure), "{opened:#?}");

    let wish = CiWish { keep: true, disallow: Vec::new() };
    let proposed = house.app.propose_ci(&rita(), case, None, wish).await.unwrap();
    assert!(carry_out(&house, &proposed.hash).await.unwrap());
    let after = house.app.inspect_ci(&rita(), case, None).await.unwrap();
    assert_eq!(after.exposure.reach, ExposureReach::Private);
    assert!(!seen_in_log(&after, "AWS_SECRET_ACCESS_KEY"), "{:#?}", after.secrets);
    let known = house.app.case(&rita(), case).unwrap();
    assert_eq!(known.exposed_to(), Some(ExposureReach::Public), "as it was when it leaked");
    assert!(known.evidence.iter().all(|item| matches!(item.verified, Some((_, true)))));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_secret_is_in_a_report() {
    let house = House::start().await;
    let case = case_about(&house, "commons/berth-calculator", None).await;
    let report = house.app.inspect_ci(&rita(), case, None).await.unwrap();
    let values: Vec<(String, String)> = house.range.with_world(|world| {
        let found = world.projects.values().find(|p| p.full_path == "commons/berth-calculator");
        let variables = found.unwrap().variables.iter();
        variables.map(|variable| (variable.key.clone(), variable.value.clone())).collect()
    });

    let text = serde_json::to_string(&report).unwrap();
    let journal = house.app.journal(&ada(), 0, 1000).await.unwrap();
    let said = serde_json::to_string(&journal).unwrap();

    for (key, value) in values {
        // The id of a cloud's key is no secret: its own log is asked by it.
        if key != "AWS_ACCESS_KEY_ID" {
            assert!(!text.contains(&value), "the report shows {key}");
            assert!(!said.contains(&value), "the journal shows {key}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_live_job_token_leads_to_who_changed_the_configuration_and_ends_with_its_job() {
    let (house, loot) = House::attacked(Scenario::ExposedJobToken).await;
    let kind = CaseKind::ExposedJobToken;
    let case = house.app.open_case(&rita(), "a job token leaked", kind, None).await.unwrap();
    let token = loot.credentials.iter().find_map(|credential| match &credential.kind {
        CredentialKind::JobToken(token) => Some(SecretString::from(token.clone())),
        _ => None,
    });
    let token = token.unwrap();

    let without = house.app.locate_job_token(&rita(), case, token.clone(), " ").await;
    assert_eq!(without.unwrap_err().rule(), "invalid", "a use of the token needs a reason");
    house.app.locate_job_token(&rita(), case, token.clone(), "owner unknown").await.unwrap();

    let report = house.app.inspect_ci(&rita(), case, None).await.unwrap();
    assert_eq!(report.jobs[0].token, TokenState::Live);
    assert!(report.causes.iter().any(|cause| cause.root == RootCause::VerboseLogging));
    let names: Vec<&str> = report.actors.iter().map(|actor| actor.username.as_str()).collect();
    assert!(names.contains(&"priya.nair"), "{names:?} {:#?}", report.gaps);
    assert!(report.graph.files[0].changes.iter().any(|change| change.title.contains("unit job")));
    let reach = report.reach.as_ref().unwrap();
    assert_eq!(reach.projects[0].access, Access::Own);
    assert!(report.scope.as_ref().unwrap().allowed_projects.len() > 1, "{:#?}", report.scope);

    let wish = CiWish::default();
    let proposed = house.app.propose_ci(&rita(), case, None, wish).await.unwrap();
    let cancels = |act: &Act| matches!(act, Act::CancelJob(_));
    assert!(proposed.plan.acts.iter().any(|planned| cancels(&planned.act)), "{proposed:#?}");
    carry_out(&house, &proposed.hash).await.unwrap();
    let used = house.app.locate_job_token(&rita(), case, token, "is it over?").await;
    assert!(matches!(used, Err(AppError::GitLab(_))), "{used:?}");
    let after = house.app.inspect_ci(&rita(), case, None).await.unwrap();
    assert_eq!(after.jobs[0].token, TokenState::Expired);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_be_evidence_is_deleted_only_when_a_sound_copy_is_kept() {
    let house = House::start().await;
    let case = case_about(&house, "commons/berth-calculator", None).await;
    let report = house.app.inspect_ci(&rita(), case, None).await.unwrap();
    let (project, job) = (report.project, report.artifacts.artifacts[0].job);
    let delete = |evidence: Option<String>| {
        Act::DeleteArtifacts(act::DeleteArtifacts { project, job, evidence })
    };

    let unnamed = house.app.propose_acts(&rita(), case, vec![delete(None)]).await;
    let refused = match unnamed {
        Ok(proposed) => carry_out(&house, &proposed.hash).await.unwrap_err(),
        Err(error) => error,
    };
    assert!(rules(&refused).contains("case.evidence_copy_missing"), "{refused:?}");

    let kept = house.app.keep_artifacts(&rita(), case, (project.0, job)).await.unwrap();
    assert!(kept.secrets.iter().any(|(path, _)| path == "build.env"), "{kept:#?}");
    let named = vec![delete(Some(kept.item.sha256.clone()))];
    let proposed = house.app.propose_acts(&rita(), case, named.clone()).await.unwrap();
    damage(&house, &kept.item.sha256);
    let refused = carry_out(&house, &proposed.hash).await.unwrap_err();
    assert!(rules(&refused).contains("case.evidence_copy_damaged"), "{refused:?}");
    let checks = house.app.verify_evidence(&rita(), case, None).await.unwrap();
    let damaged: Vec<_> = checks.iter().filter(|check| !check.is_sound).collect();
    assert_eq!(damaged.len(), 1);
    assert!(damaged[0].problem.as_ref().unwrap().contains(&kept.item.sha256));
}

/// Alters one byte of an item behind the product's back.
fn damage(house: &House, sha256: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    let path = house.config.data.dir.join("evidence").join(&sha256[..2]).join(sha256);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    let mut file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
    std::io::Write::write_all(&mut file, b"#").unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_logs_of_a_case_are_kept_hashed_and_scanned() {
    let house = House::start().await;
    let case = case_about(&house, "commons/berth-calculator", None).await;

    let first = house.app.keep_traces(&rita(), case).await.unwrap();
    let second = house.app.keep_traces(&rita(), case).await.unwrap();

    assert!(!first.kept.is_empty());
    assert!(first.kept.iter().any(|kept| !kept.secrets.is_empty()));
    let items = house.app.evidence(&rita(), case).unwrap();
    assert_eq!(items.len(), first.kept.len(), "the same log is the same item: {second:#?}");
    let expected: Vec<i64> = house.range.with_world(|world| {
        let found = world.projects.values().find(|p| p.full_path == "commons/berth-calculator");
        let project = found.unwrap().id;
        let jobs = world.jobs.values().filter(|job| job.project == project);
        jobs.map(|job| i64::try_from(job.id).unwrap()).collect()
    });
    let mut kept: Vec<i64> = first.kept.iter().map(|kept| kept.job).collect();
    kept.sort_unstable();
    assert_eq!(kept, expected);
}

fn one(text: &'static [u8]) -> impl futures::Stream<Item = Result<Bytes, AppError>> {
    stream::iter([Ok(Bytes::from_static(text))])
}

#[tokio::test(flavor = "multi_thread")]
async fn who_takes_a_copy_of_evidence_stands_in_the_journal() {
    let house = House::start().await;
    let case = case_about(&house, "commons/berth-calculator", None).await;
    let new = || NewEvidence {
        name: "note.txt".to_owned(),
        media_type: "text/plain".to_owned(),
        source: EvidenceSource::Person,
    };
    let item = house.app.keep_evidence(&rita(), case, new(), one(b"what I saw")).await.unwrap();

    let viewer = Person::new("vera", [Role::Viewer]);
    let refused = house.app.read_evidence(&viewer, &item.sha256).await.unwrap_err();
    assert!(rules(&refused).contains("permission.read_evidence"), "{refused:?}");
    let mut taken = house.app.read_evidence(&rita(), &item.sha256).await.unwrap();
    let mut text = String::new();
    tokio::io::AsyncReadExt::read_to_string(&mut taken.file, &mut text).await.unwrap();

    assert_eq!(text, "what I saw");
    let lines = house.app.case(&rita(), case).unwrap().timeline;
    let viewed = lines.iter().find(|line| line.key == "timeline-evidence-viewed").unwrap();
    assert_eq!((viewed.by.as_str(), viewed.args["name"].as_str()), ("rita", "note.txt"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_of_a_cloud_is_kept_and_stands_on_the_timeline() {
    let house = House::start().await;
    let case = case_about(&house, "commons/berth-calculator", None).await;
    let answer = include_bytes!("../../../../fixtures/ci/cloudtrail.json");

    let (item, read) =
        house.app.import_cloud_audit(&rita(), case, "cloudtrail.json", one(answer)).await.unwrap();

    assert_eq!((read.format.as_str(), read.rows.len()), ("cloudtrail_json", 3));
    let known = house.app.case(&rita(), case).unwrap();
    assert_eq!(known.evidence[0].sha256, item.sha256);
    let rows: Vec<_> =
        known.timeline.iter().filter(|line| line.key == "timeline-cloud-row").collect();
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[0].occurred_at.to_string(), "2026-11-21T05:29:40Z");
    for lang in [server::web::words::Lang::En, server::web::words::Lang::Ja] {
        let words = server::web::words::Words::of(lang).unwrap();
        for line in &known.timeline {
            let args = line.args.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            let text = words.sentence(&line.key, args);
            assert!(!text.contains('⟦') && !text.contains('{'), "{text}");
        }
    }
}

/// Asks as this machine's operator.
async fn ask(house: &House, path: &str) -> (axum::http::response::Parts, String) {
    use secrecy::ExposeSecret as _;
    use tower::ServiceExt as _;
    let token = house.app.operator_token().expose_secret();
    let request = axum::http::Request::get(path)
        .header("host", "localhost")
        .header("authorization", format!("Bearer {token}"))
        .body(axum::body::Body::empty())
        .unwrap();
    let reply = server::web::router(house.app.clone()).oneshot(request).await.unwrap();
    let (head, body) = reply.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    (head, String::from_utf8_lossy(&body).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_tells_it_in_both_languages_and_shows_no_secret() {
    let house = House::start().await;
    let case = case_about(&house, "commons/berth-calculator", None).await;
    let kept = house.app.keep_traces(&rita(), case).await.unwrap();
    let secret = house.range.with_world(|world| {
        let found = world.projects.values().find(|p| p.full_path == "commons/berth-calculator");
        let mut variables = found.unwrap().variables.iter();
        variables.find(|one| one.key == "AWS_SECRET_ACCESS_KEY").unwrap().value.clone()
    });

    for (lang, word) in [("en", "Anybody on the Internet"), ("ja", "インターネット上の誰でも")]
    {
        for page in [format!("/cases/{}/ci", case.0), format!("/cases/{}", case.0)] {
            let (head, html) = ask(&house, &format!("{page}?lang={lang}")).await;
            assert_eq!(head.status, 200, "{html}");
            assert!(!html.contains('⟦') && !html.contains(&secret), "{html}");
            assert!(!page.ends_with("/ci") || html.contains(word), "{html}");
        }
    }
    let item = &kept.kept.iter().find(|kept| !kept.secrets.is_empty()).unwrap().item;
    let (head, log) = ask(&house, &format!("/evidence/{}", item.sha256)).await;
    assert!(log.contains(&secret), "evidence is what it was");
    assert_eq!(head.headers["x-content-type-options"], "nosniff");
    assert!(head.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
}
