//! Texts with arguments: data with named places (`{name}`), of which some have forms for none, one and more.

/// Between the forms of a text in a language's file.
pub(crate) const BETWEEN: char = '\t';

/// A kind of text with arguments, by the types of these.
pub(crate) trait Said: 'static {
    /// What stands in for one until it is read.
    const NONE: &'static Self;

    /// The function that fills the text's places.
    fn of(text: &'static str) -> &'static Self;
}

macro_rules! said {
    ($($($arg:ident: $type:ty),+;)+) => {
        $(
            impl Said for dyn Fn($($type),+) -> String + Send + Sync {
                const NONE: &'static Self = &|$(_: $type),+| String::new();

                fn of(text: &'static str) -> &'static Self {
                    Box::leak(Box::new(move |$($arg: $type),+| fill(text, &[$(Value::from($arg)),+])))
                }
            }
        )+
    };
}

said! {
    a: &str;
    a: &str, b: &str;
    a: &str, b: &str, c: &str;
    n: u64;
    n: usize;
    n: u64, b: &str;
    n: u64, b: u64;
}

#[derive(Clone, Copy)]
enum Value<'a> {
    Text(&'a str),
    Number(u64),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl From<u64> for Value<'_> {
    fn from(n: u64) -> Self {
        Self::Number(n)
    }
}

impl From<usize> for Value<'_> {
    fn from(n: usize) -> Self {
        Self::Number(n as u64)
    }
}

/// The form that the first number asks for, with what is in its places. All three languages say one for 1 alone.
fn fill(text: &str, values: &[Value]) -> String {
    let number = values.iter().find_map(|value| match value {
        Value::Number(n) => Some(*n),
        Value::Text(_) => None,
    });
    let mut forms = text.split(BETWEEN);
    let first = forms.next().unwrap_or_default();
    let form = match (number, forms.next(), forms.next()) {
        (Some(1), Some(_), None) | (Some(0), Some(_), Some(_)) => first,
        (Some(1), Some(one), Some(_)) => one,
        (_, _, Some(other)) | (_, Some(other), None) => other,
        (_, None, None) => first,
    };
    let mut out = String::with_capacity(form.len() + 24);
    let mut parts = form.split('{');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (place, after) = part.split_once('}').unwrap_or((part, ""));
        let value = place.bytes().next().and_then(|digit| values.get(usize::from(digit.wrapping_sub(b'0'))));
        match value {
            Some(Value::Text(text)) => out.push_str(text),
            Some(Value::Number(n)) => out.push_str(&n.to_string()),
            None => {}
        }
        out.push_str(after);
    }
    out
}

/// For the file: `{0}` for the place of the first argument, and so on.
#[cfg(feature = "built-in")]
pub(crate) fn numbered(form: &str, args: &[&str]) -> String {
    args.iter()
        .enumerate()
        .fold(form.to_owned(), |form, (i, name)| form.replace(&format!("{{{name}}}"), &format!("{{{i}}}")))
}

/// Do the forms fit the arguments, given by name and type? Every place is an argument; every argument has a place in
/// the last form, and all but the number in those for none and one. Forms need a number to be chosen by.
pub(crate) const fn fits(forms: &[&str], args: &[(&str, &str)]) -> bool {
    if forms.is_empty() || forms.len() > 3 || args.len() > 9 {
        return false;
    }
    let mut numbers = 0;
    let mut i = 0;
    while i < args.len() {
        if same(args[i].1.as_bytes(), 0, args[i].1.len(), b"u64") {
            numbers += 1;
        }
        i += 1;
    }
    if forms.len() > 1 && numbers != 1 {
        return false;
    }
    let mut i = 0;
    while i < forms.len() {
        if !form_fits(forms[i].as_bytes(), args, i + 1 == forms.len()) {
            return false;
        }
        i += 1;
    }
    true
}

const fn form_fits(form: &[u8], args: &[(&str, &str)], last: bool) -> bool {
    let mut used = [false; 9];
    let mut at = 0;
    while at < form.len() {
        if form[at] == b'}' || form[at] == b'\t' || form[at] == b'\n' {
            return false;
        }
        if form[at] == b'{' {
            let start = at + 1;
            while at < form.len() && form[at] != b'}' {
                at += 1;
            }
            if at == form.len() {
                return false;
            }
            let mut known = false;
            let mut i = 0;
            while i < args.len() {
                if same(form, start, at, args[i].0.as_bytes()) {
                    used[i] = true;
                    known = true;
                }
                i += 1;
            }
            if !known {
                return false;
            }
        }
        at += 1;
    }
    let mut i = 0;
    while i < args.len() {
        let number = same(args[i].1.as_bytes(), 0, args[i].1.len(), b"u64");
        if !used[i] && (last || !number) {
            return false;
        }
        i += 1;
    }
    true
}

/// Is `text[from..to]` this word?
const fn same(text: &[u8], from: usize, to: usize, word: &[u8]) -> bool {
    if to - from != word.len() {
        return false;
    }
    let mut i = 0;
    while i < word.len() {
        if text[from + i] != word[i] {
            return false;
        }
        i += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::{Said, fits};

    #[test]
    fn places_are_filled_by_position_whatever_stands_in_them() {
        let said = <dyn Fn(&str, &str) -> String + Send + Sync>::of("{1} and {0}, {1} again");
        assert_eq!(said("{1}", "b\t{0}"), "b\t{0} and {1}, b\t{0} again");
    }

    #[test]
    fn the_number_chooses_the_form() {
        let two = <dyn Fn(u64) -> String + Send + Sync>::of("once\t{0} times");
        assert_eq!([two(0), two(1), two(2)], ["0 times", "once", "2 times"]);
        let three = <dyn Fn(u64, &str) -> String + Send + Sync>::of("no {1}\tone {1}\t{0} {1}");
        assert_eq!([three(0, "a"), three(1, "b"), three(1_000, "c")], ["no a", "one b", "1000 c"]);
    }

    #[test]
    fn a_place_is_an_argument_and_every_argument_has_a_place() {
        let name = &[("name", "&str")];
        let counted = &[("n", "u64"), ("name", "&str")];
        assert!(fits(&["Delete {name}?"], name));
        assert!(!fits(&["Delete {nam}?"], name));
        assert!(!fits(&["Delete it?"], name));
        assert!(!fits(&["Delete {name?"], name));
        assert!(!fits(&["Delete name}?"], name));
        assert!(!fits(&["one {name}", "other {name}"], name), "nothing chooses the form");
        assert!(fits(&["one of {name}", "{n} of {name}"], counted));
        assert!(!fits(&["one", "{n} of {name}"], counted));
        assert!(!fits(&["one of {name}", "many of {name}"], counted));
        assert!(!fits(&["a\tb {name}"], name));
    }
}
