//! The demo's voice.

use std::fmt::Display;

use serde_json::Value;
use server::web::words::{Lang, Words};

use crate::print;
use crate::say::{Values, about, yes_no};

/// Tells what happens, on standard error when a document is asked for.
#[derive(Debug, Clone, Copy)]
pub(in crate::cmd) struct Teller<'a> {
    is_document: bool,
    words: &'a Words,
}

impl<'a> Teller<'a> {
    pub(in crate::cmd) fn new(is_document: bool, words: &'a Words) -> Self {
        Self { is_document, words }
    }

    /// A new stage, by its title.
    pub(in crate::cmd) fn stage(self, title: impl Display) {
        self.say(format_args!("\n== {title}"));
    }

    /// A new stage, by the key of its title.
    pub(in crate::cmd) fn begin(self, key: &str, values: Values<'_>) {
        self.stage(self.words.told(key, values));
    }

    /// A line of the stage, by its key.
    pub(in crate::cmd) fn tell(self, key: &str, values: Values<'_>) {
        self.line(self.words.told(key, values));
    }

    /// An attempt that must be refused, and the rule that refused it; what is tried, for documents.
    pub(in crate::cmd) fn refused(self, key: &str, rule: Option<&str>) -> String {
        let not_refused = self.words.t("cli-demo-not-refused");
        let rule = rule.unwrap_or(&not_refused);
        let attempt = self.words.t(key);
        self.tell("cli-demo-refused", &[("attempt", &attempt), ("rule", &rule)]);
        Words::embedded(Lang::En).t(key)
    }

    /// A line of the stage.
    pub(in crate::cmd) fn line(self, text: impl Display) {
        self.say(format_args!("   {text}"));
    }

    /// How it ended.
    pub(in crate::cmd) fn verdict(self, is_good: bool, report: &Value) {
        self.begin(if is_good { "cli-demo-contained" } else { "cli-demo-not-contained" }, &[]);
        let names = ["exposure_window_s", "events", "sweep/rounds", "undone"];
        self.line(about(self.words, "cli-demo-figures", report, &names));
        for check in super::CHECKS {
            let word = yes_no(self.words, report[check] == true);
            let check = self.words.t(format!("cli-check-{}", check.replace('_', "-")));
            self.line(format_args!("{check}: {word}"));
        }
        for foothold in report["footholds_left"].as_array().into_iter().flatten() {
            let name = foothold.as_str().unwrap_or_default();
            self.tell("cli-demo-still-there", &[("name", &name)]);
        }
    }

    fn say(self, text: impl Display) {
        if self.is_document {
            print::note(text);
        } else {
            print::line(text);
        }
    }
}
