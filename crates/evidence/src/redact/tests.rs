use super::{Form, Redactor, is_secret_name};

fn redactor() -> Redactor {
    Redactor::new([7; 32])
}

#[track_caller]
fn hides(form: Form, text: &str, secrets: &[&str], kept: &[&str]) {
    let told = redactor().text(text, form).unwrap();
    for secret in secrets {
        assert!(!told.contains(secret), "{secret} stands in {told}");
    }
    for kept in kept {
        assert!(told.contains(kept), "{kept} does not stand in {told}");
    }
}

#[test]
fn names_that_hold_secrets_are_known() {
    for name in [
        "DB_PASSWORD",
        "smtp_password",
        "otp_key_base",
        "PGPASSWORD",
        "secretAccessKey",
        "--token",
        "AUTH_TOKEN",
        "apiKey",
        "root_token",
        "CI_JOB_TOKEN",
        "PRIVATE-TOKEN",
    ] {
        assert!(is_secret_name(name), "{name}");
    }
    for name in [
        "host",
        "PATH",
        "author",
        "ssh_keys_file",
        "external_url",
        "monkey",
        "keyboard",
        "token_enabled",
    ] {
        assert!(!is_secret_name(name), "{name}");
    }
}

#[test]
fn gitlab_rb_keeps_its_settings_and_loses_its_secrets() {
    let text = r#"external_url 'https://gitlab.example.com'
gitlab_rails['smtp_password'] = "hunter2 is long"
gitlab_rails['smtp_address'] = "smtp.example.com"
# gitlab_rails['initial_root_password'] = 'commented-out'
gitlab_rails['object_store']['connection'] = { 'provider' => 'AWS', 'aws_secret_access_key' => 'wJalrXUtnFEMI', 'region' => 'eu' }
gitlab_rails['ldap_servers'] = YAML.load <<-'EOS'
  main:
    host: 'ldap.example.com'
    password: 'ldap-pass word'
EOS
nginx['ssl_certificate_key'] = "/etc/gitlab/ssl/gitlab.key"
gitaly['auth_token'] = <<~TOKEN
  spread over lines
TOKEN
gitlab_kas['private_api_secret_key'] = [
  'first-of-two',
  'second-of-two',
]
redis['url'] = 'redis://:redispass@10.0.0.1:6379/0'
some['thing'] = 'a8Kd0f9JkLm2nB4vC6xZ1qWe'
"#;
    hides(
        Form::Named,
        text,
        &[
            "hunter2",
            "commented-out",
            "wJalrXUtnFEMI",
            "ldap-pass",
            "spread over",
            "first-of-two",
            "second-of-two",
            "redispass",
            "a8Kd0f9JkLm2nB4vC6xZ1qWe",
        ],
        &[
            "https://gitlab.example.com",
            "smtp.example.com",
            "'provider' => 'AWS'",
            "'region' => 'eu'",
            "ldap.example.com",
            "/etc/gitlab/ssl/gitlab.key",
            "10.0.0.1:6379",
            "TOKEN",
        ],
    );
}

#[test]
fn yaml_and_toml_and_keys_in_pem_lose_their_secrets() {
    let text = "production:\n  host: db\n  password: \"p w\"\n  secret_key: |\n    line one\n    line two\n  port: 5432\ntoken = \"abc\" # why\n-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----\nafter: shown\n";
    hides(
        Form::Named,
        text,
        &["p w", "line one", "line two", "\"abc\"", "MIIEow"],
        &["host: db", "port: 5432", "after: shown", "BEGIN RSA PRIVATE KEY"],
    );
}

#[test]
fn secrets_files_keep_their_names_only() {
    hides(
        Form::All,
        r#"{"gitlab_rails": {"db_key_base": "0123abcd", "n": 7, "list": ["x-y-z"]}}"#,
        &["0123abcd", "x-y-z", ": 7"],
        &["db_key_base", "list"],
    );
    hides(Form::All, "production:\n  otp_key_base: feed\n", &["feed"], &["otp_key_base"]);
    assert_eq!(redactor().text("{ not json", Form::All), None);
}

#[test]
fn shadow_keeps_the_kind_of_hash_and_the_lock() {
    hides(
        Form::Shadow,
        "root:$y$j9T$salt$hash:19000:0:\nd:*:1::\n",
        &["salt", "hash"],
        &["root:$y$[redacted", "d:*:1"],
    );
}

#[test]
fn command_lines_and_environments_lose_their_secrets() {
    let arguments = [
        "curl",
        "-u",
        "root:pass1",
        "-H",
        "PRIVATE-TOKEN: tok2",
        "--password",
        "pass3",
        "--token=tok4",
        "https://u:pass5@h/x",
        "glpat-abcdefghij0123456789",
        "-v",
    ];
    let told = redactor().command(&arguments.map(str::to_owned)).join(" ");
    for secret in ["pass1", "tok2", "pass3", "tok4", "pass5", "glpat-abc"] {
        assert!(!told.contains(secret), "{secret} stands in {told}");
    }
    assert!(told.starts_with("curl -u ") && told.ends_with(" -v"), "{told}");
    assert!(redactor().variable("DATABASE_PASSWORD", "x").starts_with("[redacted:"));
    assert_eq!(redactor().variable("HOME", "/root"), "/root");
}

#[test]
fn equal_secrets_have_equal_marks_within_a_collection_only() {
    let other = Redactor::new([8; 32]);
    assert_eq!(redactor().mark("x"), redactor().mark("x"));
    assert_ne!(redactor().mark("x"), redactor().mark("y"));
    assert_ne!(redactor().mark("x"), other.mark("x"));
}
