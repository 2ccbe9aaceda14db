use std::collections::BTreeSet;

use super::load::{FILES, load, shipped, with_own};
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
        text: None,
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
    assert!(told.contains(&"p:3: uses: there is no question nothing".to_owned()), "{told:#?}");
    assert!(told.contains(&"p:5: a: requirements: names no row".to_owned()), "{told:#?}");
    assert!(told.join(" ").contains("p:5: a: types: GitLab's catalogue has no"), "{told:#?}");
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

const OWN: &str = "pack: house
kinds: [compromised_user]
uses: [tokens]
text:
  en: { title: Our own rows }
  ja: { title: 自社の観点 }
questions:
  - id: vault-read
    requirements: [UA6]
    scope: actor
    also: ['service:vault action:read']
    text:
      en: { title: What was read from the vault, help: Look at the path. }
      ja: { title: 保管庫から読まれたもの }
";

fn own(text: &str) -> Result<Packs, Vec<String>> {
    let query = |text: &str| {
        if text.contains("((") { Err("a bracket too many".to_owned()) } else { Ok(()) }
    };
    let told = |problems: Vec<PackProblem>| problems.iter().map(ToString::to_string).collect();
    with_own([("own/house.yml", text)], query).map_err(told)
}

#[test]
fn a_pack_of_the_organisation_stands_beside_the_shipped_ones() {
    let packs = own(OWN).unwrap();

    assert_eq!(packs.packs.len(), shipped().packs.len() + 1);
    let asked = packs.for_kind("compromised_user");
    let question = asked.iter().find(|question| question.id == "vault-read").unwrap();
    assert_eq!(question.text.as_ref().unwrap().of("ja").title, "保管庫から読まれたもの");
    assert!(packs.of_pack("house").unwrap().iter().any(|question| question.id == "tokens"));
}

#[test]
fn a_pack_of_a_shipped_ones_name_stands_in_its_place() {
    let packs = own(&OWN.replace("pack: house", "pack: compromised-instance")).unwrap();

    assert_eq!(packs.packs.len(), shipped().packs.len());
    assert!(packs.question("administrators").is_none());
    assert!(packs.question("vault-read").is_some());
}

#[test]
fn a_pack_that_cannot_be_used_is_refused_with_file_and_line() {
    let refused = |from: &str, to: &str| own(&OWN.replacen(from, to, 1)).unwrap_err().join("; ");
    for (from, to, expected) in [
        ("scope: actor", "scope: everybody", "own/house.yml:10: "),
        ("[compromised_user]", "[alien]", "own/house.yml:2: kinds: there is no kind of case alien"),
        (
            "uses: [tokens]",
            "uses: [nothing]",
            "own/house.yml:3: uses: there is no question nothing",
        ),
        ("id: vault-read", "id: tokens", "own/house.yml:8: tokens: is there twice"),
        ("id: vault-read", "id: Vault", "own/house.yml:8: Vault: id: lower-case letters"),
        ("'service:vault", "'((service:vault", "own/house.yml:8: vault-read: also: ((service"),
        (
            "    also:",
            "    types: [no_such_type]\n    also:",
            "own/house.yml:8: vault-read: types:",
        ),
        ("[UA6]", "[]", "own/house.yml:8: vault-read: requirements: names no row"),
        ("      ja: { title: 保管庫から読まれたもの }\n", "", "own/house.yml:1"),
    ] {
        let told = refused(from, to);
        assert!(told.contains(expected), "{from} → {to}: {told}");
    }
}
