//! CE1: a token's kind is told offline, and its cleartext is never kept.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use engine::respond::token::TokenKind::*;
use engine::respond::token::{
    Checksum, Identified, TokenKind, find_custom, find_in, fingerprint, identify, mask, mask_custom,
};
use proptest::prelude::*;

/// A routable token of user 48 with known random bytes, made by hand from GitLab's recipe.
const VECTOR: &str = "glpat-AAECAwQFBgcICQoLDA0OD2M6MQpvOjEKdToxYww.01.131q5p1e7";

fn base36(mut value: u64, digits: usize) -> String {
    let mut text = Vec::new();
    while value > 0 || text.len() < digits {
        text.push(char::from_digit(u32::try_from(value % 36).unwrap(), 36).unwrap());
        value /= 36;
    }
    text.iter().rev().collect()
}

/// A routable token by GitLab's recipe; `version` is `".01"` or nothing.
fn routable(prefix: &str, random: [u8; 16], routing: &str, version: &str) -> String {
    let mut bytes = random.to_vec();
    bytes.extend(routing.as_bytes());
    bytes.push(u8::try_from(routing.len()).unwrap());
    let payload = URL_SAFE_NO_PAD.encode(bytes);
    let length = base36(payload.len().try_into().unwrap(), 2);
    let checked = format!("{prefix}{payload}{version}.{length}");
    let crc = base36(crc32fast::hash(checked.as_bytes()).into(), 7);
    format!("{checked}{crc}")
}

const W20: &str = "aB3-_xyzKLMNopqr7890";

fn samples() -> Vec<(String, TokenKind)> {
    let repeat = |text: &str, length: usize| text.chars().cycle().take(length).collect::<String>();
    vec![
        (format!("glpat-{W20}"), PersonalAccessToken),
        (format!("gloas-{}", repeat(W20, 64)), OauthApplicationSecret),
        (format!("gldt-{W20}"), DeployToken),
        (format!("glrt-{W20}"), RunnerAuthenticationToken),
        (format!("glrtr-{W20}"), RunnerAuthenticationToken),
        (format!("GR1348941{W20}"), RunnerRegistrationToken),
        (format!("glcbt-64_{W20}"), JobToken),
        (format!("glptt-{}", repeat("0a1b2c3d", 40)), PipelineTriggerToken),
        (format!("glft-{W20}"), FeedToken),
        (format!("glimt-{}", repeat(W20, 25)), IncomingEmailToken),
        (format!("glagent-{}", repeat(W20, 50)), AgentToken),
        (format!("glsoat-{W20}"), ScimToken),
        (format!("glffct-{W20}"), FeatureFlagsClientToken),
        (format!("glwt-{W20}"), WorkspaceToken),
        (format!("_gitlab_session={}", repeat("0123456789abcdef", 32)), SessionCookie),
    ]
}

#[test]
fn every_kind_is_told_by_its_prefix_and_shape() {
    for (token, kind) in samples() {
        let identified = identify(&token, None);
        assert_eq!(identified.kind, kind, "{token}");
        assert!(identified.is_well_formed, "{token}");
        assert_eq!(identified.checksum, Checksum::None, "{token}");
        assert!(token.ends_with(&identified.last_four) && identified.last_four.len() == 4);
    }
}

#[test]
fn a_cut_token_keeps_its_kind_but_is_not_well_formed() {
    for (token, kind) in samples().into_iter().filter(|(_, kind)| *kind != WorkspaceToken) {
        let identified = identify(&token[..token.len() - 1], None);
        assert_eq!((identified.kind, identified.is_well_formed), (kind, false), "{token}");
    }
}

#[test]
fn a_glpat_may_be_one_of_four() {
    let identified = identify(&format!("  glpat-{W20}\n"), None);
    let four = [PersonalAccessToken, ImpersonationToken, ProjectAccessToken, GroupAccessToken];
    assert_eq!(identified.kinds, four);
}

#[test]
fn an_instances_own_prefix_counts_too() {
    let token = format!("acme_{W20}");
    assert_eq!(identify(&token, None).kind, Unknown);
    assert_eq!(identify(&token, Some("acme_")).kind, PersonalAccessToken);
    assert_eq!(identify(&token, Some("")).kind, Unknown);
}

#[test]
fn a_routable_token_names_its_owner() {
    let identified = identify(VECTOR, None);
    assert_eq!((identified.is_routable, identified.checksum), (true, Checksum::Valid));
    let routing = identified.routing.unwrap();
    assert_eq!((routing.cell, routing.organization, routing.user), (Some(1), Some(1), Some(48)));
    assert_eq!((routing.group, routing.project, routing.runner_type), (None, None, None));
}

#[test]
fn the_recipe_of_these_tests_makes_the_known_vector() {
    let random = std::array::from_fn(|index| u8::try_from(index).unwrap());
    assert_eq!(routable("glpat-", random, "c:1\no:1\nu:1c", ".01"), VECTOR);
}

#[test]
fn the_form_without_version_and_a_runners_form_are_read_too() {
    for prefix in ["glpat-", "glrt-t1_", "gldt-"] {
        for version in ["", ".01"] {
            let token = routable(prefix, [9; 16], "c:1\ng:a\no:1\np:zz\nt:3\nx:1", version);
            let identified = identify(&token, None);
            assert_eq!(identified.checksum, Checksum::Valid, "{token}");
            let routing = identified.routing.unwrap();
            assert_eq!((routing.group, routing.project), (Some(10), Some(1295)), "{token}");
        }
    }
}

#[test]
fn a_session_has_no_checksum() {
    let cookie = format!("_gitlab_session={}", &VECTOR["glpat-".len()..]);
    assert_eq!(identify(&cookie, None).checksum, Checksum::None);
}

