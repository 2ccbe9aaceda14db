//! `portcullis instance link`: whose cases would be opened, then opens them.

use hyper::Method;
use serde_json::json;

use crate::cmd::ask;
use crate::cmd::search::text;
use crate::global::Global;
use crate::{Outcome, print};

/// Shows for whom a case would be opened; opens them when told to.
pub(super) async fn link(case: &str, yes: bool, global: &Global) -> anyhow::Result<Outcome> {
    let path = format!("/api/v1/cases/{case}/instance/linked");
    if yes {
        let answer = ask(global, Method::POST, &path, Some(json!({}))).await?;
        crate::cmd::case::done(global, &answer, |answer| {
            let cases = answer["cases"].as_array().into_iter().flatten().map(text);
            cases.collect::<Vec<_>>().join(" ")
        });
        return Ok(Outcome::Clean);
    }
    let answer = ask(global, Method::GET, &path, None).await?;
    let users = answer["users"].as_array().map(Vec::as_slice).unwrap_or_default();
    let is_new = |user: &&serde_json::Value| user["case"].is_null();
    let count = users.iter().filter(is_new).count();
    if global.json {
        print::document(&answer);
    } else {
        let words = global.words();
        for user in users {
            let case = user["case"].as_str().map_or_else(|| "+".to_owned(), str::to_owned);
            print::line(format_args!("{case:6} {}", print::name(&text(&user["user"]))));
        }
        let key = if count == 0 { "instance-link-none" } else { "instance-link-preview" };
        print::note(words.sentence(key, [("count", count.to_string().as_str())]));
    }
    Ok(if count == 0 { Outcome::Clean } else { Outcome::Failed })
}
