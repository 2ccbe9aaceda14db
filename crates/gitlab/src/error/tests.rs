//! Which answer is which error, and what an error tells.

use super::*;

fn call() -> Call {
    Call { method: Method::POST, path: "/api/v4/users/7/block".to_owned() }
}

fn error(status: u16, body: &str) -> GitLabError {
    let status = StatusCode::from_u16(status).unwrap();
    GitLabError::from_answer(call(), status, None, body.as_bytes())
}

#[test]
fn each_status_has_the_reaction_it_asks_for() {
    let cases = [
        (400, "GitLab refuses the values of POST /api/v4/users/7/block", false),
        (401, "GitLab does not accept the token for POST /api/v4/users/7/block (401)", false),
        (403, "the token may not POST /api/v4/users/7/block (403)", false),
        (
            404,
            "POST /api/v4/users/7/block: not there, or not to be seen with this token (404)",
            false,
        ),
        (405, "GitLab does not offer POST /api/v4/users/7/block for this (405)", false),
        (409, "POST /api/v4/users/7/block: the state in GitLab does not allow it", false),
        (412, "POST /api/v4/users/7/block: the state in GitLab does not allow it", false),
        (418, "unexpected answer to POST /api/v4/users/7/block: status 418", false),
        (422, "GitLab refuses the values of POST /api/v4/users/7/block", false),
        (429, "GitLab asks to slow down at POST /api/v4/users/7/block (429)", true),
        (500, "GitLab failed at POST /api/v4/users/7/block (500)", true),
        (503, "GitLab failed at POST /api/v4/users/7/block (503)", true),
    ];
    for (status, text, is_transient) in cases {
        let error = error(status, "");
        assert_eq!(error.to_string(), text);
        assert_eq!(error.is_transient(), is_transient, "{status}");
        assert_eq!(error.call(), Some(&call()), "{status}");
    }
}

#[test]
fn gitlabs_sentence_is_kept_whatever_its_shape() {
    let cases = [
        (
            r#"{"message":"403 Forbidden - LDAP blocked users cannot be modified by the API"}"#,
            "403 Forbidden - LDAP blocked users cannot be modified by the API",
        ),
        (
            r#"{"error":"insufficient_scope","error_description":"The request requires higher privileges.","scope":"sudo"}"#,
            "The request requires higher privileges. (scope: sudo)",
        ),
        (r#"{"error":"404 Not found"}"#, "404 Not found"),
        (
            r#"{"message":{"fingerprint":["has already been taken"]}}"#,
            r#"{"fingerprint":["has already been taken"]}"#,
        ),
    ];
    for (body, sentence) in cases {
        assert_eq!(error(403, body).said(), Some(sentence));
    }
}

#[test]
fn a_body_that_is_no_json_says_nothing() {
    for body in ["Retry later", "", "<html>", "[1]", "{\"message\":\"\"}"] {
        assert_eq!(error(403, body).said(), None, "{body}");
    }
}

#[test]
fn a_token_in_gitlabs_sentence_is_not_repeated() {
    let error = error(400, r#"{"message":"glpat-abcdefghijklmnopqrst is expired"}"#);
    let shown = format!("{error:?} {error}");
    assert!(!shown.contains("abcdefghij"), "{shown}");
    assert!(shown.contains("is expired"), "{shown}");
}

#[test]
fn after_a_write_only_some_errors_leave_the_outcome_open() {
    assert!(error(502, "").is_outcome_unknown());
    assert!(!error(403, "").is_outcome_unknown());
    assert!(!error(429, "").is_outcome_unknown());
}

#[test]
fn what_a_refusal_means_is_read_from_gitlabs_sentence() {
    let cases = [
        (401, r#"{"message":"401 Unauthorized"}"#, Problem::TokenUnknown),
        (
            401,
            r#"{"error":"invalid_token","error_description":"Token is expired. You can either do re-authorization or token refresh."}"#,
            Problem::TokenExpired,
        ),
        (
            401,
            r#"{"error":"invalid_token","error_description":"Token was revoked. You have to re-authorize from the user."}"#,
            Problem::TokenRevoked,
        ),
        (403, r#"{"message":"403 Forbidden"}"#, Problem::Forbidden),
        (
            403,
            r#"{"error":"insufficient_scope","error_description":"The request requires higher privileges.","scope":"api"}"#,
            Problem::ScopeMissing,
        ),
        (
            403,
            r#"{"error":"insufficient_scope","error_description":"The request requires higher privileges.","scope":"admin_mode"}"#,
            Problem::AdminModeMissing,
        ),
        (404, "", Problem::NotFound),
        (405, "", Problem::NotOffered),
        (409, "", Problem::Changed),
        (422, "", Problem::Rejected),
        (429, "", Problem::Busy),
        (503, "", Problem::Failed),
    ];
    for (status, body, problem) in cases {
        assert_eq!(error(status, body).problem(), problem, "{status} {body}");
    }
}
