//! Single traps of the formats, each by a sentence.

use event::{ActorKind, Format, Way, field, normalise};
use serde_json::{Value, json};

use crate::{RECEIVED_AT, problems, read};

fn streamed(change: impl FnOnce(&mut Value)) -> String {
    let mut row = json!({
        "id": 7, "author_id": 14, "entity_id": 31, "entity_type": "Project",
        "details": {"author_name": "Mizuki Arai", "author_class": "User", "target_id": 31, "target_type": "Project"},
        "ip_address": "198.51.100.23", "created_at": "2026-01-14T03:30:00.001Z", "event_type": "project_created",
    });
    change(&mut row);
    row.to_string()
}

#[test]
fn the_three_forms_of_the_id_are_kept_as_they_came() {
    for (id, expected) in [
        (json!(7), "7"),
        (json!("7"), "7"),
        (json!("5e0c2f1a-8f0d-4c7b-9a54-2b8f7c6d1e90"), "5e0c2f1a-8f0d-4c7b-9a54-2b8f7c6d1e90"),
    ] {
        let event = read(Way::Stream, &streamed(|row| row["id"] = id));
        assert_eq!(event.id.unwrap().0, expected);
    }
}

#[test]
fn the_message_of_a_git_operation_is_protocol_and_action() {
    let event = read(
        Way::Stream,
        &streamed(|row| {
            row["details"]["custom_message"] =
                json!({"protocol": "ssh", "action": "git-upload-pack"});
        }),
    );
    assert_eq!(event.message.as_deref(), Some("ssh git-upload-pack"));
    assert_eq!(problems(&event), [""; 0]);
}

#[test]
fn of_two_types_the_named_one_outranks_audit_operation() {
    let event = read(
        Way::Stream,
        &streamed(|row| {
            row["event_type"] = json!("audit_operation");
            row["details"]["event_name"] = json!("member_created");
        }),
    );
    assert_eq!(event.event_type.as_deref(), Some("member_created"));

    let event = read(Way::Stream, &streamed(|row| row["event_type"] = json!("audit_operation")));
    assert_eq!(event.event_type.as_deref(), Some("audit_operation"));
}

#[test]
fn an_impersonated_action_names_both_persons() {
    let event =
        read(Way::Stream, &streamed(|row| row["details"]["impersonated_by"] = json!("Root Admin")));
    assert_eq!(event.actor.name.as_deref(), Some("Mizuki Arai"));
    assert_eq!(event.actor.impersonator.as_deref(), Some("Root Admin"));
    assert_eq!(field::flat(&event)["impersonated_by"], "Root Admin");
}

#[test]
fn the_role_that_a_new_member_got_is_what_it_changed_to() {
    let event = read(
        Way::Stream,
        &streamed(|row| {
            row["details"]["add"] = json!("user_access");
            row["details"]["as"] = json!("Owner");
        }),
    );
    assert_eq!(
        (event.change.add.as_deref(), event.change.to.as_deref()),
        (Some("user_access"), Some("Owner"))
    );
}

#[test]
fn an_address_that_is_none_is_a_problem_and_a_missing_one_is_not() {
    let event = read(Way::Stream, &streamed(|row| row["ip_address"] = json!("x.x.x.x")));
    assert_eq!(problems(&event), ["ip_address: not an IP address: x.x.x.x"]);
    let event = read(Way::Stream, &streamed(|row| row["ip_address"] = Value::Null));
    assert_eq!((event.ip, problems(&event)), (None, vec![]));
}

#[test]
fn a_row_without_a_time_gets_the_time_of_receipt_and_says_so() {
    let event = read(Way::Stream, &streamed(|row| row["created_at"] = Value::Null));
    assert_eq!(event.occurred_at, RECEIVED_AT);
    assert_eq!(problems(&event), ["created_at: no time; the time of receipt stands in"]);
}

#[test]
fn the_offset_is_honoured_and_remembered() {
    let event =
        read(Way::Stream, &streamed(|row| row["created_at"] = json!("2026-01-14T12:30:00+09:00")));
    assert_eq!(
        (event.occurred_at.to_string().as_str(), event.offset_s),
        ("2026-01-14T03:30:00Z", 32_400)
    );
}

