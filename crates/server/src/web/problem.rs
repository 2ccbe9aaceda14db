//! What went wrong, for programs (RFC 9457) and for people: the same words.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::respond::plan::Text;
use serde::Serialize;
use utoipa::ToSchema;

use super::guard::Coat;
use super::visitor::Visitor;
use super::words::Words;
use super::{Web, page};
use crate::app::{AppError, Refusal};

/// An error on its way out: the guard words it in the visitor's language.
#[derive(Debug)]
pub(crate) struct Fault(pub(crate) AppError);

impl From<AppError> for Fault {
    fn from(error: AppError) -> Self {
        Self(error)
    }
}

impl Fault {
    /// An input that cannot be used.
    pub(crate) fn invalid(field: &str, why: Text) -> Self {
        Self(AppError::invalid(field, why))
    }

    /// What is wrong, for a form that is shown again with all that was written;
    /// `None` = the form could not help.
    pub(in crate::web) fn of_form(&self, visitor: &Visitor) -> Option<(StatusCode, String)> {
        let is_input = matches!(self.0, AppError::Invalid { .. } | AppError::Refused(_));
        let told = is_input.then(|| ingredients(&self.0))?;
        Some((told.status, told.worded(&visitor.words).detail))
    }

    /// Something that is not there.
    pub(crate) fn not_found(what: impl std::fmt::Display) -> Self {
        Self(AppError::NotFound { what: what.to_string() })
    }
}

/// Carries the words' ingredients from the handler to the guard.
#[derive(Debug, Clone)]
struct Carried(Ingredients);

#[derive(Debug, Clone)]
struct Ingredients {
    status: StatusCode,
    rule: String,
    requirements: Vec<String>,
    key: String,
    args: Vec<(String, String)>,
    field: Option<String>,
    /// Why `field` cannot be used.
    unusable: Option<Text>,
    further: Vec<Refusal>,
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let ingredients = ingredients(&self.0);
        let mut response = ingredients.status.into_response();
        response.extensions_mut().insert(Carried(ingredients));
        response
    }
}

/// Takes an error apart; logs the one kind that nobody else will see.
fn ingredients(error: &AppError) -> Ingredients {
    let one = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
    let (mut field_of, mut unusable) = (None, None);
    let mut further = Vec::new();
    let (key, args, requirements) = match error {
        AppError::Refused(refusal) => {
            further.clone_from(&refusal.further);
            let args = refusal.text.args.clone().into_iter().collect();
            (refusal.text.key.clone(), args, refusal.requirements.clone())
        }
        AppError::NotFound { what } => ("error-not-found".to_owned(), one("what", what), vec![]),
        AppError::Invalid { field, why } => {
            field_of = Some(field.clone());
            unusable = Some(why.clone());
            ("error-invalid".to_owned(), one("input", field), vec![])
        }
        AppError::NotSignedIn => ("error-not-signed-in".to_owned(), vec![], vec![]),
        AppError::Overloaded => ("error-overloaded".to_owned(), vec![], vec![]),
        AppError::Unavailable { what } => {
            ("error-unavailable".to_owned(), one("what", what), vec![])
        }
        AppError::GitLab(why) => {
            let key = format!("error-{}", error.rule().replace(['.', '_'], "-"));
            (key, gitlab_args(why), vec![])
        }
        AppError::Internal(cause) => {
            tracing::error!(error = format!("{cause:#}"), "A request failed by a fault of ours");
            ("error-internal".to_owned(), vec![], vec![])
        }
    };
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let rule = error.rule().to_owned();
    Ingredients { status, rule, requirements, key, args, field: field_of, unusable, further }
}

/// What the sentences about GitLab's answers may name: the failed call in plain
/// English, and GitLab's own sentence, in brackets, where it gave one.
fn gitlab_args(why: &gitlab::GitLabError) -> Vec<(String, String)> {
    let said = why.said().map(|said| format!(" ({said})")).unwrap_or_default();
    let seconds = match why {
        gitlab::GitLabError::Slow { waited, .. } => waited.as_secs(),
        gitlab::GitLabError::Down { again_in, .. } => again_in.as_secs().saturating_add(1),
        gitlab::GitLabError::RateLimited { retry_after, .. } => {
            retry_after.map_or(60, |wait| wait.as_secs())
        }
        _no_time_is_told => 0,
    };
    vec![("why".to_owned(), format!("{why}{said}")), ("seconds".to_owned(), seconds.to_string())]
}

