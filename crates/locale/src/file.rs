//! The texts of one language as a file: a first line that says what it is, then a line for each text, in the order in
//! which they are declared. The console is compiled without them and fetches the file of the reader's language.

use crate::say::Said;

/// Why a file could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// It is another kind of file, or of a build that declares other texts.
    Other,
    /// It has more lines than there are texts, or fewer.
    Cut,
}

/// How the first line begins.
pub(crate) const KIND: &str = "tenure-texts ";

/// The lines of a file that are still to be read.
pub struct Lines {
    rest: std::str::Lines<'static>,
    short: bool,
}

impl Lines {
    /// The file's lines, if its first one has this fingerprint.
    pub(crate) fn open(text: &'static str, fingerprint: u64) -> Result<Self, Broken> {
        let mut rest = text.lines();
        let of = rest.next().and_then(|head| head.strip_prefix(KIND));
        if of.and_then(|of| u64::from_str_radix(of, 16).ok()) != Some(fingerprint) {
            return Err(Broken::Other);
        }
        Ok(Self { rest, short: false })
    }

    /// The next text.
    fn next(&mut self) -> &'static str {
        self.rest.next().unwrap_or_else(|| {
            self.short = true;
            ""
        })
    }

    /// Puts the next text in its place. A call of its own for each, since there are a thousand.
    #[inline(never)]
    pub(crate) fn put(&mut self, place: &mut &'static str) {
        *place = self.next();
    }

    /// The same for one with arguments.
    #[inline(never)]
    pub(crate) fn put_said<T: Said + ?Sized>(&mut self, place: &mut &'static T) {
        *place = T::of(self.next());
    }

    /// Puts the next texts in their place.
    #[inline(never)]
    pub(crate) fn put_many(&mut self, place: &mut Vec<&'static str>, count: usize) {
        *place = (0..count).map(|_| self.next()).collect();
    }

    /// Was everything there, and nothing else?
    pub(crate) fn close(mut self) -> Result<(), Broken> {
        if self.short || self.rest.next().is_some() { Err(Broken::Cut) } else { Ok(()) }
    }
}

/// Adds to a fingerprint (FNV-1a).
pub(crate) const fn mixed(mut hash: u64, text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u64).wrapping_mul(0x0100_0000_01b3);
        i += 1;
    }
    hash
}
