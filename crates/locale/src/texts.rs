//! How an area's texts are declared: each with its three languages side by side, first the plain ones, then those
//! that take arguments.

use domain::locale::Locale;

/// One of the three languages of a word.
pub(crate) const fn pick(locale: Locale, words: [&'static str; 3]) -> &'static str {
    match locale {
        Locale::En => words[0],
        Locale::Es => words[1],
        Locale::Pt => words[2],
    }
}

/// Declares an area: its type, a constant for each language, and the list that the tests compare.
macro_rules! texts {
    (
        $(#[$meta:meta])*
        $name:ident in $area:literal {
            $($plain:ident: $en:literal, $es:literal, $pt:literal;)+
        } {
            $($call:ident: $type:ty = $call_en:expr, $call_es:expr, $call_pt:expr;)*
        }
    ) => {
        $(#[$meta])*
        pub struct $name {
            $(#[doc = concat!("“", $en, "”")] pub $plain: &'static str,)+
            $(#[doc = "A text with arguments."] pub $call: $type,)*
        }

        /// English.
        pub(crate) const EN: $name = $name { $($plain: $en,)+ $($call: $call_en,)* };
        /// Spanish.
        pub(crate) const ES: $name = $name { $($plain: $es,)+ $($call: $call_es,)* };
        /// Brazilian Portuguese.
        pub(crate) const PT: $name = $name { $($plain: $pt,)+ $($call: $call_pt,)* };

        impl $name {
            /// The texts without arguments and where each stands, for tests that compare languages.
            #[cfg(test)]
            pub(crate) fn plain(&self) -> Vec<(&'static str, &'static str)> {
                vec![$((concat!($area, ".", stringify!($plain)), self.$plain)),+]
            }
        }
    };
}
