//! Comma-separated values (RFC 4180), read leniently.

/// Rows and cells that are read at most.
const ROWS_MAX: usize = 200_000;
const CELLS_MAX: usize = 500;

/// The rows of a text. A quote that never ends takes the rest.
pub(super) fn rows(text: &str) -> Vec<Vec<String>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut cell = String::new();
    let mut is_quoted = false;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' if is_quoted && rest.peek() == Some(&'"') => {
                rest.next();
                cell.push('"');
            }
            '"' if is_quoted => is_quoted = false,
            '"' if cell.is_empty() => is_quoted = true,
            ',' if !is_quoted => push(&mut row, &mut cell),
            '\r' if !is_quoted && rest.peek() == Some(&'\n') => {}
            '\n' if !is_quoted => {
                push(&mut row, &mut cell);
                rows.push(std::mem::take(&mut row));
                if rows.len() >= ROWS_MAX {
                    return rows;
                }
            }
            c => cell.push(c),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        push(&mut row, &mut cell);
        rows.push(row);
    }
    rows
}

fn push(row: &mut Vec<String>, cell: &mut String) {
    let cell = std::mem::take(cell);
    if row.len() < CELLS_MAX {
        row.push(cell);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn quotes_hold_commas_newlines_and_doubled_quotes() {
        let text = "\u{feff}a,b\r\n\"x, y\",\"one\ntwo \"\"three\"\"\"\r\n,\n";
        let expected = [vec!["a", "b"], vec!["x, y", "one\ntwo \"three\""], vec!["", ""]];
        assert_eq!(rows(text), expected);
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(cells in proptest::collection::vec("[ -~\n]{1,8}", 1..6)) {
            let quoted: Vec<String> =
                cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
            let text = quoted.join(",");
            prop_assert_eq!(rows(&text), vec![cells]);
        }

        #[test]
        fn any_text_is_read_without_a_panic(text in ".{0,200}") {
            rows(&text);
        }
    }
}
