//! The inventory of credentials, as JSON and as CSV.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use engine::investigate::inventory::{self, CredentialKind, Filter};
use serde::Deserialize;

use super::{Answer, document};
use crate::app::{Inventory, input};
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::Ask;
use crate::web::problem::Fault;
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;

pub(super) const ROUTES: &[Route] =
    &[Route::get("/api/v1/credentials", Access::Needs(Permission::Survey), || get(many))
        .says("All credentials with owner, scopes, age, last use, end and rank; the gravest first")
        .query(&[
            ("kind", "only these kinds, with commas: personal_token, ssh_key, runner …"),
            ("stale_days", "only those not used for so many days"),
            ("owner", "only this owner's: a name or a number"),
            ("rank", "only ranks up to this: 1 acts as anybody … 10 opens nothing"),
            ("ended", "true = also those that do not work any more"),
            ("q", "only where name, path or scopes contain this"),
            ("fresh", "true = read from GitLab now, not as of the last minutes"),
            ("format", "csv = comma-separated values; also by Accept: text/csv"),
            ("bom", "true = with a byte order mark, for Excel"),
        ])];

/// What is asked of the inventory, by page and API alike.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Asked {
    pub(in crate::web) kind: Option<String>,
    pub(in crate::web) stale_days: Option<String>,
    pub(in crate::web) owner: Option<String>,
    pub(in crate::web) rank: Option<String>,
    pub(in crate::web) ended: Option<bool>,
    pub(in crate::web) q: Option<String>,
    pub(in crate::web) fresh: Option<bool>,
    format: Option<String>,
    bom: Option<bool>,
}

impl Asked {
    /// The filter; a form sends empty text for what was not filled in.
    pub(in crate::web) fn filter(&self) -> Result<Filter, Fault> {
        let given = |text: &Option<String>| {
            text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let kinds = given(&self.kind).unwrap_or_default();
        let kinds = kinds.split(',').map(str::trim).filter(|name| !name.is_empty());
        let kinds = kinds.map(|name| {
            CredentialKind::from_name(name)
                .ok_or_else(|| Fault::invalid("kind", input::given("unknown", name)))
        });
        Ok(Filter {
            kinds: kinds.collect::<Result<_, _>>()?,
            stale_days: number("stale_days", given(&self.stale_days))?,
            owner: given(&self.owner),
            rank_max: number("rank", given(&self.rank))?,
            with_ended: self.ended.unwrap_or_default(),
            text: given(&self.q),
        })
    }
}

fn number<T: std::str::FromStr>(name: &str, text: Option<String>) -> Result<Option<T>, Fault> {
    let wrong = |text: &str| Fault::invalid(name, input::given("number", text));
    text.map(|text| text.parse().map_err(|_no_number| wrong(&text))).transpose()
}

async fn many(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    headers: HeaderMap,
    Ask(asked): Ask<Asked>,
) -> Answer {
    let fresh = asked.fresh.unwrap_or_default();
    let inventory = web.app.inventory(&person, &asked.filter()?, fresh).await?;
    let accepts = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    let is_csv = match asked.format.as_deref() {
        None | Some("json") => accepts.is_some_and(|kinds| kinds.starts_with("text/csv")),
        Some("csv") => true,
        Some(other) => {
            return Err(Fault::invalid("format", input::one_of(other, &["json", "csv"])));
        }
    };
    if is_csv && asked.format.as_deref() != Some("json") {
        return Ok(csv(&inventory, asked.bom.unwrap_or_default()));
    }
    document("credentials", &inventory)
}

/// The rows as a file to save.
fn csv(inventory: &Inventory, with_mark: bool) -> Response {
    let mut response = inventory::csv(&inventory.credentials, with_mark).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    let file = HeaderValue::from_static("attachment; filename=\"credentials.csv\"");
    headers.insert(header::CONTENT_DISPOSITION, file);
    response
}
