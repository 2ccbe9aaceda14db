//! A document as PDF, with its letters inside: it looks the same everywhere,
//! in both languages, and asks nobody for a font (docs/adr/0016).
//!
//! The letters are M PLUS 1p (SIL Open Font License 1.1), fetched by npm at
//! build time; only those that a document uses are put into it.

use std::sync::LazyLock;

use jiff::tz::TimeZone;
use krilla::Document;
use krilla::color::luma;
use krilla::geom::{PathBuilder, Point, Transform};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::text::{Font, TextDirection};
use ttf_parser::Face;

use super::Paper;
use super::layout::{self, MARGIN, PAGE_HEIGHT, PAGE_WIDTH, Page};

/// As fetched by npm; empty in a build without it.
const REGULAR: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/paper-regular.ttf"));
/// The same, bold.
const BOLD: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/paper-bold.ttf"));

/// What stands for a character that the letters do not have.
const GETA: char = '〓';

/// Size of what stands at head and foot.
const SMALL: f32 = 7.5;

/// Why no PDF was written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PdfError {
    /// This build has no letters in it.
    #[error("this build has no font: fetch it by `npm --prefix web ci` and build again")]
    NoFont,
    /// The library refused; a fault of ours.
    #[error("the PDF could not be written: {0}")]
    Written(String),
}

/// Letters in two weights.
struct Letters {
    faces: [Face<'static>; 2],
    fonts: [Font; 2],
}

static LETTERS: LazyLock<Option<Letters>> = LazyLock::new(|| {
    let font = |bytes: &'static [u8]| Font::new(bytes.into(), 0);
    Some(Letters {
        faces: [Face::parse(REGULAR, 0).ok()?, Face::parse(BOLD, 0).ok()?],
        fonts: [font(REGULAR)?, font(BOLD)?],
    })
});

impl Letters {
    fn face(&self, is_bold: bool) -> &Face<'static> {
        let [regular, bold] = &self.faces;
        if is_bold { bold } else { regular }
    }

    fn font(&self, is_bold: bool) -> Font {
        let [regular, bold] = &self.fonts;
        if is_bold { bold.clone() } else { regular.clone() }
    }

    /// How wide a character is, as a share of the size.
    fn width(&self, letter: char, is_bold: bool) -> f32 {
        let face = self.face(is_bold);
        let glyph = face.glyph_index(letter).or_else(|| face.glyph_index(GETA));
        let advance = glyph.and_then(|glyph| face.glyph_hor_advance(glyph));
        advance.map_or(1.0, |advance| f32::from(advance) / f32::from(face.units_per_em()))
    }

    /// The text with what the letters do not have shown as such.
    fn shown(&self, text: &str, is_bold: bool) -> String {
        let face = self.face(is_bold);
        let has = |letter: &char| face.glyph_index(*letter).is_some();
        let letters = text.chars().filter(|letter| !letter.is_control());
        letters.map(|letter| if has(&letter) { letter } else { GETA }).collect()
    }
}

/// Writes it.
///
/// # Errors
/// A build without letters.
pub(crate) fn write(paper: &Paper) -> Result<Vec<u8>, PdfError> {
    let letters = LETTERS.as_ref().ok_or(PdfError::NoFont)?;
    let measure = |letter, is_bold| letters.width(letter, is_bold);
    let pages = layout::pages(paper, &measure);
    let mut document = Document::new();
    document.set_metadata(metadata(paper));
    for (number, page) in (1_usize..).zip(&pages) {
        let settings = PageSettings::from_wh(PAGE_WIDTH, PAGE_HEIGHT)
            .ok_or_else(|| PdfError::Written("the page has no size".to_owned()))?;
        let mut sheet = document.start_page_with(settings);
        let mut surface = sheet.surface();
        if let Some(mark) = &paper.mark {
            across(&mut surface, letters, mark);
        }
        draw(&mut surface, letters, page);
        let foot = format!("{}  ·  {number} / {}", paper.foot, pages.len());
        let edges = [(40.0, paper.mark.clone()), (PAGE_HEIGHT - 40.0, Some(foot))];
        for (y, text) in edges {
            if let Some(text) = text {
                line(&mut surface, letters, (MARGIN, y), (SMALL, false, &text));
            }
        }
        surface.finish();
        sheet.finish();
    }
    document.finish().map_err(|why| PdfError::Written(format!("{why:?}")))
}

fn draw(surface: &mut Surface<'_>, letters: &Letters, page: &Page) {
    for placed in &page.lines {
        let how = (placed.size, placed.is_bold, placed.text.as_str());
        line(surface, letters, (placed.x, placed.y), how);
    }
    surface.set_stroke(Some(Stroke {
        paint: luma::Color::new(160).into(),
        width: 0.5,
        ..Stroke::default()
    }));
    surface.set_fill(None);
    for y in &page.rules {
        let mut path = PathBuilder::new();
        path.move_to(MARGIN, *y);
        path.line_to(PAGE_WIDTH - MARGIN, *y);
        if let Some(path) = path.finish() {
            surface.draw_path(&path);
        }
    }
    surface.set_stroke(None);
}

fn line(
    surface: &mut Surface<'_>,
    letters: &Letters,
    (x, y): (f32, f32),
    (size, is_bold, text): (f32, bool, &str),
) {
    surface.set_fill(Some(Fill { paint: luma::Color::new(20).into(), ..Fill::default() }));
    let text = letters.shown(text, is_bold);
    if !text.is_empty() {
        let at = Point::from_xy(x, y);
        surface.draw_text(
            at,
            letters.font(is_bold),
            size,
            &text,
            false,
            TextDirection::LeftToRight,
        );
    }
}

/// The mark, large and pale, from corner to corner.
fn across(surface: &mut Surface<'_>, letters: &Letters, mark: &str) {
    let mark = letters.shown(mark, true);
    let wide: f32 = mark.chars().map(|letter| letters.width(letter, true)).sum::<f32>().max(1.0);
    let size = (640.0 / wide).min(110.0);
    let turned = Transform::from_rotate_at(-50.0, PAGE_WIDTH / 2.0, PAGE_HEIGHT / 2.0);
    surface.push_transform(&turned);
    let opacity = NormalizedF32::new(0.12).unwrap_or(NormalizedF32::ONE);
    let paint = luma::Color::new(0).into();
    surface.set_fill(Some(Fill { paint, opacity, ..Fill::default() }));
    let at = Point::from_xy((PAGE_WIDTH - wide * size) / 2.0, PAGE_HEIGHT / 2.0 + size / 3.0);
    surface.draw_text(at, letters.font(true), size, &mark, false, TextDirection::LeftToRight);
    surface.pop();
}

fn metadata(paper: &Paper) -> Metadata {
    let made = paper.made_at.to_zoned(TimeZone::UTC);
    let part = |value: i8| u8::try_from(value).unwrap_or_default();
    let date = DateTime::new(u16::try_from(made.year()).unwrap_or_default())
        .month(part(made.month()))
        .day(part(made.day()))
        .hour(part(made.hour()))
        .minute(part(made.minute()))
        .second(part(made.second()));
    Metadata::new()
        .title(paper.title.clone())
        .language(paper.lang.to_owned())
        .creator("Portcullis".to_owned())
        .creation_date(date)
}
