//! From fields to text: plain, honest, named by its hash.

use proptest::prelude::*;

use super::super::compose::{exception_hash, hash, message, status, whole};
use super::super::*;
use super::{customer_mail, wording};
use crate::coordinate::Share;
use crate::coordinate::update::{StatusUpdate, Texts};

fn policy() -> Policy {
    Policy::shipped("gitlab-2020").unwrap()
}

#[test]
fn markup_tracking_redirectors_and_pixels_are_found_and_honest_text_is_not() {
    use BlemishKind::{Control, Markup, Pixel, Redirector, TrackingHost, TrackingParameter};
    let tracking = policy().tracking;
    for (text, expected) in [
        ("Read https://example.com/notice?id=7&lang=en.", vec![]),
        ("a < b and b > a, R&D; x <- y", vec![]),
        ("Write to <security@example.com> or see <https://example.com/a>.", vec![]),
        ("詳しくは https://example.com/お知らせ をご覧ください。", vec![]),
        ("<b>Now</b>", vec![Markup]),
        ("<!-- x -->", vec![Markup]),
        ("Ben &amp; Jerry", vec![Markup]),
        ("&#8203;", vec![Markup]),
        ("<img src=\"https://example.com/p.gif\">", vec![Markup, Pixel]),
        ("https://example.com/?utm_source=mail", vec![TrackingParameter]),
        ("https://example.com/?a=1&UTM_Campaign=x", vec![TrackingParameter]),
        ("https://example.com/?%75tm_source=x", vec![TrackingParameter]),
        ("https://example.com/#utm_source=x", vec![TrackingParameter]),
        ("https://example.com/?mkt_tok=abc", vec![TrackingParameter]),
        ("https://bit.ly/3abc", vec![TrackingHost]),
        ("HTTPS://x.list-manage.com/track", vec![TrackingHost]),
        ("https://notbit.ly/3abc", vec![]),
        ("https://example.com/out?to=https%3A%2F%2Fother.example", vec![Redirector]),
        ("https://example.com/r/https://other.example", vec![Redirector]),
        ("https://example.com@other.example/", vec![Redirector]),
        ("https://example.com/logo.png", vec![Pixel]),
        ("a\u{0}b", vec![Control]),
        ("a\rb", vec![Control]),
    ] {
        let kinds: Vec<BlemishKind> =
            blemishes(text, &tracking).into_iter().map(|blemish| blemish.kind).collect();
        assert_eq!(kinds, expected, "{text}");
    }
}

#[test]
fn addresses_end_where_a_reader_ends_them() {
    for (text, expected) in [
        (
            "See https://example.com/a, or (https://example.com/b).",
            vec!["https://example.com/a", "https://example.com/b"],
        ),
        ("https://example.com/a_(b)", vec!["https://example.com/a_(b)"]),
        ("https://example.com/aをご覧ください", vec!["https://example.com/a"]),
        ("<https://example.com/a?b=c;d>", vec!["https://example.com/a?b=c;d"]),
        ("httpx://no", vec![]),
        ("İhttps://example.com/", vec!["https://example.com/"]),
    ] {
        assert_eq!(urls(text), expected, "{text}");
    }
}

