//! One letter for all the ways in which it is written: width, case, accents.
//!
//! Accents go on both sides, in names and in texts: é may be one character or
//! two (Unicode, annex 15), and logs often leave it away. Kana lose their marks
//! of voice for the same reason: of half width they stand behind.

/// Latin letters with accents, each row behind the letter that it is folded to.
const ACCENTS: [&str; 21] = [
    "aàáâãäåāăą",
    "cçćĉċč",
    "dď",
    "eèéêëēĕėęě",
    "gĝğġģ",
    "hĥ",
    "iìíîïĩīĭį",
    "jĵ",
    "kķ",
    "lĺļľ",
    "nñńņň",
    "oòóôõöōŏőơ",
    "rŕŗř",
    "sśŝşšș",
    "tţťț",
    "uùúûüũūŭůűųư",
    "wŵ",
    "yýÿŷ",
    "zźżž",
    "æǽ",
    "øǿ",
];

/// Kana of half width, from U+FF66.
const HALF: &str = "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";

/// Kana with a mark of voice, each behind the one without.
const VOICED: &str = "カガキギクグケゲコゴサザシジスズセゼソゾタダチヂツヅテデトドハバハパヒビヒピフブフプヘベヘペホボホポウヴ";

/// A name as texts are compared: folded, what is not seen left out.
pub(crate) fn folded(name: &str) -> String {
    name.chars().filter_map(fold).collect::<String>().to_ascii_lowercase()
}

/// The plain form of a character; none for one that is not seen.
pub(super) fn fold(character: char) -> Option<char> {
    match character {
        _ if character.is_ascii() => Some(character),
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(character) - 0xfee0).map(|plain| plain.to_ascii_lowercase())
        }
        '\u{3002}' | '\u{ff61}' => Some('.'),
        '\u{3000}' | '\u{a0}' => Some(' '),
        // Not seen; accents and marks of voice that stand alone.
        '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{61c}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{3164}'
        | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}'
        | '\u{feff}'
        | '\u{ad}'
        | '\u{300}'..='\u{36f}'
        | '\u{3099}'..='\u{309c}'
        | '\u{ff9e}'
        | '\u{ff9f}' => None,
        '\u{2010}'..='\u{2015}' => Some('-'),
        '\u{ff66}'..='\u{ff9d}' => {
            let at = usize::try_from(u32::from(character) - 0xff66).unwrap_or(0);
            Some(HALF.chars().nth(at).unwrap_or(character))
        }
        '\u{30a1}'..='\u{30fa}' => Some(without_voice(character)),
        _ => Some(without_accent(lower(character))),
    }
}

/// Lower case, where that is one letter, or one with a dot above: İ.
fn lower(character: char) -> char {
    let mut lower = character.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(letter), None | Some('\u{307}')) => letter,
        _ => character,
    }
}

fn without_accent(letter: char) -> char {
    if !('\u{e0}'..='\u{21b}').contains(&letter) {
        return letter;
    }
    let row = ACCENTS.iter().find(|row| row.contains(letter));
    row.and_then(|row| row.chars().next()).unwrap_or(letter)
}

fn without_voice(kana: char) -> char {
    let mut pairs = VOICED.chars();
    while let (Some(plain), Some(voiced)) = (pairs.next(), pairs.next()) {
        if voiced == kana {
            return plain;
        }
    }
    kana
}
