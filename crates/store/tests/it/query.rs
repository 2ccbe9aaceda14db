//! The search language.

use jiff::Timestamp;
use proptest::prelude::*;
use store::Query;

fn now() -> Timestamp {
    "2026-01-15T12:00:00Z".parse().unwrap()
}

/// What a query prints as, or its error.
fn shown(text: &str) -> String {
    match Query::parse(text, now()) {
        Ok(query) => query.to_string(),
        Err(error) => error.to_string(),
    }
}

#[track_caller]
fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(shown(text), *expected, "{text}");
    }
}

#[test]
fn queries_print_in_one_way() {
    check(&[
        ("", ""),
        ("  foo   bar ", "foo bar"),
        (
            "actor:alice type:*_token_* ip:203.0.113.0/24",
            "actor:alice event_type:*_token_* ip_address:203.0.113.0/24",
        ),
        ("since:2d foo", "since:2026-01-13T12:00:00Z foo"),
        (
            "until:2026-01-01T00:00Z since:1w since:2d",
            "since:2026-01-13T12:00:00Z until:2026-01-01T00:00:00Z",
        ),
        ("until:2026-01-01", "until:2026-01-01T00:00:00Z"),
        ("until:2026-01-01T09:00+09:00", "until:2026-01-01T00:00:00Z"),
        ("a OR b c", "(a OR b) c"),
        ("a (b (c OR d))", "a b (c OR d)"),
        ("a AND b", "a b"),
        ("-type:foo -(a b)", "-event_type:foo -(a b)"),
        ("--a", "a"),
        ("\"free \\\"text\\\"\" \"a*b\" a*b a\\*b", "\"free \\\"text\\\"\" \"a*b\" a*b \"a*b\""),
        (
            "status:>399 status:<=4 status:1..2 status:*",
            "status:>=400 status:<=4 status:1..2 status:*",
        ),
        ("ip:203.0.113.77/24 ip:2001:DB8::1", "ip_address:203.0.113.0/24 ip_address:2001:db8::1"),
        ("type:a,\"b,c\",d*", "event_type:a,\"b,c\",d*"),
        ("service:API", "service:api"),
        ("\"OR\" or", "\"OR\" or"),
        ("message:\"\"", "custom_message:\"\""),
        (
            "10:30",
            "unknown field `10`\n  10:30\n  ^^\nput it in quotes to search for the text, or ask one of: actor, type, ip, entity, target, message, token, since, until",
        ),
    ]);
}

#[test]
fn a_misspelt_field_is_shown_where_it_stands() {
    assert_eq!(
        shown("foo actr:alice bar"),
        "unknown field `actr`\n  foo actr:alice bar\n      ^^^^\ndid you mean `actor`?"
    );
    assert!(shown("tpye:x").ends_with("did you mean `type`?"));
    assert!(shown("entiy_path:x").ends_with("did you mean `entity_path`?"));
}

#[test]
fn columns_count_characters_not_bytes() {
    assert_eq!(
        shown("\"日本語\" ip:x"),
        "`x` is not an address\n  \"日本語\" ip:x\n           ^\nan address, a network such as `203.0.113.0/24` or `2001:db8::/32`, or a pattern such as `10.*`"
    );
}

#[test]
fn what_cannot_be_read_says_what_was_expected() {
    check(&[
        (
            "status:ok",
            "`ok` is not a number\n  status:ok\n         ^^\na whole number, a range `400..499`, or `>=400`",
        ),
        (
            "since:soon",
            "`soon` is not a time\n  since:soon\n        ^^^^\nfor example `2d`, `12h`, `30m`, `2026-01-31` or `2026-01-31T10:00Z` (UTC)",
        ),
        ("(a", "this parenthesis is not closed\n  (a\n  ^\na `)` at its end"),
        ("a)", "this parenthesis opens nowhere\n  a)\n   ^\na `(` before it, or none here"),
        ("()", "nothing is in these parentheses\n  ()\n  ^\na condition"),
        ("\"a", "this quote is not closed\n  \"a\n  ^\na `\"` at its end"),
        ("type: x", "a value is missing here\n  type: x\n       ^\na value, `*` or `\"\"`"),
        ("a OR", "something is missing at the end\n  a OR\n      ^\na condition"),
        ("a -", "something is missing at the end\n  a -\n     ^\na condition"),
        (
            "a OR since:2d",
            "`since:` bounds the whole search\n  a OR since:2d\n       ^^^^^\nput it outside of parentheses, `OR` and `-`",
        ),
        (
            "time:2d",
            "`time` is asked with `since:` and `until:`\n  time:2d\n  ^^^^\nfor example `since:2d` or `until:2026-01-31`",
        ),
    ]);
}

#[test]
fn deep_nesting_is_refused() {
    assert!(shown(&"(".repeat(100_000)).starts_with("this nests too deep"));
    assert!(shown(&"-".repeat(100_000)).starts_with("this nests too deep"));
}

/// Texts that are likely to be queries.
fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[a-z]{1,4}",
        "[a-z*\\\\\"(),: -]{1,6}",
        "\"[a-zA-Z*\\\\ (),é:-]{0,6}\"".prop_map(|text| if text.ends_with("\\\"") {
            "x".to_owned()
        } else {
            text
        }),
        Just("OR".to_owned()),
        Just("AND".to_owned()),
    ];
    let field = prop::sample::select(vec![
        "actor:",
        "type:",
        "status:",
        "ip:",
        "service:",
        "token_id:",
        "message:",
        "since:",
        "-",
        "(",
        ")",
        "",
    ]);
    let value = prop_oneof![
        word,
        Just("203.0.113.0/24".to_owned()),
        Just("2001:db8::/33".to_owned()),
        Just("-5..7".to_owned()),
        Just(">=3".to_owned()),
        Just("*".to_owned()),
        Just("2d".to_owned()),
    ];
    prop::collection::vec((field, value).prop_map(|(field, value)| format!("{field}{value}")), 0..6)
        .prop_map(|parts| parts.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_printed_query_parses_to_the_same(text in text()) {
        if let Ok(query) = Query::parse(&text, now()) {
            let printed = query.to_string();
            let again = Query::parse(&printed, now());
            prop_assert_eq!(again.as_ref(), Ok(&query), "{} printed as {}", text, printed);
        }
    }

    #[test]
    fn any_text_is_a_query_or_an_error_within_it(text in "\\PC{0,20}") {
        if let Err(error) = Query::parse(&text, now()) {
            let end = text.chars().count() + 1;
            prop_assert!(error.column >= 1 && error.width >= 1 && error.column <= end, "{error:?}");
        }
    }
}