#[test]
fn the_client_of_a_request_is_what_gitlab_took_for_it() {
    let line = json!({
        "time": "2026-01-14T03:30:00.001Z", "status": 200, "method": "GET", "path": "/api/v4/user?private=1",
        "route": "/api/:version/user", "remote_ip": "10.0.0.1, 203.0.113.90, 127.0.0.1", "meta.remote_ip": "203.0.113.90",
        "user_id": 22, "username": "tomas", "token_type": "PersonalAccessToken", "token_id": "512",
    });
    let event = read(Way::Import, &line.to_string());
    let rules = field::for_rules(&event);
    assert_eq!(rules["remote_ip"], "203.0.113.90");
    assert_eq!((&rules["user_id"], &rules["username"]), (&json!(22), &json!("tomas")));
    assert_eq!((&rules["token_id"], &rules["path"]), (&json!(512), &json!("/api/v4/user")));
    assert_eq!(problems(&event), [""; 0]);
}

#[test]
fn a_request_with_a_job_token_was_made_by_a_job() {
    let line = json!({
        "status": 200, "method": "GET", "path": "/api/v4/job", "route": "/api/:version/job", "time": "2026-01-14T03:30:00Z",
        "user_id": 22, "username": "tomas", "token_type": "Ci::Build", "token_id": 9001,
    });
    assert_eq!(read(Way::Import, &line.to_string()).actor.kind, ActorKind::Job);
}

#[test]
fn a_name_that_is_there_twice_counts_the_last_time() {
    let text = streamed(|_| ()).replace("\"id\":7", "\"id\":6,\"id\":7");
    let event = read(Way::Stream, &text);
    assert_eq!((event.format, event.id.unwrap().0.as_str()), (Format::AuditStream, "7"));
    let text = streamed(|_| ()).replace("\"target_id\":31", "\"target_id\":30,\"target_id\":31");
    assert_eq!(read(Way::Stream, &text).target.unwrap().id.as_deref(), Some("31"));
}

#[test]
fn one_bad_byte_hides_no_event() {
    let text = streamed(|row| row["details"]["custom_message"] = json!("Renamed to #"));
    let raw: Vec<u8> = text.bytes().map(|byte| if byte == b'#' { 0xff } else { byte }).collect();
    let event = normalise::read(Way::Stream, RECEIVED_AT, &raw);
    assert_eq!(event.message.as_deref(), Some("Renamed to \u{fffd}"));
    assert_eq!(problems(&event), [": bytes that are not UTF-8 were replaced by U+FFFD"]);
}

#[test]
fn a_value_nested_without_end_spoils_at_most_its_own_field() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let text = streamed(|_| ())
        .replace("\"target_id\":31", &format!("\"target_id\":31,\"from\":{deep},\"other\":{deep}"));
    let event = read(Way::Stream, &text);
    assert_eq!(event.target.as_ref().unwrap().id.as_deref(), Some("31"));
    assert_eq!(problems(&event), ["from: a value nested too deep; kept as written"]);
    assert!(!read(Way::Stream, &deep).is_parsed());
    assert!(!read(Way::Stream, &"{\"details\":".repeat(100_000)).is_parsed());
}

#[test]
fn a_record_beyond_the_limit_is_not_looked_into() {
    let text = streamed(|_| ()) + &" ".repeat(normalise::RECORD_BYTES_MAX);
    let event = read(Way::Stream, &text);
    assert_eq!(event.format, Format::Unparsed);
    assert_eq!(problems(&event).len(), 1);
}

#[test]
fn a_byte_order_mark_and_white_space_around_are_passed_over() {
    let text = format!("\u{feff}  {}\r\n", streamed(|_| ()));
    assert_eq!(read(Way::Stream, &text).format, Format::AuditStream);
}

