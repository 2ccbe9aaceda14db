//! What comes due, is late and is escalated, on a clock that is moved by hand;
//! over restarts; in both languages.

use std::collections::BTreeSet;

use engine::coordinate::circumstance::Details;
use engine::coordinate::custody::Tlp;
use engine::coordinate::delivery::About;
use engine::coordinate::due::{Owed, State};
use engine::coordinate::obligation::Entry;
use engine::coordinate::obligation::rules::{Telling, Wish};
use engine::coordinate::regulation::Mark;
use engine::coordinate::severity::Severity;
use engine::coordinate::{CaseId, CaseKind, DataClass, Phase, What};
use jiff::{SignedDuration, Timestamp};
use server::app::{App, DutyWish, NewDate, Statement};
use server::clock::Clock;
use server::config::{Config, OnCallSource};
use server::person::{Person, Role};
use server::web::words::{Lang, Words};

use crate::house::{ada, bare_config, otto, rita};

const START: &str = "2026-11-25T15:00:00Z";

fn start() -> Timestamp {
    START.parse().unwrap()
}

fn later(minutes: i64) -> Timestamp {
    start() + SignedDuration::from_mins(minutes)
}

/// A product with a standing clock; Sato is on call to coordinate, Dana directs security.
struct Place {
    app: App,
    clock: Clock,
    config: Config,
    _folder: tempfile::TempDir,
}

impl Place {
    async fn open() -> Self {
        Self::with(|_config| {}).await
    }

    async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = bare_config(folder.path());
        change(&mut config);
        config.on_call = [("simoc", "sato"), ("security_director", "dana")]
            .map(|(duty, person)| OnCallSource {
                duty: duty.to_owned(),
                people: vec![person.to_owned()],
                ical_file: None,
                ical_url_file: None,
                names: std::collections::BTreeMap::new(),
                poll_min: std::num::NonZeroU16::MIN,
            })
            .into();
        let clock = Clock::standing_at(start());
        let app = App::open(config.clone(), clock.clone()).await.unwrap().app;
        Self { app, clock, config, _folder: folder }
    }

    /// Stops and starts again; the clock goes on meanwhile.
    async fn restarted(self, at: Timestamp) -> Self {
        self.app.close().await;
        self.clock.set(at);
        let app = App::open(self.config.clone(), self.clock.clone()).await.unwrap().app;
        Self { app, ..self }
    }

    async fn until(&self, at: Timestamp) {
        self.clock.set(at);
        self.app.look_at_clock().await.unwrap();
    }

    /// A grave case with a breach of personal data, stated now.
    async fn breach(&self) -> CaseId {
        let kind = CaseKind::CompromisedInstance;
        let case = self.app.open_case(&rita(), "The instance", kind, None).await.unwrap();
        self.app.change_duty(&rita(), case, "seoc", DutyWish::Take).await.unwrap();
        let reason = Some("customers' data");
        self.app.set_severity(&rita(), case, Some(Severity::High), reason).await.unwrap();
        let classes = BTreeSet::from([DataClass::Personal]);
        let said = Statement {
            name: "data-breach".to_owned(),
            details: Details { classes, ..Details::default() },
            holds: true,
            source: "the log".to_owned(),
        };
        self.app.state_circumstance(&rita(), case, said).await.unwrap();
        case
    }

    /// What the journal says of obligations, one word each.
    async fn said(&self) -> Vec<String> {
        let lines = self.app.journal(&ada(), 0, 1000).await.unwrap();
        let said = lines.iter().filter_map(|line| match &line.entry.what {
            What::Obligation(Entry::Begun { row, .. }) => Some(format!("begun {row}")),
            What::Obligation(Entry::Due { occurrence, asked, .. }) => {
                Some(format!("due {occurrence} {}", asked.as_deref().unwrap_or("nobody")))
            }
            What::Obligation(Entry::Late { occurrence, .. }) => Some(format!("late {occurrence}")),
            What::Obligation(Entry::Escalated { occurrence, person, .. }) => {
                Some(format!("asked {occurrence} {person}"))
            }
            What::Obligation(Entry::Ended { row, because, .. }) => {
                Some(format!("ended {row} {}", because.as_str()))
            }
            _others => None,
        });
        said.collect()
    }
}