#[test]
fn a_mail_has_its_headings_in_its_language_and_its_addresses_untouched() {
    let mut draft = customer_mail();
    let fields = draft.texts[&Language::En].fields.clone();
    let japanese =
        Wording { title: "セキュリティに関するお知らせ".to_owned(), fields };
    draft.texts.insert(Language::Ja, japanese);
    let policy = policy();

    let english = message(&draft, Language::En, &policy).unwrap();
    let japanese = message(&draft, Language::Ja, &policy).unwrap();
    let both = whole(&draft, &policy).unwrap();

    insta::assert_snapshot!(english.body, @r"
    What happened

    On 20 November somebody used a stolen token.

    What we have done

    We revoked it and looked at what it could reach.

    What it may mean for you

    Your projects were not touched.

    What you can do

    Please read https://example.com/notice?id=7&lang=en.

    How to reach us

    security@example.com
    ");
    assert!(japanese.body.starts_with("発生した事象\n\n"), "{}", japanese.body);
    assert!(!japanese.body.contains("What happened"));
    assert!(both.body.contains(&english.body) && both.body.contains(&japanese.body));
    assert_eq!(both.title, "Security notice", "the language of record comes first (JA1)");
    assert_eq!(urls(&english.body), ["https://example.com/notice?id=7&lang=en"]);
}

#[test]
fn any_change_of_what_is_sent_is_another_hash() {
    let policy = policy();
    let first = hash(&customer_mail(), &policy);
    assert_eq!(first, hash(&customer_mail(), &policy));
    let mut others = Vec::new();
    let mut draft = customer_mail();
    draft.texts.get_mut(&Language::En).unwrap().title.push('!');
    others.push(hash(&draft, &policy));
    let mut draft = customer_mail();
    draft.recipients.insert("b@customer.example".to_owned());
    others.push(hash(&draft, &policy));
    let mut draft = customer_mail();
    draft.is_final = true;
    others.push(hash(&draft, &policy));
    let mut changed = policy.clone();
    changed.headings.get_mut("background").unwrap().insert(Language::En, "Facts".to_owned());
    others.push(hash(&customer_mail(), &changed));
    let mut changed = policy.clone();
    changed.from = "other@example.com".to_owned();
    others.push(hash(&customer_mail(), &changed));
    others.push(exception_hash(&customer_mail(), gate::CUSTOMERS_FIRST, &policy));
    others.push(exception_hash(&customer_mail(), gate::CONFIDENTIAL, &policy));
    others.push(first);
    let count = others.len();
    others.sort();
    others.dedup();
    assert_eq!(others.len(), count, "all different");
}

#[test]
fn a_status_update_is_rendered_in_both_languages_and_marked_in_an_exercise() {
    let texts = Texts {
        current_risk: "Copies may be out.".to_owned(),
        timeline: vec!["05:20 used".to_owned(), "05:40 revoked".to_owned()],
        mitigation: "Revoked.".to_owned(),
        status: "Contained.".to_owned(),
        next_steps: "Sweep.".to_owned(),
    };
    let update = StatusUpdate {
        users: Share::Many,
        next_at: Some("2026-11-21T06:20:00Z".parse().unwrap()),
        is_final: false,
        language: Language::En,
        texts: [(Language::En, texts)].into(),
    };
    let policy = policy();

    let english = status(&update, "C-1", Language::En, &policy);
    let japanese = status(&update, "C-1", Language::Ja, &policy);

    insta::assert_snapshot!(english.body, @r"
    Current risk
    Copies may be out.

    Users impacted
    Many

    Timeline
    05:20 used
    05:40 revoked

    Mitigation taken
    Revoked.

    Current status
    Contained.

    Next steps
    Sweep.

    Next update
    2026-11-21 06:20 UTC
    ");
    for heading in ["現在のリスク", "影響を受けるユーザー\n多数", "次回の更新"]
    {
        assert!(japanese.body.contains(heading), "{heading} in {}", japanese.body);
    }
    let marked = watermark(japanese.clone(), Language::Ja);
    assert!(marked.title.starts_with("【訓練】") && marked.body.starts_with("【訓練】\n"));
    assert!(marked.body.ends_with("【訓練】"));
    assert_eq!(watermark(marked.clone(), Language::Ja), marked, "twice is once");
    assert!(watermark(english, Language::En).title.starts_with("[EXERCISE]"));
}

#[test]
fn a_post_is_counted_as_the_platform_counts_it() {
    assert_eq!(post_weight("abc"), 3);
    assert_eq!(post_weight("訓練"), 4, "CJK counts two");
    assert_eq!(post_weight(&format!("a https://example.com/{}", "x".repeat(300))), 25);
    assert_eq!(post_weight(&"あ".repeat(140)), 280);
}

proptest! {
    /// Whatever the fields hold, what is composed holds each whole, and exactly their addresses.
    #[test]
    fn composing_changes_no_address(parts in proptest::collection::vec("[a-zA-Z0-9/?=&._~-]{0,20}", 1..6)) {
        let lines: Vec<String> = parts.iter().map(|part| format!("see https://example.com/{part} there")).collect();
        let mut draft = customer_mail();
        let text = lines.join("\n");
        draft.texts.insert(Language::En, wording("t", &[("background", &text)]));
        let composed = message(&draft, Language::En, &policy()).unwrap();
        prop_assert!(composed.body.contains(&text));
        prop_assert_eq!(urls(&composed.body), urls(&text));
    }

    /// Any bytes at all: nothing panics, and every address is a part of the text.
    #[test]
    fn any_text_is_looked_through(text in "\\PC{0,200}") {
        for url in urls(&text) {
            prop_assert!(text.contains(url));
        }
        let _ = blemishes(&text, &policy().tracking);
        let _ = post_weight(&text);
        let _ = crate::coordinate::update::lint("status", &text);
    }
}
