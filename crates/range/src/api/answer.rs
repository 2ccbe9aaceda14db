//! What the API answers, with GitLab's bodies for each refusal.

use serde_json::{Value, json};

/// An answer, or a refusal: handlers return either, and `?` ends them.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Body,
    pub(crate) headers: Vec<(&'static str, String)>,
}

/// What is in an answer.
#[derive(Debug)]
pub(crate) enum Body {
    Empty,
    Json(Value),
    Text(String),
    /// A file, with its media type.
    Bytes(&'static str, Vec<u8>),
}

/// What a handler returns.
pub(crate) type Outcome = Result<Answer, Answer>;

impl Answer {
    pub(crate) fn json(status: u16, body: Value) -> Self {
        Self { status, body: Body::Json(body), headers: Vec::new() }
    }

    pub(crate) fn ok(body: Value) -> Self {
        Self::json(200, body)
    }

    pub(crate) fn created(body: Value) -> Self {
        Self::json(201, body)
    }

    pub(crate) fn text(body: String) -> Self {
        Self { status: 200, body: Body::Text(body), headers: Vec::new() }
    }

    pub(crate) fn no_content() -> Self {
        Self { status: 204, body: Body::Empty, headers: Vec::new() }
    }

    pub(crate) fn bytes(media_type: &'static str, bytes: Vec<u8>) -> Self {
        Self { status: 200, body: Body::Bytes(media_type, bytes), headers: Vec::new() }
    }

    pub(crate) fn accepted() -> Self {
        Self {
            status: 202,
            body: Body::Json(json!({ "message": "202 Accepted" })),
            headers: Vec::new(),
        }
    }

    pub(crate) fn accepted_with(body: Value) -> Self {
        Self::json(202, body)
    }

    /// Lists and objects of what is wrong, field by field.
    pub(crate) fn wrong(field: &str, why: &str) -> Self {
        Self::message(400, json!({ field: [why] }))
    }

    pub(crate) fn with(mut self, header: &'static str, value: String) -> Self {
        self.headers.push((header, value));
        self
    }

    pub(crate) fn message(status: u16, text: impl Into<Value>) -> Self {
        let text: Value = text.into();
        Self::json(status, json!({ "message": text }))
    }

    pub(crate) fn bad_request(why: &str) -> Self {
        Self::message(400, format!("400 Bad request - {why}"))
    }

    /// A parameter is missing or wrong; in the words of GitLab's parameter checks.
    pub(crate) fn invalid(what: &str) -> Self {
        Self::json(400, json!({ "error": what }))
    }

    pub(crate) fn unauthorized() -> Self {
        Self::message(401, "401 Unauthorized")
    }

    pub(crate) fn token_revoked() -> Self {
        Self::json(
            401,
            json!({
                "error": "invalid_token",
                "error_description": "Token was revoked. You have to re-authorize from the user."
            }),
        )
    }

    pub(crate) fn token_expired() -> Self {
        Self::json(
            401,
            json!({
                "error": "invalid_token",
                "error_description":
                    "Token is expired. You can either do re-authorization or token refresh."
            }),
        )
    }

    pub(crate) fn insufficient_scope(needed: &str) -> Self {
        Self::json(
            403,
            json!({
                "error": "insufficient_scope",
                "error_description":
                    "The request requires higher privileges than provided by the access token.",
                "scope": needed
            }),
        )
    }

    pub(crate) fn forbidden() -> Self {
        Self::message(403, "403 Forbidden")
    }

    pub(crate) fn forbidden_because(why: &str) -> Self {
        Self::message(403, format!("403 Forbidden - {why}"))
    }

    pub(crate) fn not_found(what: &str) -> Self {
        Self::message(404, format!("404 {what} Not Found"))
    }

    pub(crate) fn not_found_at_all() -> Self {
        Self::message(404, "404 Not found")
    }

    pub(crate) fn method_not_allowed() -> Self {
        Self::message(405, "405 Method Not Allowed")
    }

    pub(crate) fn conflict(why: &str) -> Self {
        Self::message(409, why.to_owned())
    }

    pub(crate) fn unprocessable(why: &str) -> Self {
        Self::message(422, why.to_owned())
    }

    /// The proxy in front, when GitLab behind it is gone.
    pub(crate) fn bad_gateway() -> Self {
        let page = "<html><body><h1>502</h1>Whoops, GitLab is taking too much time to respond.</body></html>";
        Self { status: 502, body: Body::Bytes("text/html", page.into()), headers: Vec::new() }
    }

    /// An application limit: no `Retry-After`, no `RateLimit-*`.
    pub(crate) fn too_many() -> Self {
        Self::message(
            429,
            json!({ "error": "This endpoint has been requested too many times. Try again later." }),
        )
    }
}
