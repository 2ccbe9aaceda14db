//! `portcullis standing`: what may our own token do?

use hyper::Method;

use super::ask;
use super::search::text;
use crate::global::Global;
use crate::{Outcome, print};

pub(crate) async fn run(global: &Global) -> anyhow::Result<Outcome> {
    let answer = ask(global, Method::GET, "/api/v1/standing", None).await?;
    if global.json {
        print::document(&answer);
        return Ok(Outcome::Clean);
    }
    let standing = &answer["standing"];
    for name in ["username", "user", "is_admin", "deployment", "tier", "version"] {
        print::line(format_args!("{name:12}  {}", text(&standing[name])));
    }
    let groups = standing["owned_groups"].as_array().into_iter().flatten().map(text);
    print::line(format_args!("{:12}  {}", "owned groups", groups.collect::<Vec<_>>().join(", ")));
    if answer["lacks_admin_mode"] == true {
        print::note(
            "The user is an administrator, but the token may not act as one: make a token with the scopes api and admin_mode.",
        );
    }
    for gap in answer["gaps"].as_array().into_iter().flatten() {
        print::note(format_args!("not known: {}", text(gap)));
    }
    Ok(Outcome::Clean)
}
