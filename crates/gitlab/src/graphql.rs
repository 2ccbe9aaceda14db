//! GraphQL, for what has no REST endpoint.

use reqwest::Method;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::client::Client;
use crate::error::{Call, GitLabError};
use crate::redact::redact_sentence;

#[derive(Serialize)]
struct Asked<'a> {
    query: &'a str,
    variables: &'a Value,
}

#[derive(Deserialize)]
struct Answered {
    #[serde(default)]
    data: Option<Map<String, Value>>,
    #[serde(default)]
    errors: Vec<Complaint>,
}

#[derive(Deserialize)]
struct Complaint {
    message: String,
}

impl Client {
    /// Sends an operation, once, and reads one field of its answer.
    ///
    /// GitLab answers errors with 200. A field that this GitLab does not have is
    /// [`GitLabError::MethodNotAllowed`]; what may not be seen or is not there is
    /// [`GitLabError::Forbidden`]; the rest is [`GitLabError::Rejected`].
    ///
    /// Source: GitLab docs, `api/graphql`; POST `/api/graphql`.
    pub(crate) async fn graphql<T: DeserializeOwned>(
        &self,
        query: &str,
        variables: &Value,
        field: &str,
    ) -> Result<Option<T>, GitLabError> {
        let url = self.graphql_url();
        let call = Call { method: Method::POST, path: url.path().to_owned() };
        let answer: Answered = self.post(url, &Asked { query, variables }).await?;
        if let Some(error) = answer.errors.first() {
            return Err(refusal(call, &error.message));
        }
        let value = answer.data.and_then(|mut data| data.remove(field)).unwrap_or(Value::Null);
        serde_json::from_value(value).map_err(|_quotes| GitLabError::Unexpected {
            call,
            what: format!("a shape of {field} that we do not know"),
        })
    }
}

fn refusal(call: Call, message: &str) -> GitLabError {
    let said = Some(redact_sentence(message));
    if message.contains("doesn't exist on type") || message.contains("isn't a defined input type") {
        GitLabError::MethodNotAllowed { call, said }
    } else if message.contains("permission") {
        GitLabError::Forbidden { call, said }
    } else {
        GitLabError::Rejected { call, said }
    }
}
