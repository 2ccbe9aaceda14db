//! What once got through, or was taken out where it should have stayed.

use super::{Rules, check, key, redact, redactor, rules, run, run_with, shown};
use crate::assist::redaction::{Account, AccountKind, Redactor};

const HEX: &str = "0123456789abcdef0123456789abcdef";

#[test]
fn what_signs_somebody_in_goes_with_every_scheme() {
    for header in [
        "Authorization: Bearer {}",
        "authorization: bearer {}",
        "Authorization: Basic {}",
        "Authorization: token {}",
        "Authorization: {}",
        "Proxy-Authorization:   Bearer   {}",
        "HTTP_AUTHORIZATION=Bearer {}",
        "\"HTTP_AUTHORIZATION\"=>\"Bearer {}\"",
        "curl -H 'Authorization: Bearer {}' https://gitlab.orchard.test/api/v4/version",
        "[\"Authorization\", \"Bearer {}\"]",
        "Authorization=Bearer%20{}",
        "the header was Bearer {}, it says",
    ] {
        let text = redact(&header.replace("{}", HEX));
        assert!(text.contains("‹hidden›") && !text.contains("abcdef"), "{text}");
        assert!(!header.contains("https") || text.ends_with("/api/v4/version"), "{text}");
    }
    check(&[
        (
            r#"{"authorization":"Basic dXNlcjpwdw==","status":200}"#,
            r#"{"authorization":"Basic ‹hidden›","status":200}"#,
        ),
        (
            r#"{"headers":{"Authorization":["Basic dXNlcjpwdw=="]},"n":1}"#,
            r#"{"headers":{"Authorization":["Basic ‹hidden›"]},"n":1}"#,
        ),
        (
            r#"{"message":"{\"authorization\":\"Basic dTpw\",\"n\":1}"}"#,
            r#"{"message":"{\"authorization\":\"Basic ‹hidden›\",\"n\":1}"}"#,
        ),
        (
            r#"{"authorization":"Digest username=\"who\", response=\"6629fae4\"","n":1}"#,
            r#"{"authorization":"Digest ‹hidden›","n":1}"#,
        ),
        (
            "Authorization: Digest username=\"who\", response=\"6629fae4\"",
            "Authorization: Digest ‹hidden›",
        ),
        (
            r#"{"params":[{"key":"authorization","value":"Basic dTpw"},{"key":"pass","value":"[FILTERED]"},{"key":"db_password","value":"x"}]}"#,
            r#"{"params":[{"key":"authorization","value":"‹hidden›"},{"key":"pass","value":"[FILTERED]"},{"key":"db_password","value":"‹hidden›"}]}"#,
        ),
        // Words of a sentence, and what stands in the place of a secret.
        ("authorization: failed for tomas", "authorization: failed for tomas"),
        ("no authorization token missing", "no authorization token missing"),
        ("Authorization: Bearer [FILTERED]", "Authorization: Bearer [FILTERED]"),
        ("Bearer authentication is required here", "Bearer authentication is required here"),
    ]);
}