fn told(how: &str) -> Telling {
    Telling { recipients: BTreeSet::new(), at: None, how: how.to_owned() }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_asked_is_reminded_once_by_the_channel_of_the_settings() {
    let folder = tempfile::tempdir().unwrap();
    let Some(server) = crate::notify_server::Server::start(folder.path(), "hook_server", &[])
    else {
        return;
    };
    let url = format!("http://127.0.0.1:{}/mattermost", server.port);
    let url = crate::house::file(folder.path(), "url", &url);
    let channel = format!(
        "name = \"duty\"\nper_minute = 100000\nmattermost = {{ url_file = {:?} }}\n",
        url.display().to_string()
    );
    let place = Place::with(|config| {
        config.channel = vec![toml::from_str(&channel).unwrap()];
        config.policy.reminders = Some("duty".to_owned());
    })
    .await;
    place.app.deliver().unwrap();
    let case = place.breach().await;
    place.until(later(0)).await;
    place.until(later(0)).await;
    let filter = server::app::OutboxFilter { case: Some(case), is_open: false };
    let reminders = || {
        let all = place.app.deliveries(&rita(), filter).unwrap().into_iter();
        all.filter(|line| matches!(line.about, About::Obligation { .. })).collect::<Vec<_>>()
    };
    let queued = reminders();
    assert!(!queued.is_empty(), "nobody was reminded");
    while reminders().iter().any(|line| line.stage != server::app::Stage::Over) {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let came = server.came();
    assert_eq!(came.len(), queued.len(), "each once: {came:#?}");
    let told = serde_json::to_string(&came).unwrap();
    assert!(told.contains(&case.to_string()) && !told.contains("The instance"), "{told}");

    // Marked red, what the product itself orders ends unsent, in the open (IN7).
    let red = (Tlp::Red, None, "names a source");
    place.app.mark_evidence(&rita(), case, red).await.unwrap();
    place.until(later(80)).await;
    let all = || place.app.deliveries(&rita(), filter).unwrap();
    while all().iter().any(|line| line.stage == server::app::Stage::Waiting) {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let dead = all().iter().filter(|line| line.stage == server::app::Stage::Dead).count();
    assert!(reminders().len() > queued.len() && dead >= reminders().len() - queued.len());
    assert_eq!(server.came().len(), came.len(), "nothing more left");
}

#[tokio::test(flavor = "multi_thread")]
async fn facts_begin_the_clocks_and_restarts_neither_miss_nor_double_anything() {
    let place = Place::open().await;
    let case = place.breach().await;
    place.until(later(0)).await;
    let director = "security-director/security_director/1";
    let said = place.said().await;
    assert!(said.contains(&"begun security-director".to_owned()), "{said:?}");
    assert!(said.contains(&"begun e-group".to_owned()), "{said:?}");
    assert!(said.contains(&"begun legal".to_owned()), "{said:?}");
    assert!(said.contains(&format!("due {director}.0 sato")), "{said:?}");
    assert!(said.contains(&"due e-group/e_group/1.0 dana".to_owned()), "{said:?}");

    // Told in time; then nobody tells, and the product is down when it is due.
    place.clock.set(later(5));
    place.app.tell_by_hand(&rita(), case, ("security-director", told("by phone"))).await.unwrap();
    let place = place.restarted(later(80)).await;
    place.until(later(80)).await;
    let place = place.restarted(later(81)).await;
    place.until(later(81)).await;

    let said = place.said().await;
    let of_director: Vec<&String> = said.iter().filter(|one| one.contains(director)).collect();
    let expected = [
        format!("due {director}.0 sato"),
        format!("due {director}.1 sato"),
        format!("late {director}.1"),
        format!("asked {director}.1 dana"),
    ];
    assert_eq!(of_director, expected.iter().collect::<Vec<_>>());
    let due = place.app.due(&rita(), Some(case), None).await.unwrap();
    let late = due
        .iter()
        .find(|one| matches!(&one.owed, Owed::Update { row, .. } if row == "security-director"));
    let late = late.unwrap();
    assert_eq!((late.state, late.due_at), (State::Late, Some(later(60))));

    // Closing ends what people are owed, but no deadline of the law.
    place.app.move_phase(&rita(), case, Phase::Closed).await.unwrap();
    let said = place.said().await;
    assert!(said.contains(&"ended security-director closed".to_owned()), "{said:?}");
    let due = place.app.due(&rita(), Some(case), None).await.unwrap();
    assert!(!due.is_empty() && due.iter().all(|one| matches!(one.owed, Owed::Notice { .. })));
    check_words(&place, case);
    place.app.close().await;
}

/// Every line of the timeline has words in both languages.
fn check_words(place: &Place, case: CaseId) {
    let case = place.app.case(&rita(), case).unwrap();
    for lang in [Lang::En, Lang::Ja] {
        let words = Words::of(lang).unwrap();
        for line in &case.timeline {
            let args = line.args.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            let text = words.sentence(&line.key, args);
            assert!(!text.contains(['⟦', '{']), "{lang:?} {}: {text}", line.key);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_loop_looks_at_the_clock_by_itself() {
    let place = Place::open().await;
    place.breach().await;
    let is_said = async {
        loop {
            let said = place.said().await;
            if said.iter().any(|one| one == "due legal/legal/1.0 dana") {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), is_said).await.unwrap();
    place.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_say_about_clocks_is_checked_and_kept() {
    let place = Place::open().await;
    let case = place.breach().await;
    let app = &place.app;
    let wish = |recipient: &str, reason: &str| Wish {
        recipient: recipient.to_owned(),
        cadence: Some("every 30m".parse().unwrap()),
        requested_by: "the director".to_owned(),
        reason: reason.to_owned(),
    };

    let no = app.tell_by_hand(&ada(), case, ("legal", told("x"))).await.unwrap_err();
    assert_eq!(no.rule(), "permission.communicate");
    let no = app.tell_by_hand(&rita(), case, ("marketing-and-pr", told("x"))).await.unwrap_err();
    assert_eq!(no.rule(), "obligation.not_owed");
    let ahead = Telling { at: Some(later(60)), ..told("x") };
    let no = app.tell_by_hand(&rita(), case, ("legal", ahead)).await.unwrap_err();
    assert_eq!(no.rule(), "obligation.time_wrong");
    let no = app.set_cadence(&rita(), case, ("legal", wish("e_group", "x"))).await.unwrap_err();
    assert_eq!(no.rule(), "obligation.recipient_unknown");
    assert_eq!(
        app.set_cadence(&rita(), case, ("legal", wish("legal", ""))).await.unwrap_err().rule(),
        "invalid"
    );

    let carla = Person::new("carla", [Role::Communicator]);
    let wanted = wish("security_director", "a board meeting");
    app.set_cadence(&carla, case, ("security-director", wanted)).await.unwrap();
    app.tell_by_hand(&carla, case, ("security-director", told("by phone"))).await.unwrap();
    app.end_obligation(&carla, case, ("legal", "they take part")).await.unwrap();

    let view = app.obligations(&otto(), case).unwrap();
    let director = &view.rows[0].recipients[0];
    assert!(director.is_asked_for);
    assert_eq!(director.next.as_ref().unwrap().due_at, later(30));
    let legal = view.rows.iter().find(|row| row.row.id == "legal").unwrap();
    assert!(!legal.is_open());
    check_words(&place, case);
    place.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deadlines_of_the_law_are_dated_met_and_decided_on_with_reasons() {
    let place = Place::open().await;
    let case = place.breach().await;
    let app = &place.app;
    let due = |name: &str, notice: &str| {
        let view = app.regulations(&rita(), case).unwrap();
        let one = view.deadlines.into_iter().find(|one| one.name == name && one.notice == notice);
        one.unwrap()
    };
    assert_eq!(due("gdpr", "authority").due_at, Some(later(72 * 60)));
    let date = |at, mark| NewDate { name: None, mark, at, reason: "the log".to_owned() };
    let ahead = app.date_regulation(&rita(), case, date(later(5), Mark::Awareness)).await;
    assert_eq!(ahead.unwrap_err().rule(), "regulation.time_ahead");
    let no = app.notify_regulation(&rita(), case, ("hipaa", "people"), (None, "x")).await;
    assert_eq!(no.unwrap_err().rule(), "regulation.not_begun");
    let no = app.notify_regulation(&rita(), case, ("gdpr", "pope"), (None, "x")).await;
    assert_eq!(no.unwrap_err().rule(), "regulation.no_such_notice");
    let no = app.decide_regulation(&rita(), case, ("gdpr", None), (false, " ")).await;
    assert_eq!(no.unwrap_err().rule(), "invalid");

    app.date_regulation(&rita(), case, date(later(-60), Mark::Awareness)).await.unwrap();
    assert_eq!(due("gdpr", "authority").due_at, Some(later(71 * 60)));
    // The day before Thanksgiving: Friday, Monday, Tuesday, Wednesday at 17:30.
    app.date_regulation(&rita(), case, date(later(0), Mark::Materiality)).await.unwrap();
    let material = "2026-12-02T22:30:00Z".parse().unwrap();
    assert_eq!(due("sec", "form-8-k").due_at, Some(material));
    app.notify_regulation(&rita(), case, ("gdpr", "authority"), (None, "case 4711")).await.unwrap();
    assert!(!due("gdpr", "authority").is_open());
    let why = (false, "encrypted, and the keys are not lost");
    app.decide_regulation(&rita(), case, ("uk-gdpr", None), why).await.unwrap();
    assert!(!due("uk-gdpr", "people").is_open());
    app.begin_regulation(&rita(), case, ("hipaa", None, "counsel says so")).await.unwrap();
    assert!(due("hipaa", "people").is_open());

    place.until(later(31 * 24 * 60)).await;
    check_words(&place, case);
    place.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_due_stands_on_the_pages_and_in_the_api_in_both_languages() {
    let place = Place::open().await;
    let case = place.breach().await;
    place.until(later(90)).await;
    let router = server::web::router(place.app.clone());
    let token = secrecy::ExposeSecret::expose_secret(place.app.operator_token()).to_owned();
    let get = async |path: &str| {
        let request = axum::http::Request::builder()
            .uri(path)
            .header("host", "localhost")
            .header("authorization", format!("Bearer {token}"))
            .body(axum::body::Body::empty())
            .unwrap();
        let answer = tower::ServiceExt::oneshot(router.clone(), request).await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        let body = http_body_util::BodyExt::collect(answer.into_body()).await.unwrap();
        String::from_utf8(body.to_bytes().to_vec()).unwrap()
    };

    let api: serde_json::Value = serde_json::from_str(&get("/api/v1/due").await).unwrap();
    assert_eq!(api["format"], "portcullis.due/1");
    let times: Vec<&str> =
        api["due"].as_array().unwrap().iter().filter_map(|one| one["due_at"].as_str()).collect();
    assert!(times.len() > 5 && times.is_sorted(), "{times:?}");
    for (path, english, japanese) in [
        (
            "/due",
            "C-1: update to Sr. Director of Security",
            "C-1: セキュリティ担当シニアディレクターへの連絡",
        ),
        ("/", "Due by the clock", "期限のある連絡"),
        (&*format!("/cases/{}", case.0), "Data protection", "データ保護監督機関"),
    ] {
        for (lang, expected) in [("en", english), ("ja", japanese)] {
            let page = get(&format!("{path}?lang={lang}")).await;
            let page = page.to_lowercase();
            assert!(page.contains(&expected.to_lowercase()), "{path} in {lang}: {expected}");
            assert!(!page.contains('⟦'), "{path} in {lang}");
        }
    }
    place.app.close().await;
}

#[test]
fn what_clocks_refuse_has_words_and_a_next_step() {
    for lang in [Lang::En, Lang::Ja] {
        let words = Words::of(lang).unwrap();
        for rule in [
            "obligation-not-owed",
            "obligation-recipient-unknown",
            "obligation-time-wrong",
            "obligation-words-missing",
            "regulation-unknown",
            "regulation-not-begun",
            "regulation-begun",
            "regulation-no-such-notice",
            "regulation-given",
            "regulation-time-ahead",
            "regulation-words-missing",
        ] {
            for key in [format!("refusal-{rule}"), format!("refusal-{rule}-next")] {
                assert!(words.has(&key), "{lang:?} has no {key}");
            }
        }
    }
}

#[test]
fn everything_that_the_shipped_policies_name_has_words_in_both_languages() {
    let policies = engine::coordinate::obligation::Policy::presets().unwrap();
    let laws = engine::coordinate::regulation::Policy::shipped().unwrap();
    let rows = policies.values().flat_map(engine::coordinate::obligation::Policy::all_rows);
    let of_rows = rows.flat_map(|row| {
        let names = row.recipients.iter().map(|id| format!("stakeholder-{id}"));
        let row = [
            format!("obligation-row-{}", row.id),
            format!("stakeholder-channel-{}", row.channel),
            format!("duty-{}", row.responsible),
        ];
        names.chain(row).collect::<Vec<_>>()
    });
    let of_laws = laws.regulations.iter().flat_map(|law| {
        let notices = law.notices.iter();
        let notices =
            notices.flat_map(|one| [format!("notice-{}", one.id), format!("notice-to-{}", one.to)]);
        notices.chain([format!("regulation-{}", law.id)]).collect::<Vec<_>>()
    });
    let keys: BTreeSet<String> = of_rows.chain(of_laws).map(|key| key.replace('_', "-")).collect();
    assert!(keys.len() > 30, "{keys:?}");
    for lang in [Lang::En, Lang::Ja] {
        let words = Words::of(lang).unwrap();
        for key in &keys {
            assert!(words.has(key), "{lang:?} has no {key}");
        }
    }
}
