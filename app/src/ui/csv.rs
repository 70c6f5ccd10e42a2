//! Comma-separated text (RFC 4180), as spreadsheets write and read it.

/// The rows of a text. The separator is a comma, a semicolon or a tab, whichever the first line has.
pub fn read(text: &str) -> Vec<Vec<String>> {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    let separator = [',', ';', '\t'].into_iter().max_by_key(|c| (first.matches(*c).count(), *c == ',')).unwrap_or(',');
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if quoted || cell.trim().is_empty() => quoted = !quoted,
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            '\r' if !quoted => {}
            c if c == separator && !quoted => row.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    row.push(cell);
    rows.push(row);
    for row in &mut rows {
        row.iter_mut().for_each(|cell| *cell = cell.trim().to_owned());
    }
    rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
    rows
}

/// A row as text. A cell that a spreadsheet would run as a formula is quoted as text.
pub fn write(cells: &[&str]) -> String {
    let quote = |cell: &&str| {
        let guard = if cell.starts_with(['=', '+', '-', '@', '\t']) { "'" } else { "" };
        format!("\"{guard}{}\"", cell.replace('"', "\"\""))
    };
    let mut line = cells.iter().map(quote).collect::<Vec<_>>().join(",");
    line.push_str("\r\n");
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_spreadsheets_and_people_write_is_read() {
        let rows = read("\u{feff}ana@x.co;\"Ana; \"\"la\"\" López\";Sale\r\n\r\n bo@x.co ;Bo;\n");
        assert_eq!(rows, [vec!["ana@x.co", "Ana; \"la\" López", "Sale"], vec!["bo@x.co", "Bo", ""]]);
        assert_eq!(read("a@x.co\nb@x.co, Bo"), [vec!["a@x.co"], vec!["b@x.co", "Bo"]]);
        assert!(read(" \n\n").is_empty());
    }

    #[test]
    fn formulas_are_written_as_text() {
        assert_eq!(write(&["=1+1", "a\"b"]), "\"'=1+1\",\"a\"\"b\"\r\n");
        assert_eq!(read(&write(&["a,b", "c"])), [vec!["a,b", "c"]]);
    }
}
