//! `portcullis act`: which acts there are. Nothing is asked of anybody.

use engine::respond::plan::Text;
use engine::respond::{Act, View, act};
use serde_json::{Value, json};
use server::web::words::Words;

use crate::global::Global;
use crate::say::{said, yes_no};
use crate::{Outcome, print};

/// Acts: the single changes in GitLab that a plan is made of.
///
/// An act is written as JSON with its `kind` and the ids of what it changes.
/// A file with a list of them becomes a plan by `portcullis plan acts`.
#[derive(Debug, clap::Subcommand)]
#[command(after_help = "Examples:
  portcullis act list
  portcullis act show block_user
  portcullis act show block_user --json | jq .example > acts.json
  portcullis plan acts C-1 --file acts.json")]
pub(crate) enum Args {
    /// Every kind of act, and whether it can be undone.
    List,
    /// One kind: what it does, how it is written, what undoing it does not bring back.
    Show {
        /// Its name, such as `block_user`.
        kind: String,
    },
}

pub(crate) fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    let words = &Words::embedded(global.lang_printed());
    match args {
        Args::List => list(words, global),
        Args::Show { kind } => {
            let examples = act::examples();
            let Some(example) = examples.iter().find(|act| act.kind_str() == kind) else {
                let kinds: Vec<&str> = examples.iter().map(Act::kind_str).collect();
                let kinds = kinds.join(", ");
                return Err(said("cli-no-act", &[("name", &kind), ("names", &kinds)]));
            };
            show(words, example, global);
        }
    }
    Ok(Outcome::Clean)
}

fn list(words: &Words, global: &Global) {
    let examples = act::examples();
    if global.json {
        let kinds: Vec<Value> = examples.iter().map(|act| described(words, act)).collect();
        print::document(&json!({ "format": "portcullis.acts/1", "acts": kinds }));
        return;
    }
    let row = |act: &Act| {
        let undo = yes_no(words, act::is_reversible(act));
        vec![act.kind_str().to_owned(), words.say(&act.rules().label()), undo]
    };
    print::table(words, "kind name undo", &examples.iter().map(row).collect::<Vec<_>>());
}

fn show(words: &Words, example: &Act, global: &Global) {
    let mut value = described(words, example);
    if global.json {
        value["format"] = json!("portcullis.act/1");
        return print::document(&value);
    }
    let rules = example.rules();
    print::line(format_args!("{}: {}", rules.kind(), words.say(&rules.label())));
    print::line(format_args!("\n{}", words.t("cli-act-does")));
    lines(words, &rules.impact(View::default()));
    let is_reversible = act::is_reversible(example);
    let undo = if is_reversible { "cli-act-can-be-undone" } else { "cli-act-cannot-be-undone" };
    print::line(format_args!("\n{}", words.t(undo)));
    lines(words, rules.undo_note().as_slice());
    if let Some(input) = rules.needs_input() {
        print::line(format_args!("\n{}", words.t("cli-act-asked-for")));
        lines(words, &[input]);
    }
    print::line(format_args!("\n{}", words.t("cli-act-example")));
    print::line(format_args!("  {}", value["example"]));
}

fn lines(words: &Words, texts: &[Text]) {
    for text in texts {
        print::line(format_args!("  - {}", words.say(text)));
    }
}

fn described(words: &Words, act: &Act) -> Value {
    let rules = act.rules();
    let impact: Vec<String> =
        rules.impact(View::default()).iter().map(|text| words.say(text)).collect();
    json!({
        "kind": rules.kind(),
        "label": words.say(&rules.label()),
        "does": impact,
        "example": act,
        "is_reversible": act::is_reversible(act),
        "undo_note": rules.undo_note().map(|note| words.say(&note)),
        "needs_input": rules.needs_input().map(|input| words.say(&input)),
    })
}
