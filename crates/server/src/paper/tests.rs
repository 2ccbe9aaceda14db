//! Documents are read back: as Markdown by eye, as PDF by somebody else's reader.

use std::io::Write as _;
use std::process::Command;

use super::{Block, Paper, Table, markdown, pdf};
use crate::lines::break_lines;

fn paper(lang: &'static str) -> Paper {
    let sentence = match lang {
        "ja" => {
            "漏えいしたトークンを失効し、影響を受けたお客様へ「最初のお知らせ」を送信しました。"
        }
        _ => "The leaked token was revoked and customers were told first.",
    };
    Paper {
        title: "Review of C-1".to_owned(),
        lang,
        mark: Some("EXERCISE / 訓練".to_owned()),
        foot: "C-1".to_owned(),
        made_at: "2026-11-21T16:00:00Z".parse().unwrap(),
        blocks: vec![
            Block::Heading("Summary".to_owned()),
            Block::Text(sentence.repeat(40)),
            Block::List(vec!["one".to_owned(), "<b>two</b> | *three*".to_owned()]),
            Block::Pairs(vec![("Contained".to_owned(), "2026-11-21 05:20:32 UTC".to_owned())]),
            Block::Table(Table {
                head: vec!["when".to_owned(), "what".to_owned()],
                shares: vec![1, 3],
                rows: (0..60).map(|n| vec![n.to_string(), sentence.to_owned()]).collect(),
            }),
        ],
    }
}

#[test]
fn words_of_others_are_never_markdown() {
    let text = markdown::write(&paper("en"));

    assert!(text.contains("- &lt;b&gt;two&lt;/b&gt; \\| \\*three\\*\n"), "{text}");
    assert!(text.starts_with("> **EXERCISE / 訓練**\n\n# Review of C-1\n"));
    assert!(text.contains("| when | what |\n| --- | --- |\n| 0 | The leaked"));
}

#[test]
fn a_line_breaks_between_words_and_between_japanese_characters_but_not_before_a_comma() {
    let check = |text: &str, width: f32, expected: &[&str]| {
        let measure = |letter: char| if letter.is_ascii() { 1.0 } else { 2.0 };
        assert_eq!(break_lines(text, width, &measure), expected, "{text}");
    };

    check("one two three", 8.0, &["one two", "three"]);
    check("abcdefghij k", 4.0, &["abcd", "efgh", "ij k"]);
    check("失効します、承認", 10.0, &["失効しま", "す、承認"]);
    check("「承認」を待つ", 8.0, &["「承認」", "を待つ"]);
    check("", 8.0, &[""]);
    check("a\n\nb", 8.0, &["a", "", "b"]);
}

#[test]
fn a_pdf_holds_every_sentence_in_both_languages_when_read_by_somebody_else() {
    for lang in ["en", "ja"] {
        let paper = paper(lang);
        let bytes = pdf::write(&paper).unwrap();
        assert!(bytes.starts_with(b"%PDF-"));
        assert!(bytes.len() < 200_000, "only used letters are inside: {} bytes", bytes.len());

        let Some(text) = read_by_pypdf(&bytes) else { return };

        let Block::Table(table) = &paper.blocks[4] else { panic!("the table moved") };
        let flat: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
        let sentence: String = table.rows[0][1].chars().filter(|c| !c.is_whitespace()).collect();
        assert!(flat.contains(&sentence), "{lang}: {text}");
        assert!(flat.matches("EXERCISE/訓練").count() >= 4, "on each page, twice: {text}");
        assert!(flat.contains("·2/"), "pages are numbered: {text}");
    }
}

/// What pypdf finds in it, where it is installed (scripts/tools.sh).
#[expect(clippy::print_stderr, reason = "a skipped test says why")]
#[expect(clippy::disallowed_methods, reason = "a test asks where its tools are")]
fn read_by_pypdf(bytes: &[u8]) -> Option<String> {
    let script = "import pypdf, sys, io\n\
        reader = pypdf.PdfReader(io.BytesIO(sys.stdin.buffer.read()))\n\
        sys.stdout.buffer.write('\\n'.join(p.extract_text() for p in reader.pages).encode())";
    let home = std::env::var("HOME").unwrap_or_default();
    let venv = std::env::var("PORTCULLIS_VENV").unwrap_or(format!("{home}/.cache/portcullis/venv"));
    for python in [format!("{venv}/bin/python3"), "python3".to_owned()] {
        let child = Command::new(&python)
            .args(["-c", script])
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::null())
            .spawn();
        let Ok(mut child) = child else { continue };
        // A Python without pypdf ends before it has read everything.
        let wrote = child.stdin.take().unwrap().write_all(bytes);
        let output = child.wait_with_output().unwrap();
        if output.status.success() {
            wrote.unwrap();
            return Some(String::from_utf8(output.stdout).unwrap());
        }
    }
    eprintln!("skipped: pypdf is not installed (scripts/tools.sh)");
    None
}
