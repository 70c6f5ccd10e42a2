//! Base64 for addresses, without padding (RFC 4648 §5), as JSON Web Tokens and keys are written (RFC 7515 §2). One text for
//! each row of bytes: bits that stand for nothing must be zero.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Writes bytes.
pub fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 4 / 3 + 3);
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().zip([16, 8, 0]).fold(0u32, |bits, (byte, by)| bits | u32::from(*byte) << by);
        let letters = [18, 12, 6, 0].into_iter().take(chunk.len() + 1);
        // Six bits are always one of the 64 letters.
        out.extend(letters.filter_map(|by| ALPHABET.get((bits >> by & 63) as usize)).copied().map(char::from));
    }
    out
}

/// Reads them; none when another letter is in it, or padding, or bits that stand for nothing.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    read(text, [b'-', b'_']).filter(|(_, left)| *left == Some(0)).map(|(bytes, _)| bytes)
}

/// Reads letters of which the last two are these. With the bits that are left over; none of them where they are a letter's.
pub fn read(text: &str, [plus, slash]: [u8; 2]) -> Option<(Vec<u8>, Option<u32>)> {
    let mut out = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut held) = (0u32, 0u32);
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            _ if byte == plus => 62,
            _ if byte == slash => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(value)) & 0xffff;
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held & 0xff) as u8);
        }
    }
    Some((out, (held < 6).then_some(bits & ((1 << held) - 1))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn it_is_the_standards() {
        // RFC 7515, appendix C.
        assert_eq!(encode(&[3, 236, 255, 224, 193]), "A-z_4ME");
        assert_eq!(decode("A-z_4ME"), Some(vec![3, 236, 255, 224, 193]));
        for wrong in ["A", "A-z_4ME=", "A-z+4ME", "A-z_4MF", "A-z_4 ME", "é"] {
            assert_eq!(decode(wrong), None, "{wrong}");
        }
        assert_eq!(decode(""), Some(Vec::new()));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            prop_assert_eq!(decode(&encode(&bytes)), Some(bytes));
        }

        #[test]
        fn bytes_have_one_text(text in "[A-Za-z0-9_-]{0,20}") {
            if let Some(bytes) = decode(&text) {
                prop_assert_eq!(encode(&bytes), text);
            }
        }
    }
}
