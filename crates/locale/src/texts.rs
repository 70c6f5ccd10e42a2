//! How texts are declared, each with its three languages side by side: the plain ones and those with arguments of an
//! area (`texts!`), and the word for each value of an enumeration (`words!`).

#[cfg(feature = "built-in")]
use domain::locale::Locale;

#[cfg(feature = "built-in")]
/// A declared text, for the file of a language and for tests.
pub struct Entry {
    /// Where it stands: area and name.
    pub place: &'static str,
    /// The names of its arguments.
    pub args: &'static [&'static str],
    /// Its forms, by language.
    pub forms: [&'static [&'static str]; 3],
}

#[cfg(feature = "built-in")]
/// One of the three languages of a word.
pub(crate) const fn pick<T: Copy>(locale: Locale, words: [T; 3]) -> T {
    match locale {
        Locale::En => words[0],
        Locale::Es => words[1],
        Locale::Pt => words[2],
    }
}

/// The forms of a text with arguments: one; one and other; none, one and other.
macro_rules! forms {
    ([$($form:literal),+]) => {
        &[$($form),+]
    };
    ($form:literal) => {
        &[$form]
    };
}

/// Declares an area: its type, how it is read from a language's file, and the list of its texts.
macro_rules! texts {
    (
        $(#[$meta:meta])*
        $name:ident in $area:literal {
            $($plain:ident: $en:literal, $es:literal, $pt:literal;)+
        } {
            $($call:ident($($arg:ident: $type:ty),+): $call_en:tt, $call_es:tt, $call_pt:tt;)*
        }
    ) => {
        $(#[$meta])*
        pub struct $name {
            $(#[doc = concat!("“", $en, "”")] pub $plain: &'static str,)+
            $(
                #[doc = "A text with arguments."]
                pub $call: &'static (dyn Fn($($type),+) -> String + Send + Sync),
            )*
        }

        impl $name {
            /// What is declared here: two builds with the same declaration can read each other's files.
            pub(crate) const SHAPE: &str = concat!(
                $area, $(" ", stringify!($plain),)+
                $(" ", stringify!($call), "(", $(stringify!($arg), ":", stringify!($type), ",",)+ ")",)*
            );

            /// Before they are read.
            pub(crate) const NONE: Self =
                Self { $($plain: "",)+ $($call: <dyn Fn($($type),+) -> String + Send + Sync as $crate::say::Said>::NONE,)* };

            /// Takes the area's texts from the file, in the order of their declaration. In their places: a hundred texts
            /// that are handed on one by one are much code.
            pub(crate) fn read(&mut self, lines: &mut $crate::file::Lines) {
                $(lines.put(&mut self.$plain);)+
                $(lines.put_said(&mut self.$call);)*
            }

            /// The area's texts.
            #[cfg(feature = "built-in")]
            pub(crate) const ENTRIES: &[$crate::texts::Entry] = &[
                $($crate::texts::Entry {
                    place: concat!($area, ".", stringify!($plain)),
                    args: &[],
                    forms: [&[$en], &[$es], &[$pt]],
                },)+
                $($crate::texts::Entry {
                    place: concat!($area, ".", stringify!($call)),
                    args: &[$(stringify!($arg)),+],
                    forms: [forms!($call_en), forms!($call_es), forms!($call_pt)],
                },)*
            ];
        }

        $(
            const _: () = {
                let args = &[$((stringify!($arg), stringify!($type))),+];
                assert!(
                    $crate::say::fits(forms!($call_en), args)
                        && $crate::say::fits(forms!($call_es), args)
                        && $crate::say::fits(forms!($call_pt), args),
                    concat!($area, ".", stringify!($call), ": a place is no argument, or an argument has no place"),
                );
            };
        )*
    };
}

/// Declares the word for each value of an enumeration, which is a function; what is declared lies in a module.
macro_rules! words {
    (
        $(#[$meta:meta])*
        $name:ident($type:ident) in $place:literal at $at:ident {
            $($value:ident: $en:literal, $es:literal, $pt:literal;)+
        }
    ) => {
        words! { $(#[$meta])* $name($type) in $place at $at of shown { $($value: $en, $es, $pt;)+ } }
    };
    (
        $(#[$meta:meta])*
        $name:ident($type:ident) in $place:literal at $at:ident of $file:ident {
            $($value:ident: $en:literal, $es:literal, $pt:literal;)+
        }
    ) => {
        pub(crate) mod $at {
            /// What is declared here.
            pub(crate) const SHAPE: &str = concat!($place, $(" ", stringify!($value)),+);
            /// How many there are.
            pub(crate) const LEN: usize = [$(stringify!($value)),+].len();

            /// Their places.
            #[cfg(not(feature = "built-in"))]
            pub(crate) enum At {
                $($value),+
            }

            /// The words.
            #[cfg(feature = "built-in")]
            pub(crate) const ENTRIES: &[$crate::texts::Entry] = &[
                $($crate::texts::Entry {
                    place: concat!($place, ".", stringify!($value)),
                    args: &[],
                    forms: [&[$en], &[$es], &[$pt]],
                },)+
            ];
        }

        $(#[$meta])*
        #[cfg(feature = "built-in")]
        pub const fn $name(locale: domain::locale::Locale, of: $type) -> &'static str {
            $crate::texts::pick(locale, match of { $($type::$value => [$en, $es, $pt],)+ })
        }

        $(#[$meta])*
        ///
        /// The language is the one that was fetched.
        #[cfg(not(feature = "built-in"))]
        pub fn $name(_: domain::locale::Locale, of: $type) -> &'static str {
            $crate::$file().$at[match of { $($type::$value => $at::At::$value as usize,)+ }]
        }
    };
}
