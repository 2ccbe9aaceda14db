mod leaks;
mod ordinary;

use super::span::Kind;
use super::{
    Account, AccountKind, Edit, EditKind, Edits, Hosts, Key, Output, Redactor, Report, Rules,
};

fn account(kind: AccountKind, id: i64, path: &str, names: &[&str]) -> Account {
    Account {
        kind,
        id: Some(id),
        path: path.to_owned(),
        names: names.iter().map(ToString::to_string).collect(),
        emails: Vec::new(),
        addresses: Vec::new(),
    }
}

/// Tomas and his project are the subjects; Mizuki and two projects are others.
fn rules() -> Rules {
    let mut tomas = account(AccountKind::User, 22, "tomas", &["Tomas Lind"]);
    tomas.emails = vec!["tomas@orchard.test".to_owned()];
    tomas.addresses = vec!["203.0.113.90".parse().unwrap()];
    Rules {
        subjects: vec![tomas, account(AccountKind::Project, 31, "orchard/cider-press", &[])],
        others: vec![
            account(AccountKind::User, 14, "mizuki", &["Mizuki Arai", "新井 みずき"]),
            account(AccountKind::User, 15, "status", &["Al Message"]),
            account(AccountKind::Project, 40, "quarry/gravel", &["Gravel Works"]),
            account(AccountKind::Group, 7, "quarry", &[]),
            account(AccountKind::Group, 3, "orchard", &["The Orchard"]),
        ],
        hosts: Hosts {
            public: vec!["gitlab.orchard.test".to_owned()],
            internal: vec![".infra.orchard.test".to_owned()],
            others: Vec::new(),
        },
        token_prefix: None,
        keep_access_logs: false,
    }
}

fn key() -> Key {
    Key::new(&[7; 32])
}

/// Made once: the automata of the names take a while without optimisation.
fn redactor() -> Redactor {
    static READY: std::sync::OnceLock<Redactor> = std::sync::OnceLock::new();
    READY.get_or_init(|| Redactor::new(&rules(), &key(), None).unwrap()).clone()
}

fn run(text: &[u8]) -> (Output, Report) {
    run_with(redactor(), text)
}

fn run_with(mut redactor: Redactor, text: &[u8]) -> (Output, Report) {
    let mut output = Output::default();
    redactor.push(text, &mut output);
    let report = redactor.finish(&mut output);
    (output, report)
}

/// The redacted text, with `‹user›` for each pseudonym of a user.
fn redact(text: &str) -> String {
    let (output, _) = run(text.as_bytes());
    shown(&String::from_utf8(output.text).unwrap())
}

fn shown(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('[') {
        let length = super::pseudonym::length_at(format!("[{behind}").as_bytes());
        let (name, after) = match length.and_then(|length| behind.split_at_checked(length - 1)) {
            Some((own, after)) => (format!("‹{}›", own.split(':').next().unwrap()), after),
            None => ("[".to_owned(), behind),
        };
        out = out + before + &name;
        rest = after;
    }
    out + rest
}

#[track_caller]
fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(redact(text), *expected, "{text}");
    }
}