#[test]
fn nonsense_is_unknown_and_harmless() {
    let nonsense = [
        "",
        " ",
        "glpat-",
        "glpat-é",
        "…",
        "glpat-....",
        "glpat-.01.131q5p1e7",
        ".",
        "日本語日本語日本語日本語",
    ];
    for text in nonsense {
        let identified = identify(text, None);
        assert!(
            !identified.is_well_formed && identified.routing.is_none(),
            "{text:?}: {identified:?}"
        );
    }
}

#[test]
fn a_short_secret_shows_no_last_four() {
    assert_eq!(identify("glpat-abcdefgh", None).last_four, "");
    assert_eq!(identify("hunter2", None).last_four, "");
}

#[test]
fn the_fingerprint_is_hmac_sha_256() {
    // RFC 4231, cases 1 and 4: keys shorter than ours, which HMAC fills with zeros alike.
    let mut key = [0; 32];
    key[..20].fill(0x0b);
    assert_eq!(
        fingerprint("Hi There", &key),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    );
    assert_ne!(fingerprint("Hi There", &key), fingerprint("Hi There", &[1; 32]));
    assert_eq!(fingerprint(" Hi There\n", &key), fingerprint("Hi There", &key));
}

#[test]
fn tokens_in_a_text_are_found_where_they_stand() {
    let text = format!(r#"{{"log":"push\nglpat-{W20}."}} and {VECTOR}, see glpat- docs"#);
    let found = find_in(&text);
    let texts: Vec<&str> = found.iter().map(|found| &text[found.range.clone()]).collect();
    assert_eq!(texts, [format!("glpat-{W20}").as_str(), VECTOR]);
    assert_eq!(found[1].token.checksum, Checksum::Valid);
    assert_eq!(find_custom(&format!("x acme_{W20}"), Some("acme_")).len(), 1);
}

#[track_caller]
fn check_mask(text: &str, masked: &str) {
    assert_eq!(mask(text), masked);
    assert_eq!(mask(masked), masked, "twice is once");
}

#[test]
fn tokens_in_a_text_are_hidden() {
    check_mask(
        &format!("https://oauth2:glpat-{W20}@gitlab.test/x"),
        "https://oauth2:glpat-…7890@gitlab.test/x",
    );
    check_mask(&format!("token={VECTOR}."), "token=glpat-…p1e7.");
    check_mask("cut: glpat-abcdefgh!", "cut: glpat-…!");
    check_mask(&format!("glcbt-64_{W20} gldt-{W20}"), "glcbt-…7890 gldt-…7890");
    check_mask(
        "写 _gitlab_session=0123456789abcdef0123456789abcdef; path=/",
        "写 _gitlab_session=…cdef; path=/",
    );
    check_mask("no token at all: glpat- and glrt", "no token at all: glpat- and glrt");
    assert_eq!(mask_custom(&format!("acme_{W20}"), Some("acme_")), "acme_…7890");
}

#[test]
fn every_kind_says_how_it_ends_and_has_a_word_of_its_own() {
    let words: std::collections::BTreeSet<_> =
        TokenKind::ALL.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(words.len(), TokenKind::ALL.len());
    for kind in TokenKind::ALL {
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        assert!(kind.ending().key.starts_with("token-ends-"));
    }
    assert_eq!(JobToken.ending().key, "token-ends-with-its-job");
}

fn shown(identified: &Identified) -> String {
    format!("{identified:?} {}", serde_json::to_string(identified).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_changed_character_breaks_the_checksum(place in 6..VECTOR.len(), by in 1_u8..36) {
        let mut bytes = VECTOR.as_bytes().to_vec();
        let digits = b"0123456789abcdefghijklmnopqrstuvwxyz";
        let old = digits.iter().position(|digit| *digit == bytes[place]).unwrap_or(0);
        bytes[place] = digits[(old + usize::from(by)) % 36];
        let changed = String::from_utf8(bytes).unwrap();
        prop_assume!(changed != VECTOR);
        let identified = identify(&changed, None);
        prop_assert_ne!(identified.checksum, Checksum::Valid);
        prop_assert_eq!(identified.routing, None);
    }

    #[test]
    fn any_routing_is_read_back(user in 0_u64..1 << 40, project in 0_u64..1 << 40, random: [u8; 16]) {
        let routing = format!("c:1\no:1\np:{}\nu:{}", base36(project, 1), base36(user, 1));
        let routing = identify(&routable("glpat-", random, &routing, ".01"), None).routing.unwrap();
        prop_assert_eq!(routing.user, Some(i64::try_from(user).unwrap()));
        prop_assert_eq!(routing.project, Some(i64::try_from(project).unwrap()));
    }

    #[test]
    fn no_secret_is_in_what_is_kept_of_any_token(body in "[0-9A-Za-z_-]{20}", random: [u8; 16]) {
        for token in [format!("glpat-{body}"), format!("glft-{body}"), routable("glpat-", random, "o:1", ".01"), body] {
            let shown = shown(&identify(&token, None));
            let secret = token.trim_start_matches("glpat-").trim_start_matches("glft-");
            prop_assert!(!shown.contains(&secret[..8]), "{} in {}", &secret[..8], shown);
            prop_assert!(!mask(&token).contains(&secret[..8]) || !token.starts_with("gl"));
        }
    }

    #[test]
    fn any_text_is_read_without_harm_and_masked_once(text in "(glpat-|gl|[.…a0_=-]|\\PC){0,40}") {
        let masked = mask(&text);
        prop_assert_eq!(mask(&masked), masked.clone());
        prop_assert!(find_in(&masked).is_empty());
        identify(&text, None);
    }
}
