use std::path::Path;

use super::*;

fn client(url: &str) -> Client {
    Client::new(Config::new(url.parse().unwrap(), "glpat-secret".into())).unwrap()
}

#[test]
fn a_path_prefix_is_kept_and_segments_are_encoded() {
    for url in ["https://example.test/gitlab", "https://example.test/gitlab/"] {
        let url = client(url).at(&["projects", "team/app", "hooks"]);
        assert_eq!(url.as_str(), "https://example.test/gitlab/api/v4/projects/team%2Fapp/hooks");
    }
}

#[test]
fn nothing_that_prints_shows_the_token() {
    let config = Config::new("https://u:pw@gitlab.test/".parse().unwrap(), "glpat-secret".into());
    let shown = format!("{config:?} {:?}", Client::new(config.clone()).unwrap());
    assert!(!shown.contains("secret") && !shown.contains("pw@"), "{shown}");
}

#[test]
fn a_token_that_no_header_can_carry_is_a_config_error_without_the_token() {
    let config = Config::new("https://gitlab.test/".parse().unwrap(), "abc\ndef".into());
    let error = Client::new(config).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the connection to GitLab is not configured well: the token holds characters that no token has"
    );
}

#[test]
fn a_file_without_certificates_is_a_config_error_that_names_it() {
    for (name, what) in
        [("Cargo.toml", "holds no certificate in PEM form"), ("none.pem", "No such file")]
    {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        let config = Config {
            ca_file: Some(path),
            ..Config::new("https://gitlab.test/".parse().unwrap(), "glpat-secret".into())
        };
        let error = Client::new(config).unwrap_err().to_string();
        assert!(error.contains(name) && error.contains(what), "{error}");
    }
}
