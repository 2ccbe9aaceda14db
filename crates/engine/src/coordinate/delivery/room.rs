//! The incident channel (CM13): what it is called, and how to make it by hand
//! where no token allows to make it.

use serde::Serialize;

/// Characters of a room's name at most, as Slack has it.
const NAME_CHARS_MAX: usize = 80;

/// One thing to do by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Command {
    /// What to do, a key of `locales/*/channel.ftl`: `room-command-<step>`.
    pub step: &'static str,
    /// What to copy.
    pub text: String,
}

/// What the incident channel shall be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it is about.
    pub topic: &'a str,
    /// Handles of those to invite, with or without `@`.
    pub people: &'a [String],
    /// The room that is told of it; may be empty.
    pub told_in: &'a str,
    /// The address of the case; may be empty.
    pub link: &'a str,
}

/// A name for the room of a case: `inc-c-7-leaked-token`.
pub fn name_of(case: &str, title: &str) -> String {
    let words = format!("inc-{case}-{title}").to_lowercase();
    let mut name = String::new();
    for c in words.chars() {
        let c = if c.is_ascii_alphanumeric() { c } else { '-' };
        if !(c == '-' && name.ends_with('-')) {
            name.push(c);
        }
    }
    name.chars().take(NAME_CHARS_MAX).collect::<String>().trim_end_matches('-').to_owned()
}

/// Whether a room may be called that.
pub fn is_name(name: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    !name.is_empty() && name.chars().count() <= NAME_CHARS_MAX && name.chars().all(is_plain)
}

/// What to do by hand, in order: make the room, invite, topic, tell others.
/// The texts are Slack's and Mattermost's own commands, to be pasted in the room.
pub fn commands(wanted: &Wanted<'_>) -> Vec<Command> {
    let mut commands = vec![Command { step: "create", text: wanted.name.to_owned() }];
    if !wanted.people.is_empty() {
        let handles: Vec<String> = wanted
            .people
            .iter()
            .map(|handle| format!("@{}", handle.trim_start_matches('@')))
            .collect();
        commands.push(Command { step: "invite", text: format!("/invite {}", handles.join(" ")) });
    }
    if !wanted.topic.is_empty() {
        commands
            .push(Command { step: "topic", text: format!("/topic {}", one_line(wanted.topic)) });
    }
    if !wanted.link.is_empty() {
        commands.push(Command { step: "link", text: wanted.link.to_owned() });
    }
    if !wanted.told_in.is_empty() {
        let text = format!("#{} {}", wanted.name, wanted.link);
        commands.push(Command { step: "tell", text: text.trim_end().to_owned() });
    }
    commands
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_is_called_after_its_case() {
        let cases = [
            ("C-7", "Leaked token!  In (public)", "inc-c-7-leaked-token-in-public"),
            ("C-8", "漏えいした PAT", "inc-c-8-pat"),
            ("C-9", "", "inc-c-9"),
        ];
        for (case, title, expected) in cases {
            assert_eq!(name_of(case, title), expected);
            assert!(is_name(&name_of(case, title)));
        }
        assert_eq!(name_of("C-1", &"x".repeat(200)).len(), 80);
        assert!(!is_name("General") && !is_name(""));
    }

    #[test]
    fn without_a_token_the_exact_commands_are_shown_cm13() {
        let people = ["ann".to_owned(), "@bob".to_owned()];
        let wanted = Wanted {
            name: "inc-c-1",
            topic: "Leaked token\nhigh",
            people: &people,
            told_in: "security-department",
            link: "https://portcullis.example/cases/C-1",
        };
        let commands = commands(&wanted);
        let texts: Vec<_> =
            commands.iter().map(|one| format!("{}: {}", one.step, one.text)).collect();
        assert_eq!(
            texts,
            [
                "create: inc-c-1",
                "invite: /invite @ann @bob",
                "topic: /topic Leaked token high",
                "link: https://portcullis.example/cases/C-1",
                "tell: #inc-c-1 https://portcullis.example/cases/C-1",
            ]
        );
    }
}
