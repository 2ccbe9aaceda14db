//! A document as Markdown (`CommonMark` with the tables of GitLab's).

use super::{Block, Paper, Table};

/// Writes it.
pub(crate) fn write(paper: &Paper) -> String {
    let mark = paper.mark.as_ref().map(|mark| format!("> **{}**\n", escaped(mark)));
    let mut parts: Vec<String> = mark.iter().map(|mark| format!("{mark}\n")).collect();
    parts.push(format!("# {}\n", escaped(&paper.title)));
    for block in &paper.blocks {
        parts.push("\n".to_owned());
        parts.push(write_block(block));
    }
    parts.push(format!("\n---\n\n{}\n", escaped(&paper.foot)));
    parts.extend(mark.map(|mark| format!("\n{mark}")));
    parts.concat()
}

fn write_block(block: &Block) -> String {
    match block {
        Block::Heading(heading) => format!("## {}\n", escaped(heading)),
        Block::Text(words) => words.lines().map(|line| escaped(line) + "\n").collect(),
        Block::List(items) => {
            items.iter().map(|item| ["- ", &in_line(item), "\n"].concat()).collect()
        }
        Block::Commands(lines) => ["```sh\n", &lines.join("\n"), "\n```\n"].concat(),
        Block::Pairs(pairs) => {
            let line = |(name, value): &(String, String)| {
                ["- **", &in_line(name), "**: ", &in_line(value), "\n"].concat()
            };
            pairs.iter().map(line).collect()
        }
        Block::Table(table) => write_table(table),
    }
}

fn write_table(table: &Table) -> String {
    let row = |cells: &Vec<String>| {
        let cells: Vec<String> = cells.iter().map(|cell| in_line(cell)).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let rule = format!("|{}\n", " --- |".repeat(table.head.len()));
    [row(&table.head), rule].into_iter().chain(table.rows.iter().map(row)).collect()
}

/// On one line, as cells and points must be.
fn in_line(text: &str) -> String {
    escaped(text.trim()).replace(['\r', '\n'], " ")
}

/// Words of others are words, never Markdown or HTML.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '!' => {
                escaped.push('\\');
                escaped.push(letter);
            }
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            _ => escaped.push(letter),
        }
    }
    escaped
}
