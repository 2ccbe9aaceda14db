//! Redaction over a corpus in which identifiers of 200 foreign accounts are planted.

pub(crate) mod corpus;
pub(crate) mod score;

use base64::Engine as _;
use engine::assist::redaction::{Key, Output, Redactor};

use corpus::{Cast, Corpus, Dice, fill};
use score::Score;

/// Bytes of the corpus; `cargo bench -p engine --bench redact` takes a gigabyte.
const BYTES: usize = 600_000;

/// The plain scan is slow, being plain: it looks at every so many-th line.
const LINES_STEP: usize = 12;

fn redacted(cast: &Cast, seed: u64) -> (Corpus, Output) {
    let mut corpus = Corpus::default();
    fill(&mut corpus, cast, &mut Dice::new(seed), BYTES);
    let mut redactor = Redactor::new(&cast.rules(), &Key::new(&[3; 32]), None).unwrap();
    let mut output = Output::default();
    redactor.push(corpus.text.as_bytes(), &mut output);
    redactor.finish(&mut output);
    (corpus, output)
}

#[test]
fn nothing_foreign_is_left_and_nothing_of_the_subjects_is_lost() {
    let cast = Cast::new(11);
    let (corpus, output) = redacted(&cast, 12);

    let mut score = Score::default();
    score.add(&corpus, &output.spans, 1);

    assert!(score.planted > 4_000 && score.forms.len() == 10, "{:?}", score.forms);
    assert_eq!((score.missed, score.lost), (0, 0), "{:#?}", score.examples);
    assert!(score.needless * 200 < score.spans, "{:#?}", score.examples);
    let left = left_over(&cast, std::str::from_utf8(&output.text).unwrap(), LINES_STEP);
    assert_eq!(left, Vec::<String>::new());
}

#[test]
fn the_plain_scan_finds_what_is_there() {
    let cast = Cast::new(11);
    let mut corpus = Corpus::default();
    fill(&mut corpus, &cast, &mut Dice::new(5), 60_000);

    let found = left_over(&cast, &corpus.text, 1);

    for part in ["%", "\\u", "&#", "\u{ff41}"] {
        assert!(found.iter().any(|line| line.contains(part)), "nothing with {part}");
    }
    assert!(found.len() > 20);
}

/// Lines in which an identifier of a foreign account can still be read, by
/// means that share nothing with the redaction: each line is decoded every way
/// again and again, and searched for each identifier.
fn left_over(cast: &Cast, text: &str, step: usize) -> Vec<String> {
    let people = cast.theirs.iter().chain(&cast.strangers);
    let foreign: Vec<String> = people.flat_map(corpus::Person::identifiers).collect();
    let mut left = Vec::new();
    for line in text.lines().step_by(step) {
        let readings = readings(line);
        let hit =
            foreign.iter().find(|one| readings.iter().any(|text| text.contains(one.as_str())));
        left.extend(hit.map(|one| format!("{one} in {line}")));
    }
    left
}

fn readings(line: &str) -> Vec<String> {
    let mut all = vec![line.to_lowercase()];
    let mut text = line.to_owned();
    for _ in 0..3 {
        text = plain(&text);
        all.push(text.to_lowercase());
    }
    let is_digit = |c: char| c.is_ascii_alphanumeric() || "+/-_=".contains(c);
    for word in line.split(|c| !is_digit(c)).filter(|word| word.len() > 11) {
        let word = word.trim_matches('=').replace('-', "+").replace('_', "/");
        let bytes = base64::engine::general_purpose::STANDARD_NO_PAD.decode(word);
        all.extend(
            bytes
                .ok()
                .and_then(|bytes| String::from_utf8(bytes).ok())
                .map(|text| text.to_lowercase()),
        );
    }
    all
}

/// One layer of `%40`, `\u0040`, `&#64;` and full-width letters undone.
fn plain(text: &str) -> String {
    let mut units: Vec<u8> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let number =
            |text: Option<&str>, base| text.and_then(|text| u32::from_str_radix(text, base).ok());
        let (code, length) = if rest.starts_with('%')
            && let Some(code) = number(rest.get(1..3), 16)
        {
            units.push(u8::try_from(code).unwrap());
            rest = rest.get(3..).unwrap();
            continue;
        } else if rest.starts_with("\\u")
            && let Some(code) = number(rest.get(2..6), 16)
        {
            (code, 6)
        } else if rest.starts_with("\\\\") {
            (0x5c, 2)
        } else if rest.starts_with("&#")
            && let Some(end) = rest.find(';')
            && let Some(code) = number(rest.get(2..end), 10)
        {
            (code, end + 1)
        } else {
            let code = u32::from(first);
            (if (0xff01..=0xff5e).contains(&code) { code - 0xfee0 } else { code }, first.len_utf8())
        };
        let c = char::from_u32(code).unwrap_or(' ');
        units.extend(c.to_string().bytes());
        rest = rest.get(length..).unwrap();
    }
    String::from_utf8_lossy(&units).into_owned()
}
