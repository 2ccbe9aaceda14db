//! The demo's voice.

use std::fmt::Display;

use serde_json::Value;

use crate::print;

/// Tells what happens, on standard error when a document is asked for.
#[derive(Debug, Clone, Copy)]
pub(in crate::cmd) struct Teller {
    is_document: bool,
}

impl Teller {
    pub(in crate::cmd) fn new(is_document: bool) -> Self {
        Self { is_document }
    }

    /// A new stage.
    pub(in crate::cmd) fn stage(self, title: &str) {
        self.say(format_args!("\n== {title}"));
    }

    /// A line of the stage.
    pub(in crate::cmd) fn line(self, text: impl Display) {
        self.say(format_args!("   {text}"));
    }

    /// How it ended.
    pub(in crate::cmd) fn verdict(self, is_good: bool, report: &Value) {
        self.stage(if is_good { "Contained and proven" } else { "NOT contained" });
        let seconds = &report["exposure_window_s"];
        let (events, rounds) = (&report["events"], &report["sweep"]["rounds"]);
        let undone = &report["undone"];
        self.line(format_args!(
            "exposure window {seconds} s, {events} events, {rounds} sweep(s), {undone} act(s) undone in drills"
        ));
        for check in super::CHECKS {
            let word = if report[check] == true { "yes" } else { "NO" };
            self.line(format_args!("{}: {word}", check.replace('_', " ")));
        }
        for foothold in report["footholds_left"].as_array().into_iter().flatten() {
            let name = foothold.as_str().unwrap_or_default();
            self.line(format_args!("still there: {name}"));
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
