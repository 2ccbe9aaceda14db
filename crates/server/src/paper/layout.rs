//! What stands where on which page. Knows widths of characters, no PDF.

use super::{Block, Paper, Table};
use crate::lines::break_lines;

/// A4, in points.
pub(super) const PAGE_WIDTH: f32 = 595.0;
/// A4, in points.
pub(super) const PAGE_HEIGHT: f32 = 842.0;
/// Left and right.
pub(super) const MARGIN: f32 = 56.0;
/// Top of the text.
const TOP: f32 = 64.0;
/// Bottom of the text; the foot stands below.
const BOTTOM: f32 = PAGE_HEIGHT - 72.0;
/// Width of the text.
const WIDTH: f32 = PAGE_WIDTH - 2.0 * MARGIN;
/// Between cells.
const GAP: f32 = 8.0;
/// From line to line, as a share of the size: Japanese wants air.
const LEADING: f32 = 1.55;

/// Size of running text, in points.
const BODY: f32 = 9.5;
/// Size of text in tables.
const CELL: f32 = 8.5;
/// Size of a heading.
const HEADING: f32 = 13.0;
/// Size of the title.
const TITLE: f32 = 18.0;

/// A line of text in its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed {
    /// From the left, in points.
    pub(super) x: f32,
    /// The base line, from the top.
    pub(super) y: f32,
    /// Size of the letters.
    pub(super) size: f32,
    /// Whether it is bold.
    pub(super) is_bold: bool,
    /// The line.
    pub(super) text: String,
}

/// A page.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Page {
    /// Its lines of text.
    pub(super) lines: Vec<Placed>,
    /// Heights at which a thin rule goes across.
    pub(super) rules: Vec<f32>,
}

/// How wide a character is in that weight, as a share of the size.
pub(super) type Measure<'a> = &'a dyn Fn(char, bool) -> f32;

/// Lays a document out.
pub(super) fn pages(paper: &Paper, measure: Measure<'_>) -> Vec<Page> {
    let mut sheet = Sheet { pages: Vec::new(), page: Page::default(), y: TOP, measure };
    sheet.text(&paper.title, Style { size: TITLE, is_bold: true, indent: 0.0 });
    for block in &paper.blocks {
        sheet.block(block);
    }
    sheet.turn();
    sheet.pages
}

#[derive(Clone, Copy)]
struct Style {
    size: f32,
    is_bold: bool,
    indent: f32,
}

const RUNNING: Style = Style { size: BODY, is_bold: false, indent: 0.0 };

struct Sheet<'a> {
    pages: Vec<Page>,
    page: Page,
    y: f32,
    measure: Measure<'a>,
}

impl Sheet<'_> {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(heading) => {
                self.y += HEADING;
                // A heading does not stand alone at the foot of a page.
                self.room(HEADING * LEADING + 3.0 * BODY * LEADING);
                self.text(heading, Style { size: HEADING, is_bold: true, indent: 0.0 });
            }
            Block::Text(words) => self.text(words, RUNNING),
            Block::Commands(lines) => {
                for line in *lines {
                    self.text(line, Style { indent: 12.0, ..RUNNING });
                }
            }
            Block::List(items) => {
                for item in items {
                    self.room(BODY * LEADING);
                    let y = self.y + BODY;
                    self.place(MARGIN, y, Style { indent: 0.0, ..RUNNING }, "•".to_owned());
                    self.text(item, Style { indent: 12.0, ..RUNNING });
                }
            }
            Block::Pairs(pairs) => {
                for (name, value) in pairs {
                    let cells = [(name.as_str(), true), (value.as_str(), false)];
                    self.row(&cells, &[3, 7], BODY);
                }
            }
            Block::Table(table) => self.table(table),
        }
        self.y += BODY * 0.6;
    }

    fn text(&mut self, words: &str, style: Style) {
        let width = WIDTH - style.indent;
        for line in self.broken(words, width, style) {
            self.room(style.size * LEADING);
            let y = self.y + style.size;
            self.place(MARGIN + style.indent, y, style, line);
            self.y += style.size * LEADING;
        }
    }

    fn table(&mut self, table: &Table) {
        let head: Vec<(&str, bool)> = table.head.iter().map(|cell| (cell.as_str(), true)).collect();
        self.row(&head, &table.shares, CELL);
        self.page.rules.push(self.y);
        self.y += 2.0;
        for cells in &table.rows {
            let cells: Vec<(&str, bool)> =
                cells.iter().map(|cell| (cell.as_str(), false)).collect();
            self.row(&cells, &table.shares, CELL);
        }
    }

    /// Cells beside one another; a cell that is longer than a page goes on overleaf.
    fn row(&mut self, cells: &[(&str, bool)], shares: &[u16], size: f32) {
        let total: f32 = shares.iter().copied().map(f32::from).sum::<f32>().max(1.0);
        let mut columns = Vec::new();
        let mut x = MARGIN;
        for ((text, is_bold), share) in cells.iter().zip(shares) {
            let width = WIDTH * f32::from(*share) / total;
            let style = Style { size, is_bold: *is_bold, indent: 0.0 };
            columns.push((x, style, self.broken(text, width - GAP, style).into_iter()));
            x += width;
        }
        loop {
            let lines: Vec<_> =
                columns.iter_mut().map(|(x, style, lines)| (*x, *style, lines.next())).collect();
            if lines.iter().all(|(_, _, line)| line.is_none()) {
                break;
            }
            self.room(size * LEADING);
            let y = self.y + size;
            for (x, style, line) in lines {
                if let Some(line) = line {
                    self.place(x, y, style, line);
                }
            }
            self.y += size * LEADING;
        }
        self.y += size * 0.35;
    }

    fn broken(&self, words: &str, width: f32, style: Style) -> Vec<String> {
        let measure = self.measure;
        break_lines(words, width, &|letter| measure(letter, style.is_bold) * style.size)
    }

    fn place(&mut self, x: f32, y: f32, style: Style, text: String) {
        let Style { size, is_bold, .. } = style;
        self.page.lines.push(Placed { x, y, size, is_bold, text });
    }

    /// Turns the page unless so much fits.
    fn room(&mut self, height: f32) {
        if self.y + height > BOTTOM {
            self.turn();
        }
    }

    fn turn(&mut self) {
        self.pages.push(std::mem::take(&mut self.page));
        self.y = TOP;
    }
}