#[test]
fn fields_of_gitlabs_own_tell_whose_they_are() {
    check(&[
        (
            r#"{"username":"mizuki","user_id":14,"meta.user":"nobody-known","meta.user_id":99,"status":200}"#,
            r#"{"username":"‹user›","user_id":"‹id›","meta.user":"‹user›","meta.user_id":"‹id›","status":200}"#,
        ),
        (
            r#"{"username":"tomas","user_id":22,"meta.project":"orchard/cider-press","meta.root_namespace":"orchard","token_id":512}"#,
            r#"{"username":"tomas","user_id":22,"meta.project":"orchard/cider-press","meta.root_namespace":"orchard","token_id":512}"#,
        ),
        (
            r#"{"author_id":14,"entity_id":40,"entity_type":"Project","entity_path":"quarry/gravel","target_type":"PersonalAccessToken","target_id":512,"target_details":"nightly"}"#,
            r#"{"author_id":"‹id›","entity_id":"‹id›","entity_type":"Project","entity_path":"‹place›","target_type":"PersonalAccessToken","target_id":"‹id›","target_details":"‹id›"}"#,
        ),
        (
            r#"{"remote_ip":"10.0.0.4, 203.0.113.90","meta.client_id":"ip/198.51.100.7","host":"gl-01"}"#,
            r#"{"remote_ip":"‹ip›, 203.0.113.90","meta.client_id":"ip/‹ip›","host":"‹host›"}"#,
        ),
        (
            r#"{"path":"/api/v4/projects/40/hooks","uri":"/quarry/gravel/-/issues?x=1","referer":"https://gitlab.orchard.test/orchard/cider-press"}"#,
            r#"{"path":"/api/v4/projects/‹id›/hooks","uri":"/‹place›/-/issues?x=1","referer":"https://gitlab.orchard.test/orchard/cider-press"}"#,
        ),
        (
            r#"{"path":"/unknown/thing.git/info/refs","grpc.request.glRepository":"project-40","user_id":"user-22"}"#,
            r#"{"path":"/‹place›.git/info/refs","grpc.request.glRepository":"project-‹id›","user_id":"user-22"}"#,
        ),
        (
            r#"{"params":[{"key":"namespace_id","value":"quarry"},{"key":"project_id","value":"cider-press"},{"key":"user","value":{"login":"who","password":"[FILTERED]"}}]}"#,
            r#"{"params":[{"key":"namespace_id","value":"‹place›"},{"key":"project_id","value":"cider-press"},{"key":"user","value":{"login":"‹user›","password":"[FILTERED]"}}]}"#,
        ),
        (
            r#"{"class":"ProjectExportWorker","args":["14","31","{}"],"message":"ProjectExportWorker done"}"#,
            r#"{"class":"ProjectExportWorker","args":["‹id›","31","{}"],"message":"ProjectExportWorker done"}"#,
        ),
        // A shipper's words before it, and a line that breaks off.
        (
            r#"2026-01-14T03:31:05Z stdout F {"username":"mizuki","remote_ip":"198.51.100.7","oth"#,
            r#"2026-01-14T03:31:05Z stdout F {"username":"‹user›","remote_ip":"‹ip›","oth"#,
        ),
    ]);
}

#[test]
fn free_text_is_looked_into() {
    check(&[
        ("Failed Login: username=mizuki ip=198.51.100.7", "Failed Login: username=‹user› ip=‹ip›"),
        (
            "Failed Login: username=stranger ip=203.0.113.90",
            "Failed Login: username=‹user› ip=203.0.113.90",
        ),
        ("asked Mizuki Arai, ARAI MIZUKI and 新井 みずき.", "asked ‹user›, ‹user› and ‹user›."),
        (
            "Tomas Lind mailed tomas@orchard.test and x.y@else.test.",
            "Tomas Lind mailed tomas@orchard.test and ‹email›.",
        ),
        ("mizukist is no name, mizuki-old may be", "mizukist is no name, ‹user›-old may be"),
        (
            "2001:db8::42 ::ffff:198.51.100.7 [2001:db8::1]:443 at 03:40:09",
            "‹ip› ‹ip› [‹ip›]:443 at 03:40:09",
        ),
        (
            "Gitlab::Auth v17.2.1 took 0.0412 s, 127.0.0.1 Chrome/120.0.0.0",
            "Gitlab::Auth v17.2.1 took 0.0412 s, 127.0.0.1 Chrome/120.0.0.0",
        ),
        (
            "see https://hooks.else.test/t/1?k=v, or db-02.infra.orchard.test:5432",
            "see https://‹url›, or ‹host›:5432",
        ),
        (
            "see https://gitlab.orchard.test/quarry/gravel/-/issues/1",
            "see https://gitlab.orchard.test/‹place›/-/issues/1",
        ),
        (
            "git clone git@gitlab.orchard.test:some/thing.git",
            "git clone git@gitlab.orchard.test:‹place›.git",
        ),
        (
            "gid://gitlab/User/14 gid://gitlab/User/22 user_id: 14, @mizuki @tomas",
            "gid://gitlab/User/‹id› gid://gitlab/User/22 user_id: ‹id›, @‹user› @tomas",
        ),
        (
            "glpat-q7Wz2KpL9mXc4VbN8tRy in https://bot:hunter22@gitlab.orchard.test/x",
            "‹hidden› in https://‹url›",
        ),
        ("DEPLOY_PASSWORD=correcthorse9battery", "DEPLOY_PASSWORD=‹hidden›"),
        (
            "orchard/cider-press of The Orchard, not quarry/gravel",
            "orchard/cider-press of The Orchard, not ‹place›",
        ),
        (
            "app/models/user.rb:40:in `block' lib/gitlab/auth.rb:3",
            "app/models/user.rb:40:in `block' lib/gitlab/auth.rb:3",
        ),
        // GitLab's own words stay, whoever is called so.
        (
            r#"{"status":200,"message":"status of Al Message","severity":"INFO"}"#,
            r#"{"status":200,"message":"‹user› of ‹user›","severity":"INFO"}"#,
        ),
    ]);
}

