//! Who is meant by pasted lines or a file: a table with or without heads, or a list of recipients as a mail program
//! has it. What can be meant in two ways is not read but told.

use crate::ui::csv::{self, Row};

/// Somebody to invite; what was left out is empty.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Entry {
    pub email: String,
    pub name: String,
    pub role: String,
}

/// Why a line is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    NoAddress,
    /// More than one address, and something beside them.
    Addresses,
    /// Something stands before the address, and no heads say what.
    Order,
    TooManyCells,
    /// Before the address in angle brackets and in a cell of its own, differently.
    TwoNames,
    OpenQuote,
    /// Characters were lost before the text came here.
    Lost,
    /// Two heads mean the same.
    TwoColumns,
}

/// A line, or a recipient in one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub number: usize,
    /// As it was written, more or less.
    pub text: String,
    pub read: Result<Entry, Wrong>,
}

/// What is pasted, read as people.
pub fn read(text: &str) -> Vec<Line> {
    let rows = csv::read(text);
    let Some(head) = rows.first() else { return Vec::new() };
    let columns: Vec<Option<Column>> = head.cells.iter().map(|cell| column(cell)).collect();
    if !columns.contains(&Some(Column::Email)) {
        return rows.iter().flat_map(without_heads).collect();
    }
    let known: Vec<Column> = columns.iter().flatten().copied().collect();
    if known.iter().enumerate().any(|(at, column)| known[..at].contains(column)) {
        return vec![told(head, Err(Wrong::TwoColumns))];
    }
    rows[1..].iter().map(|row| told(row, with_heads(row, &columns))).collect()
}

fn told(row: &Row, read: Result<Entry, Wrong>) -> Line {
    let text = row.cells.iter().filter(|cell| !cell.is_empty()).cloned().collect::<Vec<_>>().join(", ");
    Line { number: row.line, text, read }
}

/// What a column is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Email,
    Name,
    Surname,
    Role,
}

/// The column of a head, as this console and others write it in its languages.
fn column(head: &str) -> Option<Column> {
    let head: String = head
        .to_lowercase()
        .chars()
        .filter_map(|c| match c {
            'á' | 'ã' | 'â' => Some('a'),
            'é' | 'ê' => Some('e'),
            'í' => Some('i'),
            'ó' | 'õ' => Some('o'),
            'ç' => Some('c'),
            '-' | '_' | ' ' | '*' | ':' => None,
            c => Some(c),
        })
        .collect();
    Some(match head.as_str() {
        "email"
        | "mail"
        | "emailaddress"
        | "correo"
        | "correoelectronico"
        | "direcciondecorreo"
        | "direcciondecorreoelectronico"
        | "enderecodeemail" => Column::Email,
        "name" | "fullname" | "displayname" | "firstname" | "givenname" | "person" | "nombre" | "nombrecompleto"
        | "persona" | "nome" | "nomecompleto" | "pessoa" => Column::Name,
        "surname" | "lastname" | "familyname" | "apellido" | "apellidos" | "sobrenome" => Column::Surname,
        "role" | "rol" | "funcao" => Column::Role,
        _ => return None,
    })
}

/// Nothing of what the row says was lost on its way.
fn whole(row: &Row) -> Result<(), Wrong> {
    if row.open {
        return Err(Wrong::OpenQuote);
    }
    if row.cells.iter().any(|cell| cell.contains('\u{fffd}')) { Err(Wrong::Lost) } else { Ok(()) }
}

fn with_heads(row: &Row, columns: &[Option<Column>]) -> Result<Entry, Wrong> {
    whole(row)?;
    if row.cells.iter().skip(columns.len()).any(|cell| !cell.is_empty()) {
        return Err(Wrong::TooManyCells);
    }
    let cell = |column| {
        let at = columns.iter().position(|one| *one == Some(column));
        at.and_then(|at| row.cells.get(at)).map_or("", String::as_str)
    };
    let name = format!("{} {}", cell(Column::Name), cell(Column::Surname));
    let address = cell(Column::Email);
    // Two addresses in one cell are two people, of whom only one could have the name beside them.
    match address.matches('@').count() {
        0 => Err(Wrong::NoAddress),
        1 => entry(address, name.trim(), cell(Column::Role)),
        _ => Err(Wrong::Addresses),
    }
}

fn without_heads(row: &Row) -> Vec<Line> {
    if let Err(wrong) = whole(row) {
        return vec![told(row, Err(wrong))];
    }
    let filled: Vec<&String> = row.cells.iter().filter(|cell| !cell.is_empty()).collect();
    let addresses = filled.iter().filter(|cell| cell.contains('@')).count();
    // Recipients: nothing but addresses, each maybe with its name.
    if addresses > 1 && addresses == filled.len() {
        let each = |cell: &&String| {
            let read = if cell.matches('@').count() == 1 { entry(cell, "", "") } else { Err(Wrong::Addresses) };
            Line { number: row.line, text: (*cell).clone(), read }
        };
        return filled.iter().map(each).collect();
    }
    let cell = |at: usize| row.cells.get(at).map_or("", String::as_str);
    let read = match filled.iter().map(|cell| cell.matches('@').count()).sum::<usize>() {
        0 => Err(Wrong::NoAddress),
        1 if !cell(0).contains('@') => Err(Wrong::Order),
        1 if row.cells.iter().skip(3).any(|cell| !cell.is_empty()) => Err(Wrong::TooManyCells),
        1 => entry(cell(0), cell(1), cell(2)),
        _ => Err(Wrong::Addresses),
    };
    vec![told(row, read)]
}

