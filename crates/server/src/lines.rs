//! Where a line may break: between words, and between characters of Japanese
//! unless the next may not begin a line (JIS X 4051, the common part).

/// Marks that never begin a line.
const NEVER_FIRST: &str = "、。，．・：；？！゛゜ヽヾゝゞ々ー）］｝」』】〕〉》’”ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ,.:;?!)]}%％‰…‥";

/// Marks that never end a line.
const NEVER_LAST: &str = "（［｛「『【〔〈《‘“([{";

/// Breaks a text into lines that are no wider than `width`, by a measure of characters:
/// points of a font on paper, columns at a terminal.
pub fn break_lines(text: &str, width: f32, measure: &dyn Fn(char) -> f32) -> Vec<String> {
    let mut lines = Vec::new();
    for line in text.lines() {
        break_line(line, width, measure, &mut lines);
    }
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

fn break_line(text: &str, width: f32, measure: &dyn Fn(char) -> f32, lines: &mut Vec<String>) {
    let (mut line, mut used) = (String::new(), 0.0);
    for piece in pieces(text) {
        let trimmed = piece.trim_end();
        let long: f32 = trimmed.chars().map(measure).sum();
        if used + long > width && !line.trim().is_empty() {
            lines.push(line.trim_end().to_owned());
            (line, used) = (String::new(), 0.0);
        }
        if long > width {
            // A hash or an address that is wider than the line breaks anywhere.
            for letter in piece.chars() {
                if used + measure(letter) > width && !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                    used = 0.0;
                }
                line.push(letter);
                used += measure(letter);
            }
        } else {
            line.push_str(&piece);
            used += piece.chars().map(measure).sum::<f32>();
        }
    }
    lines.push(line.trim_end().to_owned());
}

/// Pieces that stay together: words with the blanks after them, single wide characters.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut earlier: Option<char> = None;
    for letter in text.chars() {
        let breaks = earlier.is_none_or(|earlier| may_break(earlier, letter));
        match pieces.last_mut() {
            Some(piece) if !breaks => piece.push(letter),
            Some(_) | None => pieces.push(letter.to_string()),
        }
        earlier = Some(letter);
    }
    pieces
}

fn may_break(left: char, right: char) -> bool {
    if right == ' ' || NEVER_FIRST.contains(right) || NEVER_LAST.contains(left) {
        return false;
    }
    left == ' ' || is_wide(left) || is_wide(right)
}

/// Kana, kanji, full-width forms.
fn is_wide(letter: char) -> bool {
    matches!(letter, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}
