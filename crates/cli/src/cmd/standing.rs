//! `portcullis standing`: what may our own token do?

use hyper::Method;

use super::ask;
use super::case::not_known;
use super::connection::standing_of;
use super::search::text;
use crate::global::Global;
use crate::{Outcome, print};

pub(crate) async fn run(global: &Global) -> anyhow::Result<Outcome> {
    let answer = ask(global, Method::GET, "/api/v1/standing", None).await?;
    if global.json {
        print::document(&answer);
        return Ok(Outcome::Clean);
    }
    let (standing, words) = (&answer["standing"], global.words());
    let names = ["username", "user", "is_admin", "deployment", "tier", "version"];
    let mut rows = standing_of(standing, &names, words);
    let groups = standing["owned_groups"].as_array().into_iter().flatten().map(text);
    rows.push((words.t("standing-owned-groups"), groups.collect::<Vec<_>>().join(", ")));
    print::fields(&rows);
    if answer["lacks_admin_mode"] == true {
        print::note(words.t("cli-lacks-admin-mode"));
    }
    for gap in answer["gaps"].as_array().into_iter().flatten() {
        print::note(not_known(words, gap));
    }
    Ok(Outcome::Clean)
}