/// An address as it stands alone or as `Name <address>`, and what stands beside it.
fn entry(address: &str, name: &str, role: &str) -> Result<Entry, Wrong> {
    let (before, email) = match address.split_once('<') {
        Some((before, rest)) => match rest.split_once('>') {
            Some((email, after)) if after.trim().is_empty() && email.contains('@') => (before, email),
            _ => ("", address),
        },
        None => ("", address),
    };
    let before = before.trim().trim_matches('\'').trim();
    if !before.is_empty() && !name.is_empty() && before != name {
        return Err(Wrong::TwoNames);
    }
    let name = if name.is_empty() { before } else { name };
    Ok(Entry { email: email.trim().to_owned(), name: name.to_owned(), role: role.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    type Told = Result<(String, String, String), Wrong>;

    fn all(text: &str) -> Vec<Told> {
        read(text).into_iter().map(|line| line.read.map(|one| (one.email, one.name, one.role))).collect()
    }

    fn one(email: &str, name: &str, role: &str) -> Told {
        Ok((email.to_owned(), name.to_owned(), role.to_owned()))
    }

    #[test]
    fn a_table_is_read_by_its_heads_in_any_language_and_order() {
        let bo = || one("bo@x.co", "Bo", "Sale");
        for text in [
            "e-mail;name;role\nbo@x.co;Bo;Sale",
            "Rol\tNombre\tCorreo electrónico\nSale\tBo\tbo@x.co",
            "Função,Nome,Status,Endereço de e-mail\nSale,Bo,active,bo@x.co",
            "bo@x.co,Bo,Sale",
        ] {
            assert_eq!(all(text), [bo()], "{text}");
        }
        assert_eq!(all("nombre,apellidos,correo\nAna,López,a@x"), [one("a@x", "Ana López", "")]);
        assert_eq!(all("email,mail\na@x,b@x"), [Err(Wrong::TwoColumns)]);
        assert_eq!(all("email,name\nb@x,López, Ana"), [Err(Wrong::TooManyCells)]);
        assert_eq!(all("email,name\na@x b@x,Bo"), [Err(Wrong::Addresses)]);
        assert!(all("e-mail,name").is_empty());
    }

    #[test]
    fn what_this_console_exports_is_read_back() {
        let head = csv::begin(&["name", "email", "role", "owner", "status", "two_factor", "last_seen_at"]);
        let row = csv::write(&["=Ana, \"la\" López", "ana@x.co", "developer", "true", "active", "false", ""]);
        assert_eq!(all(&(head + &row)), [one("ana@x.co", "=Ana, \"la\" López", "developer")]);
    }

    #[test]
    fn recipients_are_people_not_names_of_each_other() {
        assert_eq!(all("a@x; b@x;"), [one("a@x", "", ""), one("b@x", "", "")]);
        assert_eq!(all("a@x, b@x"), [one("a@x", "", ""), one("b@x", "", "")]);
        let both = [one("a@x", "López, Ana", ""), one("b@x", "Bo", "")];
        assert_eq!(all("López, Ana <a@x>; 'Bo' <b@x>"), both);
        assert_eq!(all("\"López, Ana\" <a@x>, Bo <b@x>"), both);
        assert_eq!(all("Ana <a@x>"), [one("a@x", "Ana", "")]);
        assert_eq!(all("<a@x>;;Sale"), [one("a@x", "", "Sale")]);
    }

    #[test]
    fn lines_of_any_system_are_lines() {
        assert_eq!(all("a@x,A\rb@x,B\r"), [one("a@x", "A", ""), one("b@x", "B", "")]);
    }

    #[test]
    fn what_can_be_meant_in_two_ways_is_told_at_its_line() {
        for (text, wrong) in [
            ("Ana López", Wrong::NoAddress),
            ("a@x, Ana, b@x", Wrong::Addresses),
            ("a@x b@x", Wrong::Addresses),
            ("Ana López, a@x", Wrong::Order),
            ("López, Ana <a@x>", Wrong::Order),
            ("a@x, López, Ana, Sale", Wrong::TooManyCells),
            ("Ana <a@x>, Bo", Wrong::TwoNames),
            ("a@x, \"Ana", Wrong::OpenQuote),
            ("a@x, Jos\u{fffd}", Wrong::Lost),
        ] {
            assert_eq!(all(text), [Err(wrong)], "{text}");
        }
        let lines = read("a@x\n\nAna\nb@x");
        assert_eq!(
            lines.iter().map(|line| (line.number, line.read.is_ok())).collect::<Vec<_>>(),
            [(1, true), (3, false), (4, true)]
        );
        assert_eq!(lines[1].text, "Ana");
    }
}
