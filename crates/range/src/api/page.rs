//! Lists, a page at a time, by offset or by key.
//!
//! Source: GitLab docs, `api/rest`: `page` and `per_page` (20, at most 100)
//! with `Link` and `x-*` headers; `pagination=keyset` with only `Link`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use url::form_urlencoded;

use super::answer::{Answer, Outcome};
use super::call::Call;

/// Answers a list: all rows are there, and only those of the page are shown.
pub(crate) fn by_offset<T>(call: &Call<'_>, rows: &[T], show: impl Fn(&T) -> Value) -> Outcome {
    let per_page = per_page(call)?;
    let page = number(call, "page")?.unwrap_or(1).max(1);
    let total = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    let pages = total.div_ceil(per_page).max(1);

    let skip = usize::try_from((page - 1).saturating_mul(per_page)).unwrap_or(usize::MAX);
    let take = usize::try_from(per_page).unwrap_or(usize::MAX);
    let shown: Vec<Value> = rows.iter().skip(skip).take(take).map(show).collect();

    let mut links = Vec::new();
    let mut link = |rel: &str, number: u64| {
        let number = number.to_string();
        links.push(format!("<{}>; rel=\"{rel}\"", url(call, &[("page", &number)])));
    };
    if page > 1 {
        link("prev", page - 1);
    }
    if page < pages {
        link("next", if call.repeats_page { page } else { page + 1 });
    }
    link("first", 1);
    link("last", pages);
    let near = |is_there: bool, number: u64| {
        if is_there { number.to_string() } else { String::new() }
    };
    Ok(Answer::ok(Value::Array(shown))
        .with("link", links.join(", "))
        .with("x-page", page.to_string())
        .with("x-per-page", per_page.to_string())
        .with("x-total", total.to_string())
        .with("x-total-pages", pages.to_string())
        .with("x-next-page", near(page < pages, page + u64::from(!call.repeats_page)))
        .with("x-prev-page", near(page > 1, page.saturating_sub(1))))
}

/// The same, or by key when the client asks for it: `pagination=keyset&order_by=id`.
pub(crate) fn by_key_or_offset<T>(
    call: &Call<'_>,
    mut rows: Vec<T>,
    id: impl Fn(&T) -> u64,
    show: impl Fn(&T) -> Value,
) -> Outcome {
    let params = call.params();
    if params.text("pagination").as_deref() != Some("keyset") {
        return by_offset(call, &rows, show);
    }
    if params.text("order_by").is_some_and(|key| key != "id") {
        let why = "Keyset pagination is not yet available for this type of request";
        return Err(Answer::json(405, json!({ "error": why })));
    }
    let is_rising = params.text("sort").as_deref() == Some("asc");
    rows.sort_by_key(&id);
    if !is_rising {
        rows.reverse();
    }
    if let Some(cursor) = params.text("cursor") {
        let Some(after) = read_cursor(&cursor) else {
            return Err(Answer::json(400, json!({ "error": "Invalid cursor parameter" })));
        };
        rows.retain(|row| if is_rising { id(row) > after } else { id(row) < after });
    }
    if let Some(after) = params.number("id_after") {
        rows.retain(|row| id(row) > after);
    }
    if let Some(before) = params.number("id_before") {
        rows.retain(|row| id(row) < before);
    }
    let take = usize::try_from(per_page(call)?).unwrap_or(usize::MAX);
    let has_more = rows.len() > take;
    rows.truncate(take);
    let shown = rows.iter().map(&show).collect();
    let answer = Answer::ok(Value::Array(shown));
    Ok(match rows.last().filter(|_| has_more) {
        Some(last) => {
            let next = url(call, &[("cursor", &cursor(id(last)))]);
            answer.with("link", format!("<{next}>; rel=\"next\""))
        }
        None => answer,
    })
}

fn per_page(call: &Call<'_>) -> Result<u64, Answer> {
    Ok(number(call, "per_page")?.unwrap_or(20).clamp(1, 100))
}

/// A number, when it is given; what is no number is refused.
fn number(call: &Call<'_>, name: &str) -> Result<Option<u64>, Answer> {
    let number = call.params().number(name);
    if number.is_none() && call.params().text(name).is_some() {
        return Err(Answer::invalid(&format!("{name} is invalid")));
    }
    Ok(number)
}

fn cursor(id: u64) -> String {
    URL_SAFE_NO_PAD.encode(json!({ "id": id.to_string(), "_kd": "n" }).to_string())
}

fn read_cursor(text: &str) -> Option<u64> {
    let bytes = URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()?;
    let value: Value = serde_json::from_slice(&bytes).ok()?;
    value.get("id")?.as_str()?.parse().ok()
}

/// This request's URL with some parameters set anew; secrets are left out.
fn url(call: &Call<'_>, set: &[(&str, &str)]) -> String {
    const SECRETS: [&str; 3] = ["private_token", "access_token", "job_token"];
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(call.request.query.as_bytes()) {
        let is_set = set.iter().any(|(known, _)| *known == name);
        if !is_set && !SECRETS.contains(&name.as_ref()) {
            query.append_pair(&name, &value);
        }
    }
    if !call.request.query.contains("per_page") {
        query.append_pair("per_page", "20");
    }
    for (name, value) in set {
        query.append_pair(name, value);
    }
    format!("http://{}{}?{}", call.request.host, call.request.path, query.finish())
}