#[test]
fn what_is_encoded_is_found() {
    check(&[
        ("q=mizuki%40else.test&x=1", "q=‹email›&x=1"),
        ("q=%6d%69%7A%75ki&x=%2540mizuki", "q=‹user›&x=%2540‹user›"),
        (
            r#"{"message":"\u006dizuki and m\u0069zuki\nmizuki"}"#,
            r#"{"message":"‹user› and ‹user›\n‹user›"}"#,
        ),
        (
            r#"{"message":"{\"username\":\"stranger\",\"n\":1}"}"#,
            r#"{"message":"{\"username\":\"‹user›\",\"n\":1}"}"#,
        ),
        (r#"{"message":"\\u006dizuki \\\\u006dizuki"}"#, r#"{"message":"‹user› ‹user›"}"#),
        (
            "ＭＩＺＵＫＩ ｍｉｚｕｋｉ＠ｅｌｓｅ．ｔｅｓｔ １９８．５１．１００．７",
            "‹user› ‹email› ‹ip›",
        ),
        ("MiZuKi m\u{200b}izuki", "‹user› ‹user›"),
        (
            "mi\u{fe0f}zuki mi\u{e0041}zuki mi\u{3164}zuki mi\\u180ezuki",
            "‹user› ‹user› ‹user› ‹user›",
        ),
        (
            "bWl6dWtp and bWl6dWtpIGRpZCBpdA== and dG9tYXMgZGlkIGl0",
            "‹user› and ‹user› and dG9tYXMgZGlkIGl0",
        ),
        ("d2hvQGVsc2UudGVzdA", "‹email›"),
        ("/x/d2hvQGVsc2UudGVzdA/y", "/x/‹email›/y"),
        ("mizuki&#64;else.test", "‹email›"),
        ("ZDJodlFHVnNjMlV1ZEdWemRBPT0=", "‹email›"),
    ]);
}

#[test]
fn the_same_thing_has_the_same_pseudonym_however_it_is_written() {
    let text =
        "mizuki MIZUKI %6dizuki \\u006dizuki Mizuki+Arai\n198.51.100.7 ::ffff:198.51.100.7\n";
    let (output, _) = run(text.as_bytes());
    let text = String::from_utf8(output.text).unwrap();
    let of = |line: usize| -> std::collections::BTreeSet<&str> {
        text.lines().nth(line).unwrap().split(' ').collect()
    };
    assert_eq!((of(0).len(), of(1).len()), (1, 1), "{text}");
    let other = Key::new(&[8; 32]);
    let mut redactor = Redactor::new(&rules(), &other, None).unwrap();
    let mut again = Output::default();
    redactor.push(b"mizuki", &mut again);
    redactor.finish(&mut again);
    assert!(!text.contains(std::str::from_utf8(&again.text).unwrap()), "another key, another name");
}

#[test]
fn access_logs_long_lines_and_private_keys_are_withheld() {
    check(&[
        (
            "203.0.113.90 - - [14/Jan/2026:03:31:05 +0000] \"GET /orchard/cider-press HTTP/2.0\" 200 5 \"-\" \"curl\" -",
            "‹access_log›",
        ),
        (r#"{"method":"GET","uri":"/x","written_bytes":5,"msg":"access"}"#, "‹access_log›"),
        (
            "a\n-----BEGIN RSA PRIVATE KEY-----\r\nAAAA\r\n-----END RSA PRIVATE KEY-----\r\nb\n",
            "a\n‹hidden›\r\n‹hidden›\r\n‹hidden›\r\nb\n",
        ),
    ]);
    let kept = Rules { keep_access_logs: true, ..rules() };
    let line = b"198.51.100.7 - - [14/Jan/2026:03:31:05 +0000] \"GET / HTTP/2.0\" 200 5";
    let (output, _) = run_with(Redactor::new(&kept, &key(), None).unwrap(), line);
    assert!(shown(&String::from_utf8(output.text).unwrap()).starts_with("‹ip› - - [14/Jan"));

    let mut redactor = redactor();
    let mut output = Output::default();
    for _ in 0..9 {
        redactor.push(&vec![b'x'; 1024 * 1024], &mut output);
    }
    redactor.push(b"\nmizuki\r\nlast", &mut output);
    let report = redactor.finish(&mut output);
    let text = String::from_utf8(output.text).unwrap();
    assert_eq!(shown(&text), "‹unreadable›\n‹user›\r\nlast");
    assert_eq!(report.lines, 3);
}

/// What a line of text can be made of.
fn piece() -> impl proptest::strategy::Strategy<Value = Vec<u8>> {
    use proptest::prelude::*;
    prop_oneof![
        any::<Vec<u8>>(),
        "[ -~]{0,20}".prop_map(String::into_bytes),
        prop::sample::select(vec![
            "mizuki",
            "tomas",
            "{\"username\":\"",
            "\"user_id\":14",
            "}",
            "\n",
            "198.51.100.7",
            "2001:db8::1",
            "x@y.test",
            "%40",
            "\\u0040",
            "\\",
            "ｍ",
            "bWl6dWtpIGRpZCBpdA==",
            "https://",
            "/-/",
            ".git",
            "[user:",
            "quarry/gravel",
            "glpat-",
            "q7Wz2KpL9mXc4VbN8tRy",
            "password=",
            "\"key\":\"id\",\"value\":",
            "::",
            "@",
            "-----BEGIN PRIVATE KEY-----",
            "&#64;",
            "{",
            "[",
            "\"",
            ",",
            "user/",
            "=",
            " HTTP/1.1",
            "] \"",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ]
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 1_500, failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_bytes_come_out_the_same_but_for_the_spans(pieces in proptest::collection::vec(piece(), 0..14), cut in 0usize..200) {
        let text = pieces.concat();
        let (output, report) = run(&text);
        // However the bytes are cut, the same comes out.
        let mut redactor = redactor();
        let mut again = Output::default();
        let (head, tail) = text.split_at(cut.min(text.len()));
        redactor.push(head, &mut again);
        redactor.push(tail, &mut again);
        proptest::prop_assert_eq!(&redactor.finish(&mut again), &report);
        proptest::prop_assert_eq!(&again.text, &output.text);
        // Put together by hand from the list of spans it is the same, so every other byte stayed.
        proptest::prop_assert_eq!(&by_hand(&text, &output.spans), &output.text);
    }

    #[test]
    fn what_was_redacted_has_nothing_left(pieces in proptest::collection::vec(piece(), 0..14)) {
        // What is glued to something taken out may look like a word afterwards.
        let text = pieces.join(b" ; ".as_slice());
        let (output, _) = run(&text);
        let (again, _) = run(&output.text);
        let spans = String::from_utf8_lossy(&again.spans).into_owned();
        let withheld = spans.contains("access_log") || spans.contains("BEGIN");
        proptest::prop_assert!(spans.is_empty() || withheld, "{} of {}", spans, String::from_utf8_lossy(&output.text));
    }
}

#[test]
fn a_value_is_no_name_although_a_colon_follows() {
    check(&[(r#"{"username":"ivo"::1234"#, r#"{"username":"‹user›"‹ip›"#)]);
}

/// The original with its spans replaced, from the list alone.
fn by_hand(original: &[u8], list: &[u8]) -> Vec<u8> {
    let mut lines: Vec<Vec<u8>> =
        original.split_inclusive(|&byte| byte == b'\n').map(<[u8]>::to_vec).collect();
    for row in list.split(|&byte| byte == b'\n').filter(|row| !row.is_empty()) {
        let row: serde_json::Value = serde_json::from_slice(row).unwrap();
        let line = &mut lines[usize::try_from(row["line"].as_u64().unwrap()).unwrap() - 1];
        for span in row["spans"].as_array().unwrap().iter().rev() {
            let at = |index: usize| usize::try_from(span[index].as_u64().unwrap()).unwrap();
            let mut name = span[4].as_str().unwrap().as_bytes().to_vec();
            if is_bare(line, at(0), at(1)) {
                name = [b"\"".as_slice(), &name, b"\""].concat();
            }
            line.splice(at(0)..at(1), name);
        }
    }
    lines.concat()
}

/// Whether it stands where JSON has a value, without quotes.
fn is_bare(line: &[u8], start: usize, end: usize) -> bool {
    let mut members = super::json::Members::default();
    members.read(line) && members.all.iter().any(|one| !one.is_text && one.value == (start..end))
}

#[test]
fn a_reviewer_adds_and_lifts_spans_with_reasons() {
    let text = b"one\nmizuki met the-old-mill\n";
    let edit = |kind, line, start, end| Edit {
        kind,
        line,
        start,
        end,
        reason: "agreed".to_owned(),
        by: "noor".to_owned(),
    };
    let mut edits = Edits {
        original_sha256: String::new(),
        edits: vec![edit(EditKind::Lift, 2, 0, 6), edit(EditKind::Add, 2, 11, 23)],
    };
    let (output, report) = run_with(Redactor::new(&rules(), &key(), Some(&edits)).unwrap(), text);
    assert_eq!(shown(&String::from_utf8(output.text).unwrap()), "one\nmizuki met ‹review›\n");
    assert_eq!((report.added, report.lifted, report.edits_unused.len()), (1, 1, 0));

    edits.edits.push(edit(EditKind::Lift, 1, 0, 3));
    edits.edits.push(edit(EditKind::Add, 9, 0, 3));
    edits.edits.push(edit(EditKind::Add, 2, 20, 90));
    let (_, report) = run_with(Redactor::new(&rules(), &key(), Some(&edits)).unwrap(), text);
    assert_eq!(report.edits_unused, [2, 4, 3]);

    edits.edits[0].reason = " ".to_owned();
    let refused = Redactor::new(&rules(), &key(), Some(&edits)).unwrap_err();
    assert!(refused.to_string().contains("reason"), "{refused}");
}

#[test]
fn a_report_ties_everything_and_tells_nothing() {
    let text = "mizuki 198.51.100.7 tomas\n".repeat(3);
    let (output, report) = run(text.as_bytes());
    let json = serde_json::to_string(&report).unwrap();
    assert!(!json.contains("mizuki") && !json.contains("198.51"), "{json}");
    assert_eq!(report.lines, 3);
    let users = report.counted.iter().find(|row| row.kind == Kind::User).unwrap();
    assert_eq!((users.count, users.how.as_str()), (3, "known"));
    let hash = |bytes: &[u8]| hex::encode(<sha2::Sha256 as sha2::Digest>::digest(bytes));
    assert_eq!(report.original_sha256, hash(text.as_bytes()));
    assert_eq!(report.result_sha256, hash(&output.text));
    assert_eq!(report.spans_sha256, hash(&output.spans));
    let read: Report = serde_json::from_str(&json).unwrap();
    assert_eq!(read, report);
    assert!(Redactor::new(&Rules::default(), &key(), None).is_err(), "no subject");
}
