//! Whom fields tell, and whom they do not.

use super::*;
use crate::assist::redaction::{Hosts, Key, Output, Redactor};

fn rules() -> Rules {
    let subject = |kind, id, path: &str| Account {
        kind,
        id: Some(id),
        path: path.to_owned(),
        names: Vec::new(),
        emails: Vec::new(),
        addresses: Vec::new(),
    };
    Rules {
        subjects: vec![
            subject(AccountKind::User, 2_200_000, "tomas"),
            subject(AccountKind::Project, 3_100_000, "orchard/cider-press"),
        ],
        hosts: Hosts { public: vec!["gitlab.orchard.test".to_owned()], ..Hosts::default() },
        ..Rules::default()
    }
}

fn told(lines: &[&str]) -> Vec<String> {
    let mut told = Told::new(&rules()).unwrap();
    for line in lines {
        told.line(line.as_bytes());
    }
    let (accounts, hosts) = told.names();
    accounts.into_iter().map(|one| one.path).chain(hosts).collect()
}

#[track_caller]
fn check(line: &str, expected: &[&str]) {
    let mut names = told(&[line]);
    names.sort();
    names.dedup();
    assert_eq!(names, expected, "{line}");
}

#[test]
fn fields_tell_and_words_before_names_do() {
    check(
        r#"{"username":"Mizuki","meta.user_id":4711222,"meta.project":"quarry/pit/gravel"}"#,
        &["4711222", "mizuki", "quarry", "quarry/pit", "quarry/pit/gravel"],
    );
    check(r#"{"user_username":"zed","name":"Zed Arai"}"#, &["zed", "zed arai"]);
    check(r#"{"fqdn":"db-07.pit.example"}"#, &["db-07", "db-07.pit.example"]);
    check(r#"{"host":{"name":"metal-44.dc.example"}}"#, &["metal-44", "metal-44.dc.example"]);
    check(r#"{"username":"zq"}"#, &["zq"]);
    check(r#"{"owner_email":"ivo.kern@pit.example"}"#, &["ivo.kern", "ivo.kern@pit.example"]);
    check(
        r#"{"client_url":"https://bot:x@hooks.pit.example:8443/a"}"#,
        &["hooks.pit.example", "x@hooks.pit.example"],
    );
    check("Failed Login: username=mizuki ip=203.0.113.7", &["mizuki"]);
    check(
        r#"{"query_string":"query { project(fullPath: \"quarry/gravel\") { id } }"}"#,
        &["quarry", "quarry/gravel"],
    );
    check("msg=x gl_project_path=quarry/gravel", &["quarry", "quarry/gravel"]);
    check("<134>1 2026-01-14T03:22:17Z gl-01 app 12 id - text", &["gl-01"]);
    check("Jan 14 03:22:17 gl-01 app[12]: text", &["gl-01"]);
    check("2026-01-14T03:22:17.604Z stdout F text", &[]);
    check(r#"{"change":"username","from":"mizuki","to":"mizu"}"#, &["mizu", "mizuki"]);
    check(r#"{"change":"visibility","from":"Private","to":"Public"}"#, &[]);
    check(r#"{"extra.thing":"User:4711222"}"#, &["4711222"]);
}

#[test]
fn what_stands_in_a_line_within_a_line_tells_too() {
    check(r#"{"log":"{\"meta.project\":\"quarry/gravel\"}\n"}"#, &["quarry", "quarry/gravel"]);
    check(
        r#"{"message":"{\"variables\":\"{\\\"fullPath\\\":\\\"quarry/gravel\\\"}\"}"}"#,
        &["quarry", "quarry/gravel"],
    );
    check(r#"{"variables":"{\"author_name\"=>\"Mizuki Arai\"}"}"#, &["mizuki arai"]);
}

#[test]
fn subjects_words_and_short_numbers_are_nobody_else() {
    check(
        r#"{"username":"tomas","meta.user_id":2200000,"meta.project":"orchard/cider-press","meta.root_namespace":"orchard","host":"gitlab.orchard.test"}"#,
        &[],
    );
    check(r#"{"user_id":14,"username":"git","author_name":"(System)","status":200}"#, &[]);
}

#[test]
fn there_is_room_for_so_many_and_then_it_says_so() {
    let mut told = Told::new(&rules()).unwrap().with_room(3);
    for name in ["a1x", "b2y", "c3z", "d4w"] {
        assert_eq!(told.is_full(), name == "d4w");
        told.add(AccountKind::User, name);
    }
    assert_eq!(told.names().0.len(), 3);
}

/// What the names that a first look told leave of a text.
fn redacted(telling: &str, text: &str) -> String {
    let mut told = Told::new(&rules()).unwrap();
    telling.lines().for_each(|line| told.line(line.as_bytes()));
    let mut rules = rules();
    (rules.others, rules.hosts.others) = told.names();
    let mut redactor = Redactor::new(&rules, &Key::new(&[7; 32]), None).unwrap();
    let mut output = Output::default();
    redactor.push(text.as_bytes(), &mut output);
    redactor.finish(&mut output);
    String::from_utf8(output.text).unwrap()
}

#[test]
fn what_was_told_is_gone_however_it_is_written() {
    let telling = r#"{"username":"zed","author_name":"İvo O'Kern","fqdn":"db-07.pit.example","meta.project":"Quarry/gravel","user_id":4711222}"#;
    for text in [
        "zed",
        "ZED",
        "Zed_backup",
        "%7A%65%64",
        "emVk",
        "WmVk",
        "WkVE",
        "ｚｅｄ",
        "&#122;ed",
        "İvo O'Kern",
        "i\u{307}vo o'kern",
        r"\u0130vo O\u0027Kern",
        "O'Kern, İvo",
        "İVO O&#39;KERN",
        "db-07",
        "DB-07.pit.example",
        "QUARRY",
        "quarry%2Fgravel",
        "4711222",
        "NDcxMTIyMg",
        "４７１１２２２",
    ] {
        let line = format!("seen {text} there");
        let left = redacted(telling, &line);
        assert!(
            left.starts_with("seen [") && left.contains("] there")
                || left.starts_with("seen [") && left.contains("]_backup"),
            "{left}"
        );
    }
    assert_eq!(redacted(telling, "zedless and 47112229 stay"), "zedless and 47112229 stay");
}

#[test]
fn accents_and_width_make_no_other_name() {
    for (name, written) in [
        (
            "Zoë Ångström",
            &["Zoe\u{308} A\u{30a}ngstro\u{308}m", "ZOË ÅNGSTRÖM", "Zoe Angstrom"][..],
        ),
        ("Rene\u{301} Dufour", &["René Dufour", "RENÉ DUFOUR", "Rene%CC%81%20Dufour"]),
        ("ミズキ タナカ", &["ﾐｽﾞｷ ﾀﾅｶ", "ミズキ\u{3000}タナカ", "タナカ ミズキ"]),
        ("İpek Şahin", &["ipek şahin", "İPEK ŞAHİN", "i\u{307}pek s\u{327}ahin"]),
    ] {
        let telling = format!(r#"{{"author_name":"{name}"}}"#);
        for text in written {
            let left = redacted(&telling, &format!("seen {text} there"));
            assert!(left.starts_with("seen [user:") && left.ends_with("] there"), "{left}");
        }
    }
}

#[test]
fn rows_of_an_export_have_fields() {
    let row = "ID,Author ID,Author Name,Entity ID,Entity Type,Entity Path,Target ID,Target Type,Target Details,Action,IP Address,Created At (UTC) 9,14,\"Arai, Mizuki\",31,Project,quarry/gravel,15,User,ivo,Added,203.0.113.90,2024-06-18 21:44:50";
    let left = redacted(row, row);
    for gone in ["14,", "Arai", "31,", "quarry", "15,", "ivo", "203.0.113.90"] {
        assert!(!left.contains(gone), "{gone} in {left}");
    }
    assert!(left.contains("Author Name,") && left.contains(",Added,"), "{left}");
}

#[test]
fn first_names_are_told_with_their_last_names_only() {
    check(
        r#"{"params":[{"key":"user","value":{"first_name":"Will","last_name":"Quill"}}]}"#,
        &["will quill"],
    );
    check(r#"{"params":[{"key":"name","value":"main"},{"key":"search","value":"status"}]}"#, &[]);
    check(r#"{"params":[{"key":"assignee_username","value":["una.q"]}]}"#, &["una.q"]);
    check(r#"{"extern_uid":"uid=una.q,ou=people"}"#, &["una.q"]);
    check("Signed-off-by: Una Quill <[x]> To: Una Quill <u@q.test>", &["u@q.test", "una quill"]);
    check("Grant <g@q.test> in /home/page/x.rb", &["g@q.test"]);
}