#[test]
fn a_body_is_cut_into_the_bytes_of_its_elements() {
    let body = br#" [ {"id": 1, "x":[1, 2]} ,null,"a,b"] "#;
    let expected: [&[u8]; 3] = [br#"{"id": 1, "x":[1, 2]}"#, b"null", br#""a,b""#];
    assert_eq!(normalise::split(body), expected);
    assert_eq!(normalise::split(b"[]"), Vec::<&[u8]>::new());
}

#[test]
fn a_batch_for_google_cloud_is_cut_into_its_entries() {
    let body =
        br#"{"entries":[{"jsonPayload":{"id":1}},{"jsonPayload":{"id":2}, "severity":"INFO"}]}"#;
    let expected: [&[u8]; 2] =
        [br#"{"jsonPayload":{"id":1}}"#, br#"{"jsonPayload":{"id":2}, "severity":"INFO"}"#];
    assert_eq!(normalise::split(body), expected);
}

#[test]
fn a_body_that_is_no_array_is_one_piece() {
    let batch = b"{\"entries\":[{\"id\":1}]}";
    for body in [&b"{\"id\":1}"[..], batch, b"", b"[1,2", b"[1,2] x", b"[\"\xff\"]", b"hello"] {
        assert_eq!(normalise::split(body), [body]);
    }
}

#[test]
fn an_array_of_too_many_elements_stays_in_one_piece() {
    let array = |count: usize| format!("[{}]", vec!["1"; count].join(","));
    assert_eq!(
        normalise::split(array(normalise::ELEMENTS_MAX).as_bytes()).len(),
        normalise::ELEMENTS_MAX
    );
    let beyond = array(normalise::ELEMENTS_MAX + 1);
    assert_eq!(normalise::split(beyond.as_bytes()), [beyond.as_bytes()]);
}

#[test]
fn a_name_that_looks_like_an_address_does_not_hide_the_real_one() {
    let line = json!({
        "severity": "INFO", "time": "2026-01-14T03:30:00Z",
        "message": "Failed Login: username=a ip=192.0.2.1 ip=203.0.113.90",
    });
    let event = read(Way::Follow, &line.to_string());
    assert_eq!(event.ip.unwrap().to_string(), "203.0.113.90");
    assert_eq!(event.actor.name.as_deref(), Some("a ip=192.0.2.1"));
}

#[test]
fn a_sentence_of_gitlab_is_not_taken_for_a_wrapped_line() {
    let inner = json!({"severity": "INFO", "time": "2020-01-01T00:00:00Z", "hook_id": 1, "action": "enable"});
    let line = json!({
        "severity": "INFO", "time": "2026-01-14T03:30:00Z", "message": inner.to_string(),
    });
    let event = read(Way::Follow, &line.to_string());
    assert_eq!(event.format, Format::ApplicationJson);
}

#[test]
fn what_is_a_number_is_one_for_rules_and_long_texts_are_cut() {
    let line = json!({
        "level": "info", "msg": "access", "time": "2026-01-14T03:30:00Z", "uri": format!("/{}", "a".repeat(5000)),
        "written_bytes": 512, "duration_ms": 1250, "remote_ip": "203.0.113.90", "status": 200, "method": "GET",
    });
    let rules = field::for_rules(&read(Way::Follow, &line.to_string()));
    assert_eq!((&rules["bytes_sent"], &rules["duration_s"]), (&json!(512), &json!(1.25)));
    assert_eq!(rules["path"].as_str().unwrap().len(), 2000);
    assert_eq!(rules["remote_ip"], "203.0.113.90");
}

#[test]
fn no_secret_of_a_query_or_an_address_is_kept() {
    let lines = [
        json!({"level": "info", "msg": "access", "time": "2026-01-14T03:30:00Z", "uri": "/a?private_token=s3cret",
            "referrer": "https://gl.test/b?code=s3cret"}),
        json!({"severity": "INFO", "time": "2026-01-14T03:30:00Z", "service_class": "JiraService",
            "client_url": "https://bot:s3cret@jira.test/x?key=s3cret"}),
        json!({"severity": "ERROR", "time": "2026-01-14T03:30:00Z", "message": "Rack_Attack", "env": "throttle",
            "request_method": "GET", "path": "/api/v4/user?private_token=s3cret"}),
    ];
    for line in lines {
        let event = read(Way::Follow, &line.to_string());
        assert!(event.is_parsed(), "{line}");
        assert!(!serde_json::to_string(&event).unwrap().contains("s3cret"), "{event:?}");
    }
}
