//! Settings: what a mistake looks like.

use std::collections::BTreeMap;

use server::config::{Config, ConfigError, OnOverload};

use crate::house::file;

fn load(text: &str, environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "portcullis.toml", text);
    let environment: BTreeMap<_, _> =
        environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Config::load(Some(&path), &environment)
}

fn message(text: &str, environment: &[(&str, &str)]) -> String {
    let error = load(text, environment).unwrap_err().to_string();
    // The folder differs from run to run.
    match (error.find("in /"), error.find("portcullis.toml")) {
        (Some(start), Some(end)) => format!("{}in {}", &error[..start], &error[end..]),
        _ => error,
    }
}

#[test]
fn a_misspelt_key_is_shown_where_it_stands() {
    insta::assert_snapshot!(message("[server]\nlisten = \"127.0.0.1:1\"\npublicurl = \"x\"\n", &[]), @r#"
    in portcullis.toml: TOML parse error at line 3, column 1
      |
    3 | publicurl = "x"
      | ^^^^^^^^^
    unknown field `publicurl`, expected one of `listen`, `allow_non_loopback`, `public_url`
    "#);
}

#[test]
fn the_environment_has_the_last_word_and_its_mistakes_name_the_variable() {
    let config = load(
        "[server]\nlisten = \"127.0.0.1:1\"\n",
        &[
            ("PORTCULLIS_SERVER__LISTEN", "127.0.0.1:2"),
            ("PORTCULLIS_POLICY__APPROVALS_NEEDED", "2"),
        ],
    )
    .unwrap();
    assert_eq!(config.server.listen.port(), 2);
    assert_eq!(config.policy.approvals_needed.get(), 2);

    let wrong = message("", &[("PORTCULLIS_SERVER__LISTEM", "127.0.0.1:2")]);
    insta::assert_snapshot!(wrong, @"in PORTCULLIS_SERVER__LISTEM: unknown field `listem`, expected one of `listen`, `allow_non_loopback`, `public_url`");
    assert!(load("", &[("PORTCULLIS_CONFIG", "x")]).is_ok(), "not ours to read");
}

#[test]
fn an_open_address_is_refused_until_somebody_says_that_it_is_meant() {
    insta::assert_snapshot!(message("[server]\nlisten = \"0.0.0.0:80\"\n", &[]), @"server.listen: is open to the network, and this port speaks plain HTTP; put a proxy with TLS in front and set server.allow_non_loopback = true");
    assert!(load("[server]\nlisten = \"0.0.0.0:80\"\nallow_non_loopback = true\n", &[]).is_ok());
}

#[test]
fn what_is_in_effect_can_be_read_back_and_holds_no_secret() {
    let text = "[[stream]]\nname = \"main\"\ntoken_files = [\"/run/secrets/stream\"]\non_overload = \"503\"\n\
        [gitlab]\nurl = \"https://gitlab.example.com\"\ntoken_file = \"/run/secrets/gitlab\"\n";
    let config = load(text, &[]).unwrap();
    assert_eq!(config.stream[0].on_overload, OnOverload::Unavailable);

    let shown = config.effective_text();

    let back = Config { file: config.file.clone(), ..load(&shown, &[]).unwrap() };
    assert_eq!(back, config);
    assert!(shown.contains("/run/secrets/gitlab"), "{shown}");
    assert_eq!(config.check_files().len(), 2, "neither file is there");
}

#[test]
fn settings_that_do_not_go_together_are_refused() {
    let check = |text: &str, expected: &str| {
        let error = load(text, &[]).unwrap_err().to_string();
        assert!(error.contains(expected), "{text}: {error}");
    };
    check("[[stream]]\nname = \"A b\"\ntoken_files = [\"x\"]\n", "lower-case letters");
    check("[[stream]]\nname = \"a\"\ntoken_files = []\n", "token_files");
    check("[policy]\napprovals_needed = 0\n", "approvals_needed");
    check("[gitlab]\nurl = \"https://me:pw@x\"\ntoken_file = \"x\"\n", "no name or password");
}

#[test]
fn a_preset_needs_people_in_its_groups_and_is_named_when_it_does_not_exist() {
    insta::assert_snapshot!(message("[policy]\npreset = \"gitlub\"\n", &[]), @r#"policy.preset: there is no "gitlub"; there are: gitlab, guide"#);
    insta::assert_snapshot!(message("[policy]\npreset = \"gitlab\"\n", &[]), @r#"policy: rule "two-of-four" names the group "security", which has no members: set [policy.groups.security] members = ["…"]"#);

    let groups: String = ["security", "infrastructure", "legal", "management"]
        .map(|name| format!("[policy.groups.{name}]\nmembers = [\"{name}-1\"]\n"))
        .concat();
    let config = load(&format!("[policy]\npreset = \"gitlab\"\n{groups}"), &[]).unwrap();
    let policy = config.policy.gate().unwrap();
    assert_eq!(policy.rules.len(), 2);
    assert_eq!(policy.groups["legal"].members, ["legal-1"]);
    let effective = config.policy.effective(&config.desk).unwrap();
    assert!(
        effective
            .iter()
            .any(|(name, policy)| *name == "policy" && policy.to_string().contains("revoke-first"))
    );
    assert!(config.effective_text().contains("preset = \"gitlab\""));
}
