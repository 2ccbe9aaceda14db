use proptest::prelude::*;

use super::*;

const KEY: [u8; 32] = [7; 32];

fn scan() -> Scan<'static> {
    Scan { key: &KEY, custom_prefix: None }
}

/// A word of that many characters that no shape takes for anything.
fn word(length: usize) -> String {
    "q7Wz2KpL9mXc4VbN8tRy".chars().cycle().take(length).collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let found = find(text, scan());
    let kinds: Vec<&str> = found.iter().map(|sighting| sighting.kind.as_str()).collect();
    assert_eq!(kinds, expected, "{text:?}");
}

#[test]
fn secrets_are_known_by_their_shape() {
    check(&format!("x {}{}", "ghp_", word(36)), &["github_token"]);
    check("id AKIAQ7EXAMPLE2345678", &["aws_access_key_id"]);
    check(&format!("glpat{}{}", "-", word(20)), &["personal_access_token"]);
    check("postgres://app:hunter2hunter2@db/app", &["address_password"]);
    check("git clone https://gitlab-ci-token:[MASKED]@gitlab.example.com/a/b.git", &[]);
    check(
        &format!(
            "-----BEGIN RSA {} KEY-----\n{}\n-----END RSA PRIVATE KEY-----",
            "PRIVATE",
            word(64)
        ),
        &["private_key"],
    );
}

#[test]
fn tokens_of_many_services_are_known_where_a_word_begins() {
    let hex = "0a1b2c3d4e5f6789".repeat(4);
    let cases = [
        (format!("{}{}", "sk-ant-", word(80)), "anthropic_key"),
        (format!("{}{}", "sk-proj-", word(48)), "open_ai_key"),
        (format!("{}{hex}", "dapi"), "databricks_token"),
        (format!("{}{hex}", "shpat_"), "shopify_token"),
        (format!("{}{}", "glsa_", word(41)), "grafana_token"),
        (
            format!("https://{}{}/{}", "hooks.slack.com/services/", word(20), word(24)),
            "slack_token",
        ),
        (format!("{}{}", "CCIPAT_", word(44)), "circle_ci_token"),
    ];
    for (secret, kind) in cases {
        check(&format!("x {secret} y"), &[kind]);
        check(&format!("say={secret}"), &[kind]);
    }
    check(&format!("x{}{hex}", "dapi"), &[]);
    check("the key-value store and sk-learn", &[]);
}

#[test]
fn a_value_with_the_name_of_a_secret_is_one_and_others_are_not() {
    let secret = word(24);
    check(&format!("DEPLOY_PASSWORD={secret}"), &["assigned_secret"]);
    check(&format!("declare -x AWS_SECRET_ACCESS_KEY=\"{secret}\""), &["aws_secret_key"]);
    check(&format!("\"api_key\": \"{secret}\","), &["assigned_secret"]);
    check(&format!("PRIVATE-TOKEN: {secret}"), &["assigned_secret"]);
    for harmless in [
        "DEPLOY_PASSWORD=[MASKED]",
        "DEPLOY_PASSWORD=$OTHER",
        "DEPLOY_PASSWORD=********",
        "SECRET_NAME=production-database",
        "TOKEN_TTL=86400000000",
        "CI_PROJECT_PATH=harborline/berth-planner",
        "password: ",
    ] {
        check(harmless, &[]);
    }
}

#[test]
fn a_service_account_is_named_by_its_address() {
    let key =
        format!("-----BEGIN {} KEY-----\\n{}\\n-----END PRIVATE KEY-----\\n", "PRIVATE", word(64));
    let text = format!(
        r#"{{"type": "service_account", "private_key": "{key}", "client_email": "deploy@harborline.iam.gserviceaccount.com"}}"#
    );
    let found = find(&text, scan());
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].kind, SecretKind::GoogleServiceAccountKey);
    assert_eq!(found[0].identity.as_deref(), Some("deploy@harborline.iam.gserviceaccount.com"));
    assert!(!found[0].excerpt.contains(&word(20)), "{}", found[0].excerpt);
}

#[test]
fn two_sightings_of_one_secret_have_one_fingerprint_and_lines_are_counted() {
    let secret = word(24);
    let text =
        format!("one\nAPI_KEY={secret}\nthree\nOTHER_TOKEN={secret}\nLAST_TOKEN=x{secret}\n");
    let found = find(&text, scan());
    assert_eq!(found.iter().map(|found| found.line).collect::<Vec<_>>(), [2, 4, 5]);
    assert_eq!(found[0].fingerprint, found[1].fingerprint);
    assert_ne!(found[0].fingerprint, found[2].fingerprint);
    assert_eq!(distinct(&found).len(), 2);
}

fn secrets() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z0-9]{36}".prop_map(|body| format!("{}{body}", "ghp_")),
        "[a-zA-Z0-9_-]{20}".prop_map(|body| format!("{}{body}", "glpat-")),
        "[a-zA-Z0-9]{24}".prop_map(|body| format!("{}{body}", "sk_live_")),
    ]
}

proptest! {
    #[test]
    fn masking_never_shows_a_secret(
        before in "[ -~\n]{0,40}", secret in secrets(), after in "[\n ][ -~\n]{0,40}",
    ) {
        let text = format!("{before} {secret}{after}");
        let masked = mask(&text, None);
        prop_assert!(!masked.contains(&secret), "{masked}");
        for sighting in find(&text, scan()) {
            prop_assert!(!sighting.excerpt.contains(&secret));
        }
        prop_assert_eq!(masked.matches('\n').count(), text.matches('\n').count());
    }

    #[test]
    fn a_secret_given_to_a_name_is_never_shown(
        name in "[A-Z]{1,6}_(TOKEN|PASSWORD|SECRET)", secret in "[a-z]{3}[A-Z]{3}[0-9]{3}[a-zA-Z0-9]{5,30}",
        form in 0..4_usize,
    ) {
        let text = match form {
            0 => format!("{name}={secret}"),
            1 => format!("export {name}='{secret}'"),
            2 => format!("  \"{name}\": \"{secret}\","),
            _ => format!("declare -x {name}=\"{secret}\""),
        };
        prop_assert!(!mask(&text, None).contains(&secret));
        let found = find(&text, scan());
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(found[0].name.as_deref(), Some(name.as_str()));
        prop_assert!(!found[0].excerpt.contains(&secret));
    }

    #[test]
    fn any_text_is_scanned_without_a_panic(text in ".{0,300}") {
        let masked = mask(&text, None);
        prop_assert_eq!(masked.matches('\n').count(), text.matches('\n').count());
        find(&text, scan());
    }

    #[test]
    fn any_text_near_a_key_is_scanned_without_a_panic(
        text in r"(-----BEGIN |PRIVATE KEY-----|-----END |service_account|client_email|é|://|@|:|=|TOKEN|eyJ|\.|\\n|\n| ){0,40}",
    ) {
        mask(&text, None);
        find(&text, scan());
    }
}