#[test]
fn a_password_goes_however_short_it_is() {
    check(&[
        ("password: hunter2", "password: ‹hidden›"),
        ("password=a&x=1", "password=‹hidden›&x=1"),
        (
            "user[password]=a1 user%5Bpassword%5D=a1&n=1",
            "user[password]=‹hidden› user%5Bpassword%5D=‹hidden›&n=1",
        ),
        (
            "DB_PASS=pw1 DB_PASSWD: 'a b c' client_secret => \"s\"",
            "DB_PASS=‹hidden› DB_PASSWD: '‹hidden›' client_secret => \"‹hidden›\"",
        ),
        ("mysql --password hunter2 -u root", "mysql --password ‹hidden› -u root"),
        ("<password>a</password><x>", "<password>‹hidden›</password><x>"),
        (r#"{"password":"a\"b","n":1}"#, r#"{"password":"‹hidden›","n":1}"#),
        (r#"{"password":1234,"n":1}"#, r#"{"password":"‹hidden›","n":1}"#),
        (
            r#"{"message":"{\"new_password_confirmation\":\"a\",\"n\":1}"}"#,
            r#"{"message":"{\"new_password_confirmation\":\"‹hidden›\",\"n\":1}"}"#,
        ),
        ("encrypted_password = '$2a$10$abc'", "encrypted_password = '‹hidden›'"),
        // What is none.
        (
            r#"{"password":"","user_id":22,"secret":null}"#,
            r#"{"password":"","user_id":22,"secret":null}"#,
        ),
        (
            r#"{"password":"[FILTERED]","password_automatically_set":false}"#,
            r#"{"password":"[FILTERED]","password_automatically_set":false}"#,
        ),
        (
            "Devise::Password::Reset in app/models/secret.rb:40:in",
            "Devise::Password::Reset in app/models/secret.rb:40:in",
        ),
        ("the password was changed, tomas", "the password was changed, tomas"),
        ("password: ****", "password: ****"),
    ]);
}

#[test]
fn numbers_of_known_accounts_go_behind_the_word_for_their_kind() {
    check(&[
        ("User 14, user:14 and user: 14", "User ‹id›, user:‹id› and user: ‹id›"),
        ("User#14 User(14) USER [14] user '14'", "User#‹id› User(‹id›) USER [‹id›] user '‹id›'"),
        ("Mizuki Arai (id: 14), (ID 14), with id 14", "‹user› (id: ‹id›), (ID ‹id›), with id ‹id›"),
        (
            "project 40, project #40, Project(40), group 7, namespace 7",
            "project ‹id›, project #‹id›, Project(‹id›), group ‹id›, namespace ‹id›",
        ),
        (
            "ユーザー 14、プロジェクト40、グループ（7）",
            "ユーザー ‹id›、プロジェクト‹id›、グループ（‹id›）",
        ),
        (
            r#"{"message":"User 14 left project 40"}"#,
            r#"{"message":"User ‹id› left project ‹id›"}"#,
        ),
        ("User#991 User(991)", "User#‹id› User(‹id›)"),
        // The subjects', numbers of nobody that is known, and other numbers.
        ("User 22, User#22, project 31, (id: 22)", "User 22, User#22, project 31, (id: 22)"),
        (
            "user 0.14 system 0.40, group 2 of 5, group (14 members)",
            "user 0.14 system 0.40, group 2 of 5, group (14 members)",
        ),
        (
            "superuser 14, user 14px, project 14, user 1455",
            "superuser 14, user 14px, project 14, user 1455",
        ),
    ]);
}

#[test]
fn the_sign_of_an_escape_is_no_letter_of_a_name() {
    check(&[
        (
            r#"{"message":"x\nwho@q.test\u003cwho@q.test\tmizuki@q.test\n@stranger"}"#,
            r#"{"message":"x\n‹email›\u003c‹email›\t‹email›\n@‹user›"}"#,
        ),
        ("nora@q.test unter@q.test", "‹email› ‹email›"),
    ]);
}

#[test]
fn every_line_of_an_access_log_is_withheld() {
    for line in [
        r#"{"log":"1.2.3.4 - - [14/Jan/2026:03:31:05 +0000] \"GET /x HTTP/1.1\" 200 5 \"-\" \"curl\"\n","stream":"stdout","time":"2026-01-14T03:31:05Z"}"#,
        r#"{"log":"1.2.3.4 - - [14/Jan/2026:03:31:05 +0000] \"\\x16\\x03\" 400 157 \"-\" \"-\"\n","stream":"stdout"}"#,
        r#"1.2.3.4 - - [14/Jan/2026:03:31:05 +0000] "\x16\x03\x01" 400 157 "-" "-""#,
        r#"{"remote_addr":"1.2.3.4","request":"GET /x HTTP/1.1","status":200}"#,
        r#"{"remote_addr": "1.2.3.4", "request_method": "GET", "request_uri": "/x", "status": "200", "body_bytes_sent": "5"}"#,
        "time=\"2026-01-14T03:31:05Z\" level=info msg=access method=GET uri=/x status=200",
        "level=info msg=\"access\" remote_ip=1.2.3.4",
        "level=info method=GET uri=/x status=200",
        r#"{"log":"{\"method\":\"GET\",\"uri\":\"/x\",\"written_bytes\":5,\"level\":\"info\",\"msg\":\"access\"}\n"}"#,
        r#"{"level":"info","msg":"handled","uri":"/x","method":"GET","status":200,"duration_ms":3}"#,
        r#"2026-01-14T03:31:05Z stdout F 1.2.3.4 - - [14/Jan/2026:03:31:05 +0000] "GET /x HTTP/1.1" 200 5 "-" "curl""#,
        r#"https 2026-01-14T03:31:05Z app/lb 1.2.3.4:2817 10.0.0.1:80 0.0 0.0 0.0 200 200 0 57 "GET https://x.test:443/ HTTP/1.1" "curl""#,
    ] {
        assert_eq!(redact(line), "‹access_log›", "{line}");
    }
    // Lines of other logs that tell of requests.
    for line in [
        r#"{"severity":"INFO","time":"2026-01-14T03:31:05Z","method":"GET","path":"/api/v4/version","route":"/api/:version/version","status":200,"message":"\"GET /x HTTP/1.1\""}"#,
        r#"{"severity":"WARN","time":"2026-01-14T03:31:05Z","message":"access denied","uri":"none"}"#,
        r#"{"level":"error","msg":"access denied","status":"x"}"#,
        "Started GET \"/x\" for tomas, HTTP/1.1 refused",
    ] {
        assert_ne!(redact(line), "‹access_log›", "{line}");
    }
}

#[test]
fn short_names_in_base64_and_encoded_words_are_found() {
    check(&[
        ("bWl6dWtp TWl6dWtp TUlaVUtJ q=TWl6dWtp&x", "‹user› ‹user› ‹user› q=‹user›&x"),
        ("=?utf-8?b?bWl6dWtp?= wrote", "‹user› wrote"),
        ("=?UTF-8?B?TWl6dWtpIEFyYWk=?= <x>", "‹user› <x>"),
        ("=?utf-8?q?m=69zuki_was?= here", "‹user› here"),
        ("=?utf-8?q?m=69zuki?= here", "‹user› here"),
        ("=?utf-8?b?5paw5LqV?= =?utf-8?b?IOOBv+OBmuOBjQ==?= he", "‹user› he"),
        ("=?utf-8?q?who=40else.test?= here", "‹email› here"),
        // Of a charset that is not read nobody knows what it says.
        ("=?iso-2022-jp?B?GyRCP3cwZhsoQg==?= here", "‹user› here"),
        (
            "=?utf-8?q?tomas?= and =?iso-8859-1?q?tomas?= =? ?= =?x",
            "=?utf-8?q?tomas?= and =?iso-8859-1?q?tomas?= =? ?= =?x",
        ),
    ]);
}

#[test]
fn names_of_members_are_no_mentions() {
    check(&[
        (
            r#"{"@timestamp":"2026-01-14T03:31:05Z","@version" : "1","message":"hi @stranger"}"#,
            r#"{"@timestamp":"2026-01-14T03:31:05Z","@version" : "1","message":"hi @‹user›"}"#,
        ),
        (
            r#"{"log":"{\"@timestamp\":1,\"n\":\"@stranger\"}"}"#,
            r#"{"log":"{\"@timestamp\":1,\"n\":\"@‹user›\"}"}"#,
        ),
        (r#"{"@mizuki":1,"@stranger and":2}"#, r#"{"@‹user›":1,"@‹user› and":2}"#),
    ]);
}

#[test]
fn one_place_has_one_pseudonym() {
    let text = concat!(
        "{\"path\":\"/secret/plan.git/info/refs\"}\n",
        "{\"full_path\":\"secret/plan\"}\n",
        "{\"full_path\":\"/Secret/Plan.git\"}\n",
        "{\"target_details\":\"secret/plan\",\"target_type\":\"PersonalAccessToken\"}\n",
        "{\"path\":\"/api/v4/projects/secret%2Fplan\"}\n",
        "{\"message\":\"git@gitlab.orchard.test:secret/plan.git\"}\n",
        "{\"message\":\"https://gitlab.orchard.test/secret/plan/-/issues\"}\n",
    );
    let (output, _) = run(text.as_bytes());
    let text = String::from_utf8(output.text).unwrap();
    let names = text.match_indices("[place:").filter_map(|(at, _)| text.get(at..at + 19));
    let names: std::collections::BTreeSet<&str> = names.collect();
    assert_eq!((names.len(), text.matches("[place:").count()), (1, 7), "{text}");
}

#[test]
fn lines_with_zero_bytes_are_withheld() {
    let (output, report) = run(b"tomas\nm\0i\0z\0u\0k\0i\0\n\xff\xfem\0\ntomas\n");
    let text = String::from_utf8(output.text).unwrap();
    assert_eq!(shown(&text), "tomas\n‹unreadable›\n‹unreadable›\ntomas\n");
    assert_eq!(report.lines, 4);
}

#[test]
fn a_line_made_of_marks_takes_no_longer_than_others() {
    // Each of these once was, or could be, looked at to its end for each mark.
    for piece in [
        "password=\"",
        "password='\\",
        "authorization: digest ",
        "=?utf-8?b?",
        " HTTP/",
        "msg=",
        "user ((",
        "--password ",
    ] {
        let line = piece.repeat(200_000 / piece.len());
        let (output, report) = run_with(redactor(), line.as_bytes());
        assert_eq!((report.lines, output.text.is_empty()), (1, false), "{piece}");
    }
}

#[test]
fn a_number_above_the_subjects_is_theirs_and_an_account_without_one_is_fine() {
    let mut rules: Rules = rules();
    rules.others.push(Account { id: None, ..rules.others[0].clone() });
    rules.others.push(Account {
        kind: AccountKind::Project,
        id: Some(22),
        ..rules.others[2].clone()
    });
    let (output, _) =
        run_with(Redactor::new(&rules, &key(), None).unwrap(), b"group 3, (id: 22), project 22");
    assert_eq!(shown(&String::from_utf8(output.text).unwrap()), "group 3, (id: 22), project ‹id›");
}

#[test]
fn a_line_made_of_marks_alone_is_read_and_costs_no_more_memory_than_others() {
    for (part, kept) in [
        (".git", true),
        ("a://", false),
        ("1.999.", true),
        ("https://gitlab.orchard.test/", false),
        ("x.internal", false),
        ("::1:", true),
    ] {
        let line = part.repeat((32 << 10) / part.len());
        let mut spans = super::super::span::Spans::default();
        let known = super::super::known::Known::of(&rules()).unwrap();
        super::super::find::Finder::default().find(line.as_bytes(), &known, &mut spans);
        assert!(spans.memory() < 4 << 20, "{part}: {}", spans.memory());
        let text = redact(&format!("{line} mizuki"));
        assert!(!text.contains("mizuki"), "{part}");
        assert!(kept || text.len() < line.len(), "{part} {}", text.len());
    }
}

#[test]
fn an_address_of_a_page_that_never_ends_goes_as_a_whole() {
    let long = format!("see https://pit.example/{}last-word then", "a/".repeat(20 << 10));
    let text = redact(&long);
    assert!(text.starts_with("see https://") && text.ends_with(" then"), "{text}");
    assert!(!text.contains("last-word") && text.len() < 100, "{text}");
}
