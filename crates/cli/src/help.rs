//! `--help` in Japanese.
//!
//! The English stands in the code: clap takes it from the comments of commands
//! and options. The Japanese stands in `locales/ja/help*.ftl`, one message a
//! sentence, under a key that follows from the command's path. Only when help
//! is asked for in Japanese is clap's tree of commands said anew (ADR 0027).

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, Command};
use server::lines::break_lines;
use server::web::words::{Lang, Words};
use unicode_width::UnicodeWidthStr as _;

#[cfg(test)]
mod tests;

/// Columns of a page of help where the terminal does not tell, and at most: as in English.
const COLUMNS: u16 = 100;

/// What stands in the place of an English sentence: the words of the first key that is known.
type Say<'a> = dyn Fn(&[&str], &str) -> String + 'a;

/// Ends the process with what clap had to say: help in the reader's language, or an error.
pub(crate) fn exit(said: &clap::Error) -> ! {
    let is_help = matches!(
        said.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    );
    let arguments: Vec<OsString> = std::env::args_os().collect();
    if is_help && crate::global::reader(lang_of(&arguments)) == Lang::Ja {
        match Words::of_help(Lang::Ja) {
            Ok(words) => {
                let command = in_words(crate::command(), &words, columns());
                if let Err(again) = command.try_get_matches_from(arguments) {
                    again.exit()
                }
            }
            Err(why) => crate::print::note(why),
        }
    }
    said.exit()
}

/// The language that `--lang` names anywhere: asked for help, clap reads no further.
fn lang_of(arguments: &[OsString]) -> Option<Lang> {
    let (mut before, mut said) = ("", None);
    for argument in arguments.iter().map(|argument| argument.to_str().unwrap_or_default()) {
        if argument == "--" {
            break;
        }
        let tag = argument.strip_prefix("--lang=").or((before == "--lang").then_some(argument));
        said = tag.and_then(Lang::from_tag).or(said);
        before = argument;
    }
    said
}

/// How wide the terminal is.
fn columns() -> u16 {
    let (_, columns) = console::Term::stdout().size_checked().unwrap_or((0, COLUMNS));
    columns.min(COLUMNS)
}

/// The tree of commands in words of another language; what has none stays English.
fn in_words(command: Command, words: &Words, columns: u16) -> Command {
    let say = |keys: &[&str], english: &str| {
        let known = keys.iter().find(|key| words.has(key));
        known.map_or_else(|| english.to_owned(), |key| words.t(key))
    };
    said_anew(command, &say, columns)
}

fn said_anew(mut command: Command, say: &Say<'_>, columns: u16) -> Command {
    command.build();
    Page { say, columns, path: "help".to_owned() }.command(command, columns)
}

/// One command's page of help.
struct Page<'a> {
    say: &'a Say<'a>,
    /// Columns of the terminal.
    columns: u16,
    /// How the keys of its sentences begin.
    path: String,
}

/// Columns of `-h, ` before an option's long name.
const SHORT: u16 = 4;

/// Columns before and behind what is listed.
const GAP: u16 = 4;

/// Columns before words that stand below their option.
const NEXT_LINE: u16 = 10;

/// Columns of a last line that would look lost: two characters.
const ORPHAN: u16 = 4;

/// So many columns are left to words, however narrow the terminal.
const COLUMNS_MIN: u16 = 20;

