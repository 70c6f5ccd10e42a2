//! Comma-separated text (RFC 4180), as spreadsheets write and read it.

use contract::csv::FORMULA;
pub use contract::csv::{begin, write};

/// A row as it was read.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The line on which it begins, from one.
    pub line: usize,
    /// Its cells, without the space around them.
    pub cells: Vec<String>,
    /// A quotation mark was opened and never closed: where the row ends is not known.
    pub open: bool,
}

/// The text of a file: UTF-16 if it says so, UTF-8 if it is valid, otherwise what spreadsheets on Windows write. Every
/// byte has a meaning in the latter, so nothing becomes a replacement character.
pub fn decode(bytes: &[u8]) -> String {
    let wide = |of: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|pair| of([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes),
        _ => std::str::from_utf8(bytes)
            .map_or_else(|_| bytes.iter().map(|byte| windows_1252(*byte)).collect(), str::to_owned),
    }
}

fn windows_1252(byte: u8) -> char {
    const UPPER: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => UPPER[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// The rows of a text; blank ones are left out. Lines end as on any system. The separator is the tab or else the
/// semicolon of the first line (a comma beside them is part of a name), or the comma; a first line without any leaves
/// it to the others.
pub fn read(text: &str) -> Vec<Row> {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    let first = text.lines().next().unwrap_or_default();
    let separator = separator(first).or_else(|| separator(&text)).unwrap_or(',');
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Row::default(), String::new(), false);
    let mut line = 1;
    row.line = line;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\n' {
            line += 1;
        }
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if quoted || cell.trim().is_empty() => quoted = !quoted,
            '\n' if !quoted => {
                row.cells.push(std::mem::take(&mut cell));
                rows.push(std::mem::replace(&mut row, Row { line, ..Row::default() }));
            }
            c if c == separator && !quoted => row.cells.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    row.cells.push(cell);
    row.open = quoted;
    rows.push(row);
    for row in &mut rows {
        row.cells.iter_mut().for_each(|cell| *cell = plain(cell).to_owned());
    }
    rows.retain(|row| row.open || row.cells.iter().any(|cell| !cell.is_empty()));
    rows
}

/// What separates cells, outside of quotation marks.
fn separator(text: &str) -> Option<char> {
    let mut quoted = false;
    let outside: Vec<char> = text
        .chars()
        .filter(|c| {
            quoted ^= *c == '"';
            !quoted
        })
        .collect();
    ['\t', ';', ','].into_iter().find(|c| outside.contains(c))
}

/// A cell without the space around it and the sign that makes text of a formula.
fn plain(cell: &str) -> &str {
    let cell = cell.trim();
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(FORMULA)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<Vec<String>> {
        read(text).into_iter().map(|row| row.cells).collect()
    }

    #[test]
    fn what_spreadsheets_and_people_write_is_read() {
        let rows = cells("\u{feff}ana@x.co;\"Ana; \"\"la\"\" López\";Sale\r\n\r\n bo@x.co ;Bo;\n");
        assert_eq!(rows, [vec!["ana@x.co", "Ana; \"la\" López", "Sale"], vec!["bo@x.co", "Bo", ""]]);
        assert_eq!(cells("a@x.co\nb@x.co, Bo"), [vec!["a@x.co"], vec!["b@x.co", "Bo"]]);
        assert!(read(" \n\n").is_empty());
    }

    #[test]
    fn separators_in_quotation_marks_are_text() {
        assert_eq!(cells("\"López; Ana\",a@x"), [["López; Ana", "a@x"]]);
        assert_eq!(cells("López, Ana;a@x"), [["López, Ana", "a@x"]]);
    }

    #[test]
    fn lines_end_as_on_any_system_and_keep_their_numbers() {
        for end in ["\n", "\r\n", "\r"] {
            let rows = read(&["a@x", "", "b@x,\"B", "b\"", "c@x"].join(end));
            let lines: Vec<_> = rows.iter().map(|row| (row.line, row.cells.len())).collect();
            assert_eq!(lines, [(1, 1), (3, 2), (5, 1)], "{end:?}");
        }
    }

    #[test]
    fn a_quotation_mark_that_stays_open_is_told() {
        let rows = read("a@x\nb@x,\"Bo\nc@x");
        assert_eq!(rows.iter().map(|row| row.open).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn files_are_read_as_they_were_written() {
        assert_eq!(decode("José €".as_bytes()), "José €");
        assert_eq!(decode(b"Jos\xe9 \x80 \x93x\x94"), "José € “x”");
        assert_eq!(decode(&[0xff, 0xfe, b'J', 0, 0xe9, 0]), "Jé");
        let all: Vec<u8> = (0..=255).collect();
        assert!(!decode(&all).contains('\u{fffd}'));
        assert_eq!(decode(&all).chars().count(), 256);
    }

    #[test]
    fn formulas_are_written_as_text_and_read_back() {
        assert_eq!(write(&["=1+1", "a\"b"]), "\"'=1+1\",\"a\"\"b\"\r\n");
        for cell in ["=1+1", "+1", "-1", "@a", "'=x", "''", "O'Neill", "'quoted'", "a,b;c\td", "\"", "línea\nnueva"] {
            assert_eq!(cells(&format!("{}{}", begin(&["name"]), write(&[cell, "b"])))[1], [cell, "b"]);
        }
    }
}
