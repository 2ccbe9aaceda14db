//! The persistence sweep over a survey.

use std::collections::BTreeMap;

use engine::investigate::sweep::{Because, Known, LeftoverKind, keep_relevant, leftovers};
use engine::respond::{
    Deployment, Made, OwnedKey, OwnedThing, OwnedToken, OwnedWebhook, Spot, Standing, Subject,
    Survey, Tier, TokenHandle, TokenScope,
};
use event::{ProjectId, TokenId, UserId};
use jiff::Timestamp;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).unwrap()
}

fn handle(id: i64) -> TokenHandle {
    TokenHandle { id: TokenId(id), scope: TokenScope::Personal }
}

fn token(id: i64, made: i64, is_active: bool) -> OwnedToken {
    OwnedToken {
        handle: handle(id),
        name: format!("token {id}"),
        scopes: vec!["api".to_owned()],
        is_active,
        is_revoked: !is_active,
        created_at: Some(at(made)),
        last_used_at: None,
        last_used_ips: Vec::new(),
        user: Some(UserId(7)),
    }
}

fn survey(subject: Subject) -> Survey {
    let key = |id, created_at| OwnedKey {
        id,
        title: format!("key {id}"),
        key: "ssh-ed25519 AAAA".to_owned(),
        created_at,
    };
    Survey {
        subject,
        taken_at: at(1000),
        user: UserId(7),
        username: "mallory".to_owned(),
        state: "active".to_owned(),
        is_admin: false,
        is_bot: false,
        standing: Standing {
            user: UserId(1),
            username: "root".to_owned(),
            is_admin: true,
            deployment: Deployment::SelfManaged,
            tier: Tier::Unknown,
            version: None,
            owned_groups: Vec::new(),
        },
        tokens: vec![
            token(1, -900, true),
            token(2, -900, true),
            token(3, 5, true),
            token(4, 6, false),
        ],
        keys: vec![key(10, Some(at(-900))), key(11, Some(at(7))), key(12, None)],
        webhooks: vec![OwnedWebhook {
            project: ProjectId(3),
            project_path: "acme/shop".to_owned(),
            id: 20,
            url: "https://drop.example".to_owned(),
            created_at: Some(at(8)),
        }],
        memberships: Vec::new(),
        things: Vec::new(),
        settings: BTreeMap::new(),
        made: Vec::new(),
        actors: std::collections::BTreeSet::new(),
        uses: Vec::new(),
        gaps: Vec::new(),
    }
}

#[track_caller]
fn check(subject: Subject, known: &Known, expected: &[(LeftoverKind, i64)]) {
    let found = leftovers(&survey(subject), known);
    let actual: Vec<_> = found.iter().map(|item| (item.kind, item.id)).collect();
    assert_eq!(actual, expected);
}

use LeftoverKind::{AccessToken, SshKey, Webhook};

#[test]
fn of_a_token_itself_and_what_its_user_made_since_is_left() {
    let subject = Subject::Token { token: handle(1) };
    let known = Known { since: Some(at(0)), ..Known::default() };
    check(
        subject,
        &known,
        &[(AccessToken, 1), (AccessToken, 3), (SshKey, 11), (SshKey, 12), (Webhook, 20)],
    );
}

#[test]
fn of_a_user_every_live_token_is_left() {
    let known = Known { since: Some(at(0)), ..Known::default() };
    check(
        Subject::User { user: UserId(7) },
        &known,
        &[
            (AccessToken, 1),
            (AccessToken, 2),
            (AccessToken, 3),
            (SshKey, 11),
            (SshKey, 12),
            (Webhook, 20),
        ],
    );
}

#[test]
fn what_a_person_found_legitimate_is_not_left() {
    let mut known = Known { since: Some(at(0)), ..Known::default() };
    known.legitimate.extend([(SshKey, 12), (AccessToken, 1)]);
    let subject = Subject::Token { token: handle(1) };
    check(subject, &known, &[(AccessToken, 3), (SshKey, 11), (Webhook, 20)]);
}

#[test]
fn without_a_time_of_exposure_everything_alive_is_suspect() {
    let found = leftovers(&survey(Subject::Token { token: handle(1) }), &Known::default());
    assert_eq!(found.len(), 3 + 3 + 1);
}

fn made(kind: LeftoverKind, id: Option<i64>, by: i64, second: i64) -> Made {
    Made { kind, id, name: None, spot: None, at: at(second), by }
}

