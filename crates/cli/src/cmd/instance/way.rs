//! The way back on a terminal: each step with what is done, what is open and
//! what must come first (IN16).

use engine::coordinate::playbook::OwnText;
use engine::respond::plan::Text;
use serde_json::Value;
use server::web::words::Words;

use crate::cmd::search::text;

pub(super) fn lines(answer: &Value, words: &Words) -> Vec<String> {
    let rows = answer["way"].as_array().into_iter().flatten();
    rows.flat_map(|row| step(row, words)).collect()
}

fn step(row: &Value, words: &Words) -> Vec<String> {
    let own = serde_json::from_value::<Option<OwnText>>(row["text"].clone()).ok().flatten();
    let title = words.step(&text(&row["step"]), own.as_ref());
    let number =
        row["number"].as_u64().map_or_else(|| "-".to_owned(), |number| format!("{number}."));
    let stands = words.t(format!("playbook-stands-{}", text(&row["stands"])));
    let mut lines = vec![format!("{number:2} {title} [{stands}]")];
    for part in ["done", "open", "blocked"] {
        let heading = words.t(format!("way-{part}"));
        let told = row[part].as_array().into_iter().flatten();
        let told = told.filter_map(|one| serde_json::from_value::<Text>(one.clone()).ok());
        lines.extend(told.map(|one| format!("     {heading}: {}", words.say(&one))));
    }
    lines
}