impl Page<'_> {
    /// The command and all below it. `beside`: the columns of its line in the list above.
    fn command(&self, command: Command, beside: u16) -> Command {
        let template = self.template(&command);
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        let more = command.get_long_about().map(|long| self.more(&self.path, &long.to_string()));
        let after = command.get_after_help().map(|after| self.after(&after.to_string()));
        let words = self.says(&[&self.path], &about);

        let names = widest(command.get_subcommands().map(|inner| inner.get_name().to_owned()));
        let positionals = widest(command.get_positionals().map(ToString::to_string));
        let options = command.get_arguments().filter(|arg| !arg.is_positional());
        let options = widest(options.map(ToString::to_string)).saturating_add(SHORT);
        let mut command = command
            .term_width(0)
            .help_template(template)
            .about(broken(&words, beside))
            .mut_args(|arg| {
                let taken = if arg.is_positional() { positionals } else { options };
                self.argument(arg, taken.saturating_add(GAP))
            })
            .mut_subcommands(|inner| {
                let path = format!("{}-{}", self.path, inner.get_name());
                Page { path, ..*self }.command(inner, self.behind(names.saturating_add(GAP)))
            });
        if let Some(more) = more {
            let paragraphs = std::iter::once(&words).chain(&more);
            let paragraphs: Vec<_> = paragraphs.map(|part| broken(part, self.columns)).collect();
            command = command.long_about(paragraphs.join("\n\n"));
        }
        match after {
            Some(after) => command.after_help(after),
            None => command,
        }
    }

    /// The page's parts under their headings.
    fn template(&self, command: &Command) -> String {
        let (style, heading) =
            (command.get_styles().get_usage(), command.get_styles().get_header());
        let usage = self.says(&["help_usage"], "Usage");
        let mut page = format!("{{about-with-newline}}\n{style}{usage}:{style:#} {{usage}}");
        for (is_there, key, english, part) in [
            (command.has_subcommands(), "help_commands", "Commands", "subcommands"),
            (command.get_positionals().count() > 0, "help_arguments", "Arguments", "positionals"),
            (true, "help_options", "Options", "options"),
        ] {
            if is_there {
                let name = self.says(&[key], english);
                page = format!("{page}\n\n{heading}{name}:{heading:#}\n{{{part}}}");
            }
        }
        page + "{after-help}"
    }

    /// An argument or option. `taken`: the columns of what stands before its words.
    fn argument(&self, arg: Arg, taken: u16) -> Arg {
        let id = arg.get_id().as_str().replace('_', "-");
        let name = arg.get_long().map_or(id, str::to_owned);
        let (own, common) = (format!("{}--{name}", self.path), format!("help--{name}"));
        let english = match arg.get_action() {
            ArgAction::Help | ArgAction::HelpShort | ArgAction::HelpLong => "Print help".to_owned(),
            _ => arg.get_help().map(ToString::to_string).unwrap_or_default(),
        };
        let words = self.says(&[&own, &common], &english);
        let notes = self.notes(&arg);
        let short = [std::slice::from_ref(&words), notes.as_slice()].concat().join(" ");
        let mut long = vec![broken(&words, self.behind(NEXT_LINE))];
        if let Some(english) = arg.get_long_help() {
            let more = self.more(&own, &english.to_string());
            long.extend(more.iter().map(|words| broken(words, self.behind(NEXT_LINE))));
        }
        long.push(notes.join("\n"));
        long.retain(|part| !part.is_empty());
        arg.hide_default_value(true)
            .hide_possible_values(true)
            .help(broken(&short, self.behind(taken)))
            .long_help(long.join("\n\n"))
    }

    /// What is added to an argument's words: which values it takes, and which when none is given.
    fn notes(&self, arg: &Arg) -> Vec<String> {
        if !arg.get_action().takes_values() {
            return Vec::new();
        }
        let values = arg.get_possible_values();
        let values = values.iter().filter(|value| !value.is_hide_set()).map(|value| {
            let name = value.get_name();
            value.get_help().map_or_else(
                || name.to_owned(),
                |help| {
                    format!(
                        "{name}: {}",
                        self.says(&[&format!("help--value-{name}")], &help.to_string())
                    )
                },
            )
        });
        let values = values.collect::<Vec<_>>().join(" | ");
        let default = arg.get_default_values().iter().map(|value| value.to_string_lossy());
        let default = default.collect::<Vec<_>>().join(" ");
        let notes =
            [("help_values", "possible values", values), ("help_default", "default", default)];
        let notes = notes.into_iter().filter(|(_, _, told)| !told.is_empty());
        notes
            .map(|(key, english, told)| format!("[{}: {told}]", self.says(&[key], english)))
            .collect()
    }

    /// Every paragraph but the first.
    fn more(&self, key: &str, english: &str) -> Vec<String> {
        let paragraphs = english.split("\n\n").skip(1).zip(1..);
        paragraphs.map(|(part, place)| self.says(&[&format!("{key}_more-{place}")], part)).collect()
    }

    /// What stands below the options. Commands of examples stay as they are; sentences
    /// around and words behind them are said anew.
    fn after(&self, english: &str) -> String {
        let mut place = 0;
        let mut next = |english: &str| {
            place += 1;
            self.says(&[&format!("{}_after-{place}", self.path)], english)
        };
        let lines = joined(english).into_iter().map(|line| {
            let bare = line.trim_start();
            if bare.is_empty() {
                return line;
            }
            if matches!(bare, "Examples:" | "Example:") {
                return self.says(&["help_examples"], "Examples:");
            }
            if bare.len() == line.len() && !line.contains('{') {
                return broken(&next(bare), self.columns);
            }
            let words = if bare.ends_with(':') { Some(bare) } else { behind_the_gap(bare) };
            let kept = words.and_then(|words| line.strip_suffix(words));
            match (kept, words) {
                (Some(kept), Some(words)) => format!("{kept}{}", next(words)),
                (None, _) | (_, None) => line,
            }
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    /// A sentence anew; of nothing, nothing.
    fn says(&self, keys: &[&str], english: &str) -> String {
        let english = english.trim();
        if english.is_empty() { String::new() } else { (self.say)(keys, english) }
    }

    /// The columns behind so many that are taken.
    fn behind(&self, taken: u16) -> u16 {
        self.columns.saturating_sub(taken).max(COLUMNS_MIN)
    }
}

/// Sentences that go over several lines in one; indented lines are none.
fn joined(text: &str) -> Vec<String> {
    let is_sentence = |line: &str| !line.is_empty() && !line.starts_with(' ');
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        match lines.last_mut() {
            Some(last) if is_sentence(last) && is_sentence(line) => {
                last.push(' ');
                last.push_str(line);
            }
            Some(_) | None => lines.push(line.to_owned()),
        }
    }
    lines
}

/// The words behind an example; what holds a brace is an example itself.
fn behind_the_gap(example: &str) -> Option<&str> {
    let (_, words) = example.split_once("  ")?;
    Some(words.trim_start()).filter(|words| !words.contains('{'))
}

/// The columns of a text at a terminal: a full-width character takes two.
fn width(text: &str) -> u16 {
    u16::try_from(text.width()).unwrap_or(u16::MAX)
}

fn widest(texts: impl Iterator<Item = String>) -> u16 {
    texts.map(|text| width(&text)).max().unwrap_or(0)
}

/// The text in lines of at most so many columns, the last of more than two characters.
/// Clap itself breaks at blanks, of which Japanese has none.
fn broken(text: &str, columns: u16) -> String {
    let measure = |letter: char| f32::from(width(letter.encode_utf8(&mut [0; 4])));
    let lines = |columns: u16| break_lines(text, f32::from(columns), &measure);
    let usual = lines(columns);
    let is_short = usual.len() > 1 && usual.last().is_some_and(|last| width(last) <= ORPHAN);
    if is_short { lines(columns.saturating_sub(ORPHAN)) } else { usual }.join("\n")
}
