use std::collections::BTreeSet;

use super::load::{FILES, load, shipped};
use super::*;

fn bound() -> Bound {
    Bound {
        users: [7, 9].into(),
        token: None,
        projects: BTreeSet::new(),
        groups: [3].into(),
        since: "2026-11-20T00:00:00Z".parse().unwrap(),
        start: Start::Exposure,
        until: Some("2026-11-22T00:00:00Z".parse().unwrap()),
        end: End::Revocation,
    }
}

fn question(scope: Scope) -> Question {
    Question {
        id: "keys".to_owned(),
        requirements: vec!["UA6c".to_owned()],
        scope,
        types: vec!["add_ssh_key".to_owned(), "add_gpg_key".to_owned()],
        category: None,
        also: vec!["add:key".to_owned()],
    }
}

#[test]
fn every_event_type_of_a_shipped_question_is_in_the_catalogue() {
    let packs = load(FILES).unwrap();

    assert_eq!(&packs, shipped());
    assert!(packs.all().count() >= 25, "{}", packs.all().count());
}

#[test]
fn every_file_of_questions_is_shipped() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../questions");
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    let mut known: Vec<&str> = shipped().packs.iter().map(|pack| pack.pack.as_str()).collect();
    known.sort_unstable();

    assert_eq!(names, known);
}

#[test]
fn the_guides_lists_of_event_types_all_have_a_question() {
    let served: BTreeSet<&str> = shipped()
        .all()
        .flat_map(|question| question.requirements.iter().map(String::as_str))
        .collect();
    for row in [
        "CE7", "CE7a", "CE7b", "CE7c", "CE7d", "CE7e", "CE10", "UA6a", "UA6b", "UA6c", "UA6d",
        "UA6e", "UA6f", "UA6g", "UA6h", "UA6i", "UA6j", "UA6k", "CI6", "IN2", "IN15", "MS1", "MS2",
        "MS3", "MS4", "MS5", "MS10",
    ] {
        assert!(served.contains(row), "no question serves {row}");
    }
}

#[test]
fn a_question_is_narrowed_to_the_case_and_its_window() {
    for (scope, expected) in [
        (
            Scope::Actor,
            "(type:add_gpg_key,add_ssh_key OR (add:key)) author_id:7,9 since:2026-11-20T00:00:00Z until:2026-11-22T00:00:00Z",
        ),
        (
            Scope::Account,
            "(type:add_gpg_key,add_ssh_key OR (add:key)) (author_id:7,9 OR (entity_type:User entity_id:7,9) OR (target_type:User target_id:7,9)) since:2026-11-20T00:00:00Z until:2026-11-22T00:00:00Z",
        ),
        (
            Scope::Project,
            "(type:add_gpg_key,add_ssh_key OR (add:key)) (entity_type:Group entity_id:3) since:2026-11-20T00:00:00Z until:2026-11-22T00:00:00Z",
        ),
        (
            Scope::Instance,
            "(type:add_gpg_key,add_ssh_key OR (add:key)) since:2026-11-20T00:00:00Z until:2026-11-22T00:00:00Z",
        ),
    ] {
        assert_eq!(bound().query(&question(scope)), expected);
    }
}

#[test]
fn what_the_case_does_not_name_is_not_narrowed_and_says_so() {
    let nobody = Bound { users: BTreeSet::new(), until: None, ..bound() };

    assert!(!nobody.is_narrowed(Scope::Actor));
    assert!(nobody.is_narrowed(Scope::Instance));
    assert!(nobody.query(&question(Scope::Actor)).ends_with(" since:2026-11-20T00:00:00Z"));
    let token = Bound { token: Some(42), ..bound() };
    assert!(token.query(&question(Scope::Token)).contains(" token_id:42 "));
    assert!(token.query(&question(Scope::Actor)).contains("(author_id:7,9 OR token_id:42)"));
}

#[test]
fn a_mistake_in_a_pack_is_told() {
    let text = "pack: p\nkinds: []\nuses: [nothing]\nquestions:\n  - {id: a, requirements: [], scope: actor, types: [user_imagined]}\n  - {id: a, requirements: [CE7], scope: actor}\n";

    let problems = load([("p", text)]).unwrap_err();

    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 5, "{told:#?}");
    assert!(told[0].contains("requirements"), "{told:#?}");
    assert!(told[1].contains("user_imagined"), "{told:#?}");
    assert!(load([("p", "pack: p\nkind: []\n")]).is_err());
}

#[test]
fn a_kind_of_case_has_each_of_its_questions_once() {
    let packs = shipped();
    let user = packs.for_kind("compromised_user");
    let ids: BTreeSet<&str> = user.iter().map(|question| question.id.as_str()).collect();

    assert_eq!(ids.len(), user.len());
    assert!(ids.contains("tokens") && ids.contains("sign-ins"), "{ids:?}");
    assert_eq!(packs.named(&["ci".to_owned()]).len(), packs.of_pack("ci").unwrap().len());
    assert_eq!(packs.named(&["keys".to_owned()]).len(), 1);
}