/// A problem as RFC 9457 has it, with ours beside: the rule, the requirements
/// behind it, what is missing and what to do next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// Names the kind of problem: `urn:portcullis:problem:<rule>`.
    pub(crate) r#type: String,
    /// The HTTP status.
    pub(crate) status: u16,
    /// In a few words, in the language asked for.
    pub(crate) title: String,
    /// In sentences, in the language asked for.
    pub(crate) detail: String,
    /// A stable name of the rule that says no.
    pub(crate) rule: String,
    /// Requirement ids behind the rule (`CE5`).
    pub(crate) requirements: Vec<String>,
    /// What is missing: the input or the fact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) missing: Option<String>,
    /// What to do next.
    pub(crate) next: String,
    /// What else is missing, so that nobody has to find out one by one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) further: Vec<Further>,
}

/// Another rule that says no at the same time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Further {
    /// A stable name of the rule.
    pub(crate) rule: String,
    /// Requirement ids behind it.
    pub(crate) requirements: Vec<String>,
    /// In sentences, in the language asked for.
    pub(crate) detail: String,
}

impl Ingredients {
    fn worded(self, words: &Words) -> Problem {
        let why = self.unusable.as_ref().map(|why| words.say(why));
        let why = || why.iter().map(|why| ("why", why.as_str()));
        let args = self.args.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let args = || args.clone().chain(why());
        let next_of = |key: &str| words.has(key).then(|| words.sentence(key, args()));
        let by_status = format!("error-next-{}", self.status.as_u16());
        Problem {
            r#type: format!("urn:portcullis:problem:{}", self.rule),
            status: self.status.as_u16(),
            title: words.t(format!("error-title-{}", self.status.as_u16())),
            detail: words.sentence(&self.key, args()),
            missing: self.field.clone().or_else(|| next_of(&format!("{}-missing", self.key))),
            next: next_of(&format!("{}-next", self.key))
                .or_else(|| next_of(&by_status))
                .unwrap_or_default(),
            further: self.further.iter().map(|refusal| further(words, refusal)).collect(),
            rule: self.rule,
            requirements: self.requirements,
        }
    }
}

/// The same for people at a terminal: what, by which rule, and what to do next.
pub fn told(error: &AppError, words: &Words) -> String {
    let problem = ingredients(error).worded(words);
    let rule = if error.status() < 500 { format!(" [{}]", problem.rule) } else { String::new() };
    let next =
        if problem.next.is_empty() { String::new() } else { format!("\n  {}", problem.next) };
    format!("{}{rule}{next}", problem.detail)
}

fn further(words: &Words, refusal: &Refusal) -> Further {
    let Refusal { rule, requirements, text, .. } = refusal.clone();
    Further { rule, requirements, detail: words.say(&text) }
}

/// Puts the words into an answer that carries an error; others pass as they are.
pub(super) fn worded(mut answer: Response, coat: Coat, visitor: &Visitor) -> Response {
    let carried = match answer.extensions_mut().remove::<Carried>() {
        Some(Carried(ingredients)) => ingredients,
        None => match bare(&answer) {
            Some(ingredients) => ingredients,
            None => return answer,
        },
    };
    let status = carried.status;
    let problem = carried.worded(&visitor.words);
    let mut worded = match coat {
        Coat::Page => page::problem(visitor, &problem),
        Coat::Api => {
            let mut json = Json(problem).into_response();
            let kind = HeaderValue::from_static("application/problem+json");
            json.headers_mut().insert(header::CONTENT_TYPE, kind);
            json
        }
    };
    *worded.status_mut() = status;
    if status == StatusCode::UNAUTHORIZED {
        let how = HeaderValue::from_static("Bearer");
        worded.headers_mut().insert(header::WWW_AUTHENTICATE, how);
    }
    worded
}

/// An error that the framework made: a body that is not JSON, a wrong method …
fn bare(answer: &Response) -> Option<Ingredients> {
    let status = answer.status();
    let kind = answer.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let is_plain = kind.is_none_or(|kind| kind.starts_with("text/plain"));
    if !(status.is_client_error() || status.is_server_error()) || !is_plain {
        return None;
    }
    let (rule, key) = match status.as_u16() {
        404 => ("not_found", "error-nowhere"),
        405 => ("method", "error-method"),
        413 => ("too_large", "error-too-large"),
        400 | 415 | 422 => ("invalid", "error-unreadable"),
        _ => ("internal", "error-internal"),
    };
    Some(Ingredients {
        status,
        rule: rule.to_owned(),
        requirements: vec![],
        key: key.to_owned(),
        args: vec![],
        field: None,
        unusable: None,
        further: vec![],
    })
}

/// No such address.
pub(super) async fn nowhere(State(_): State<Web>) -> StatusCode {
    StatusCode::NOT_FOUND
}
