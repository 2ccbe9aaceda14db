//! Bad input: a clear error or kept raw, and nothing is lost.

use crate::binary::{Portcullis, STREAM_TOKEN, event, stderr};

#[tokio::test]
async fn the_receiver_refuses_a_wrong_token_and_a_body_without_end_and_keeps_broken_json() {
    let portcullis = Portcullis::new();
    let served = portcullis.serve();
    let client = range::client("GitLab").unwrap();
    let post = |token: &str, body: Vec<u8>| {
        client
            .post(served.stream())
            .header("X-Gitlab-Event-Streaming-Token", token)
            .body(body)
            .send()
    };

    let wrong = post("not-the-token", event(1).into_bytes()).await.unwrap();
    let large = post(STREAM_TOKEN, vec![b'x'; 100 * 1024 * 1024]).await;
    let broken = post(STREAM_TOKEN, b"{\"id\": 7, \"author".to_vec()).await.unwrap();
    let good = post(STREAM_TOKEN, event(2).into_bytes()).await.unwrap();

    assert_eq!(wrong.status(), 401);
    // The answer may come while the body is still being sent: then the sender sees a broken pipe.
    assert!(large.map_or_else(|error| error.is_request(), |answer| answer.status() == 413));
    assert_eq!(
        broken.status(),
        200,
        "GitLab takes any answer for a delivery: what cannot be read is kept"
    );
    assert_eq!(good.status(), 200);
    let rows = portcullis.sql("SELECT format, count(*) AS n FROM tellings GROUP BY 1 ORDER BY 1");
    assert_eq!(serde_json::to_string(&rows).unwrap(), r#"[["audit_stream",1],["unparsed",1]]"#);
}

#[test]
fn a_binary_file_is_refused_and_a_broken_line_costs_only_a_count() {
    let portcullis = Portcullis::new();
    let binary = portcullis.write("photo.log", &[0, 159, 146, 150, 0, 1, 2, 3].repeat(64));
    let mixed = portcullis
        .write("mixed.log", format!("{}\nnot json at all\n{}\n", event(1), event(2)).as_bytes());

    let refused = portcullis.run(&["import", binary.to_str().unwrap()]);
    let report = portcullis.json(&["import", mixed.to_str().unwrap()]);
    let again = portcullis.json(&["import", mixed.to_str().unwrap()]);

    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr(&refused).contains("photo.log"), "{}", stderr(&refused));
    assert_eq!(report["files"][0]["records"], 3, "{report:#}");
    assert_eq!(report["files"][0]["unparsed_lines"], serde_json::json!([2]), "{report:#}");
    assert_eq!(again["files"][0]["records"], 0, "a file imported twice adds nothing: {again:#}");
    assert_eq!(portcullis.sql("SELECT count(*) FROM tellings")[0][0], 3);
}

#[test]
fn a_misspelt_setting_is_shown_where_it_stands() {
    let portcullis = Portcullis::new();
    portcullis.write("portcullis.toml", b"[server]\nlisen = \"127.0.0.1:1\"\n");

    let output = portcullis.run(&["config", "check"]);

    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    assert!(said.contains("line 2") && said.contains("lisen") && said.contains("listen"), "{said}");
}

#[test]
fn who_shall_approve_and_could_not_is_named_by_the_check_of_the_settings() {
    let portcullis = Portcullis::new();
    let groups = "[policy.groups.security]\nmembers = [\"Sam\", \"mika\"]\n\
        [policy.groups.legal]\nmembers = [\"lena\"]\nbackups = [\"sam\"]\n";
    portcullis.write("portcullis.toml", groups.as_bytes());
    let before = portcullis.json(&["config", "check"]);
    assert_eq!(before["idle_approvers"], serde_json::json!([]), "nobody has an account yet");

    portcullis.json(&["account", "add", "sam", "--role", "approver"]);
    portcullis.json(&["account", "add", "mika", "--role", "responder"]);
    let output = portcullis.run(&["config", "check"]);
    assert_eq!(output.status.code(), Some(10), "{}", stderr(&output));
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(told.contains("lena of the group legal has no account"), "{told}");
    assert!(told.contains("mika of the group security lacks the role approver"), "{told}");
    assert!(!told.contains("am of the group"), "{told}");
    let japanese = portcullis.run(&["--lang", "ja", "config", "check"]);
    let told = String::from_utf8_lossy(&japanese.stdout).into_owned();
    assert!(told.contains("approver ロールがありません"), "{told}");

    portcullis.json(&["account", "roles", "mika", "--role", "approver"]);
    portcullis.json(&["account", "add", "lena", "--role", "approver"]);
    assert!(portcullis.run(&["config", "check"]).status.success());
}

#[test]
fn a_rule_with_a_typo_is_shown_with_file_and_line() {
    let portcullis = Portcullis::new();
    portcullis.write(
        "rules/typo.yml",
        b"title: A typo\nid: 0b6a7c1e-58f0-4e8c-9d0e-2f3a4b5c6d7e\nlevel: high\nlogsource:\n  product: gitlab\n  service: audit\ndetection:\n  selection:\n    event_tpye: add_ssh_key\n  condition: selection\n",
    );

    let output =
        portcullis.run(&["rules", "check", portcullis.data().join("rules").to_str().unwrap()]);

    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    assert!(said.contains("typo.yml:9") && said.contains("event_tpye"), "{said}");
}

#[test]
fn a_search_that_cannot_be_read_shows_where() {
    let portcullis = Portcullis::new();

    let output = portcullis.run(&["search", "actr:alice"]);

    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("actr"), "{}", stderr(&output));
}

#[test]
fn only_one_select_is_taken_by_sql() {
    let portcullis = Portcullis::new();

    for statement in [
        "DROP TABLE events",
        "SELECT 1; SELECT 2",
        "COPY events TO '/tmp/x.csv'",
        "CREATE EXTERNAL TABLE t STORED AS CSV LOCATION '/etc/passwd'",
    ] {
        let output = portcullis.run(&["sql", statement]);
        assert_eq!(output.status.code(), Some(1), "{statement}");
    }
}