fn thing(kind: LeftoverKind, id: i64, created_at: Option<Timestamp>) -> OwnedThing {
    OwnedThing {
        kind,
        id,
        spot: Spot::Project { project: ProjectId(3) },
        path: "acme/shop".to_owned(),
        name: format!("thing {id}"),
        user: None,
        created_at,
        last_used_at: None,
        expires_at: None,
        is_active: true,
        scopes: Vec::new(),
        flags: BTreeMap::new(),
    }
}

fn since_zero() -> Known {
    Known { since: Some(at(0)), ..Known::default() }
}

#[test]
fn what_the_record_says_that_somebody_else_made_is_not_left() {
    let mut survey = survey(Subject::Token { token: handle(1) });
    survey.made = vec![made(SshKey, Some(11), 8, 7), made(Webhook, Some(20), 7, 8)];

    let found = leftovers(&survey, &since_zero());

    let told: Vec<_> = found.iter().map(|item| (item.kind, item.id, item.because)).collect();
    assert_eq!(
        told,
        [
            (AccessToken, 1, Because::Subject),
            (AccessToken, 3, Because::Window),
            (SshKey, 12, Because::Window),
            (Webhook, 20, Because::Record),
        ]
    );
}

#[test]
fn what_has_no_date_is_left_only_where_the_record_names_an_actor() {
    let mut survey = survey(Subject::User { user: UserId(7) });
    survey.actors = [UserId(7), UserId(70)].into();
    survey.things = vec![
        thing(LeftoverKind::Runner, 30, None),
        thing(LeftoverKind::Runner, 31, None),
        thing(LeftoverKind::Runner, 32, None),
    ];
    // 70 is a user whom 7 made; 8 is nobody of theirs.
    survey.made = vec![
        made(LeftoverKind::Runner, Some(30), 70, 9),
        made(LeftoverKind::Runner, Some(31), 8, 9),
    ];

    let found = leftovers(&survey, &since_zero());

    let runners: Vec<_> =
        found.iter().filter(|item| item.kind == LeftoverKind::Runner).map(|item| item.id).collect();
    assert_eq!(runners, [30]);
}

#[test]
fn a_request_without_a_number_is_joined_by_place_and_moment() {
    let mut survey = survey(Subject::User { user: UserId(7) });
    survey.actors = [UserId(7)].into();
    survey.things = vec![
        thing(LeftoverKind::Trigger, 40, Some(at(20))),
        thing(LeftoverKind::Trigger, 41, Some(at(60))),
    ];
    let spot = Some(Spot::Project { project: ProjectId(3) });
    survey.made = vec![
        Made { spot, ..made(LeftoverKind::Trigger, None, 7, 21) },
        Made { spot, ..made(LeftoverKind::Trigger, None, 8, 60) },
    ];

    let found = leftovers(&survey, &since_zero());

    let triggers: Vec<_> = found
        .iter()
        .filter(|item| item.kind == LeftoverKind::Trigger)
        .map(|item| (item.id, item.because))
        .collect();
    assert_eq!(triggers, [(40, Because::Record)]);
}

#[test]
fn of_a_place_what_was_made_in_the_window_is_left_and_what_is_older_stays() {
    let mut survey = survey(Subject::Project { project: ProjectId(3) });
    (survey.user, survey.tokens, survey.keys, survey.webhooks) =
        (UserId(0), Vec::new(), Vec::new(), Vec::new());
    survey.things = vec![
        thing(LeftoverKind::DeployKey, 50, Some(at(-900))),
        thing(LeftoverKind::DeployKey, 51, Some(at(9))),
    ];

    let found = leftovers(&survey, &since_zero());

    assert_eq!(found.iter().map(|item| item.id).collect::<Vec<_>>(), [51]);
    assert!(leftovers(&survey, &Known::default()).is_empty(), "without a window nothing is new");
}

#[test]
fn what_nobody_asks_for_is_not_kept_in_a_survey() {
    let mut survey = survey(Subject::User { user: UserId(7) });
    survey.actors = [UserId(7)].into();
    survey.things = vec![thing(LeftoverKind::Variable, 0, None)];
    survey.made = vec![made(SshKey, Some(11), 8, 7), made(SshKey, Some(99), 8, 7)];

    keep_relevant(&mut survey);

    assert!(survey.things.is_empty(), "a variable that nobody made in the window");
    assert_eq!(survey.made, [made(SshKey, Some(11), 8, 7)], "who made what is listed stays");
}
