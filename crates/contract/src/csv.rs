//! Comma-separated text (RFC 4180), as spreadsheets read it.

/// What spreadsheets begin a formula with; and the sign by which [`write`] makes text of it.
pub const FORMULA: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\''];

/// A row as text. A cell that a spreadsheet would run as a formula is made text, which reading such a file undoes.
pub fn write(cells: &[&str]) -> String {
    let quote = |cell: &&str| {
        let guard = if cell.starts_with(FORMULA) { "'" } else { "" };
        format!("\"{guard}{}\"", cell.replace('"', "\"\""))
    };
    let mut line = cells.iter().map(quote).collect::<Vec<_>>().join(",");
    line.push_str("\r\n");
    line
}

/// A file that begins with this row. The mark before it says UTF-8, which spreadsheets on Windows don't assume.
pub fn begin(head: &[&str]) -> String {
    format!("\u{feff}{}", write(head))
}
