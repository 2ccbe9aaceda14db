//! The inventory of credentials: ranked, marked, filtered, exported.

use engine::investigate::inventory::{
    Credential, CredentialKind, Filter, Mark, Owner, Row, csv, inventory,
};
use engine::respond::Spot;
use event::UserId;
use jiff::Timestamp;

fn now() -> Timestamp {
    "2026-11-21T10:00:00Z".parse().unwrap()
}

fn days_ago(days: i64) -> Timestamp {
    now() - jiff::SignedDuration::from_hours(24 * days)
}

fn credential(id: i64, kind: CredentialKind, scopes: &[&str]) -> Credential {
    Credential {
        kind,
        id,
        name: format!("credential {id}"),
        owner: Owner {
            id: Some(UserId(7)),
            name: Some("alice".to_owned()),
            state: Some("active".to_owned()),
            ..Owner::default()
        },
        spot: Spot::User { user: UserId(7) },
        path: "alice".to_owned(),
        scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        access_level: None,
        can_push: false,
        is_active: true,
        created_at: Some(days_ago(10)),
        last_used_at: Some(days_ago(1)),
        expires_at: Some(days_ago(-30)),
    }
}

fn ids(rows: &[Row]) -> Vec<i64> {
    rows.iter().map(|row| row.credential.id).collect()
}

#[test]
fn what_opens_most_comes_first() {
    use CredentialKind::{
        DeployToken, GpgKey, GroupToken, PersonalToken, ProjectToken, Runner, Trigger,
    };
    let mut administrators = credential(2, PersonalToken, &["api"]);
    administrators.owner.is_admin = true;
    let all = vec![
        credential(10, GpgKey, &[]),
        credential(9, PersonalToken, &["read_api"]),
        credential(8, DeployToken, &["read_repository"]),
        credential(7, Trigger, &[]),
        credential(6, ProjectToken, &["api"]),
        credential(5, Runner, &[]),
        credential(4, GroupToken, &["api"]),
        credential(3, PersonalToken, &["api"]),
        administrators,
        credential(1, PersonalToken, &["read_api", "sudo"]),
    ];

    let rows = inventory(all, &Filter::default(), now());

    assert_eq!(ids(&rows), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    assert!(rows.iter().all(|row| i64::from(row.rank.0) == row.credential.id), "{rows:?}");
}

#[test]
fn of_one_rank_the_neglected_come_first() {
    let fresh = credential(1, CredentialKind::SshKey, &[]);
    let mut unused = credential(2, CredentialKind::SshKey, &[]);
    unused.last_used_at = Some(days_ago(200));
    let mut never = credential(3, CredentialKind::SshKey, &[]);
    (never.created_at, never.last_used_at, never.expires_at) = (Some(days_ago(400)), None, None);

    let rows = inventory(vec![fresh, unused, never], &Filter::default(), now());

    assert_eq!(ids(&rows), [3, 2, 1]);
    assert_eq!(rows[0].marks, [Mark::Stale, Mark::Endless, Mark::Old]);
    assert_eq!(rows[1].unused_days, Some(200));
    assert!(rows[2].marks.is_empty());
}

#[test]
fn what_does_not_work_any_more_is_left_out_unless_asked_for() {
    let mut ended = credential(1, CredentialKind::PersonalToken, &["api"]);
    ended.is_active = false;
    let all = vec![ended, credential(2, CredentialKind::PersonalToken, &["read_user"])];

    assert_eq!(ids(&inventory(all.clone(), &Filter::default(), now())), [2]);
    let with_ended = Filter { with_ended: true, ..Filter::default() };
    assert_eq!(ids(&inventory(all, &with_ended, now())), [2, 1]);
}

#[test]
fn filters_hold_together() {
    let mut stale = credential(1, CredentialKind::PersonalToken, &["api"]);
    stale.last_used_at = Some(days_ago(40));
    let mut bobs = stale.clone();
    (bobs.id, bobs.owner.name, bobs.owner.id) = (2, Some("bob".to_owned()), Some(UserId(8)));
    let all = vec![stale, bobs, credential(3, CredentialKind::PersonalToken, &["api"])];

    let filter = Filter {
        kinds: vec![CredentialKind::PersonalToken],
        stale_days: Some(30),
        owner: Some("Alice".to_owned()),
        rank_max: Some(3),
        text: Some("API".to_owned()),
        ..Filter::default()
    };
    assert_eq!(ids(&inventory(all.clone(), &filter, now())), [1]);
    let by_number = Filter { owner: Some("8".to_owned()), ..Filter::default() };
    assert_eq!(ids(&inventory(all, &by_number, now())), [2]);
}

#[test]
fn no_cell_is_a_formula_and_quotes_are_kept() {
    let mut evil = credential(1, CredentialKind::PersonalToken, &["api"]);
    evil.name = "=HYPERLINK(\"http://evil\",\"x\")".to_owned();
    evil.path = "-2+3".to_owned();
    let rows = inventory(vec![evil], &Filter::default(), now());

    let text = csv(&rows, true);

    assert!(text.starts_with("\u{feff}rank,kind,id,name,"), "{text}");
    assert!(text.contains("\"'=HYPERLINK(\"\"http://evil\"\",\"\"x\"\")\""), "{text}");
    assert!(text.contains(",\"'-2+3\","), "{text}");
    assert!(csv(&[], false).starts_with("rank,"));
}
