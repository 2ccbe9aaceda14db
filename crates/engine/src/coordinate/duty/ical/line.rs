//! Content lines of iCalendar (RFC 5545, 3.1): unfolded, with their parameters.

/// Characters of a line that are read; a longer one is cut.
const LINE_CHARS_MAX: usize = 8_192;

/// `NAME;PARAMETER=VALUE:value`.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) name: String,
    pub(super) parameters: Vec<(String, String)>,
    pub(super) value: String,
}

impl Line {
    /// The value of a parameter.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The value as text, its escapes undone (3.3.11).
    pub(super) fn text(&self) -> String {
        let mut text = String::with_capacity(self.value.len());
        let mut chars = self.value.chars();
        while let Some(c) = chars.next() {
            match (c, c == '\\') {
                (_, true) => match chars.next() {
                    Some('n' | 'N') => text.push(' '),
                    Some(other) => text.push(other),
                    None => {}
                },
                (other, false) => text.push(other),
            }
        }
        text.trim().to_owned()
    }

    /// The names by which an attendee may be known: common name, mail address.
    pub(super) fn names(&self) -> Vec<String> {
        let address = self.value.to_lowercase();
        let address = address.strip_prefix("mailto:").unwrap_or(&address).to_owned();
        self.parameter("CN").map(str::to_owned).into_iter().chain([address]).collect()
    }

    fn read(text: &str) -> Option<Self> {
        let (head, value) = split_outside_quotes(text, ':')?;
        let mut parts = Vec::new();
        let mut rest = head;
        while let Some((part, after)) = split_outside_quotes(rest, ';') {
            parts.push(part);
            rest = after;
        }
        parts.push(rest);
        let mut parts = parts.into_iter();
        let name = parts.next()?.trim().to_uppercase();
        let parameters = parts
            .filter_map(|part| part.split_once('='))
            .map(|(name, value)| (name.to_uppercase(), value.trim_matches('"').to_owned()))
            .collect();
        Some(Self { name, parameters, value: value.trim_end().to_owned() })
    }
}

fn split_outside_quotes(text: &str, at: char) -> Option<(&str, &str)> {
    let mut is_quoted = false;
    let place = text.char_indices().find(|(_, c)| {
        if *c == '"' {
            is_quoted = !is_quoted;
        }
        *c == at && !is_quoted
    });
    let (place, _) = place?;
    Some((text.get(..place)?, text.get(place.saturating_add(at.len_utf8())..)?))
}

/// The lines of a feed; a line that begins with white space goes on with the
/// one before.
pub(super) fn unfolded(text: &str) -> Vec<Line> {
    let mut whole: Vec<String> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix([' ', '\t']), whole.last_mut()) {
            (Some(rest), Some(last)) if last.len() < LINE_CHARS_MAX => last.push_str(rest),
            (Some(_), _) => {}
            (None, _) => whole.push(line.chars().take(LINE_CHARS_MAX).collect()),
        }
    }
    whole.iter().filter_map(|line| Line::read(line)).collect()
}
