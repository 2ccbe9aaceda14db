//! The demo's voice.

use std::fmt::Display;

use range::attack::Foothold;
use serde_json::Value;

use crate::print;

/// Tells what happens, on standard error when a document is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Teller {
    is_document: bool,
}

impl Teller {
    pub(super) fn new(is_document: bool) -> Self {
        Self { is_document }
    }

    /// A new stage.
    pub(super) fn stage(self, title: &str) {
        self.say(format_args!("\n== {title}"));
    }

    /// A line of the stage.
    pub(super) fn line(self, text: impl Display) {
        self.say(format_args!("   {text}"));
    }

    /// How it ended.
    pub(super) fn verdict(self, is_good: bool, report: &Value) {
        self.stage(if is_good { "Contained and proven" } else { "NOT contained" });
        let seconds = &report["exposure_window_s"];
        self.line(format_args!(
            "exposure window {seconds} s, {} events, sweep empty after {} round(s)",
            report["events"], report["sweep_rounds"]
        ));
        for foothold in report["footholds_left_to_the_owner"].as_array().into_iter().flatten() {
            self.line(format_args!(
                "left to the project's owner to put back: {}",
                foothold.as_str().unwrap_or_default()
            ));
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

/// What the attacker changed and no act of this version puts back.
pub(super) fn left_to_owner(foothold: &Foothold) -> Option<String> {
    match foothold {
        Foothold::Webhook { .. } => None,
        Foothold::PublicProject { project } => Some(format!("project {project} is public")),
        Foothold::UnprotectedBranch { project, branch } => {
            Some(format!("branch {branch} of project {project} is not protected"))
        }
    }
}
