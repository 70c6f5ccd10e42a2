//! The address that authenticator apps read (Google's "Key Uri Format"), and its QR code.

use qrcodegen::{QrCode, QrCodeEcc};

/// The empty modules around a code (ISO/IEC 18004).
const QUIET: i32 = 4;

/// How many bytes, escaped, the label has room for: of the address, and of the account's name. More makes a code of so many
/// modules that a phone does not read it from a screen.
const EMAIL: usize = 96;
const ACCOUNT: usize = 64;

/// The address of a key. The label says whose it is in the app's list.
pub fn url(account: &str, email: &str, secret: &str) -> String {
    let (email, account) = (short(email, EMAIL), short(account, ACCOUNT));
    format!(
        "otpauth://totp/Tenure%3A{email}%20%28{account}%29?secret={secret}&issuer=Tenure&algorithm=SHA1&digits=6&period=30"
    )
}

/// A text, escaped, or as much of its beginning as there is room for. The colon ends the issuer and has no place in what
/// follows (Key Uri Format): some apps refuse the whole code for a second one.
fn short(text: &str, room: usize) -> String {
    let text = text.replace(':', "-");
    let all = escaped(&text);
    if all.len() <= room {
        return all;
    }
    let end = escaped("…");
    let mut out = String::with_capacity(room);
    for character in text.chars() {
        let next = escaped(character.encode_utf8(&mut [0; 4]));
        if out.len() + next.len() + end.len() > room {
            break;
        }
        out.push_str(&next);
    }
    out + &end
}

/// RFC 3986: all but the unreserved characters.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// A text as a QR code in SVG: one path, black on white in every theme, without a style of its own. None when the text is
/// too long for any code.
pub fn qr_svg(text: &str) -> Option<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let size = code.size() + 2 * QUIET;
    let dark = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
    let path: String = dark
        .filter(|(x, y)| code.get_module(*x, *y))
        .map(|(x, y)| format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET))
        .collect();
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\"><rect width=\"{size}\" height=\"{size}\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_what_apps_read() {
        assert_eq!(
            url("Acme & Söhne", "ana@example.com", "MZXW6"),
            "otpauth://totp/Tenure%3Aana%40example.com%20%28Acme%20%26%20S%C3%B6hne%29?secret=MZXW6&issuer=Tenure&algorithm=SHA1&digits=6&period=30"
        );
        assert!(url("Star Trek: Sales", "ana@example.com", "MZXW6").contains("%20%28Star%20Trek-%20Sales%29?"));
        let svg = qr_svg("otpauth://totp/x").expect("a code");
        assert!(svg.starts_with("<svg ") && !svg.contains("style"));
    }
    #[test]
    fn a_phone_reads_the_code_of_the_longest_names() {
        let secret = "A".repeat(32);
        let longest = format!("{}@{}.example.com", "é".repeat(60), "a".repeat(63));
        for name in ["😀".repeat(100), "株".repeat(100), "W".repeat(100), "é".repeat(100)] {
            let url = url(&name, &longest, &secret);
            assert!(url.is_ascii() && url.contains("%E2%80%A6%20%28") && url.contains("%E2%80%A6%29?secret="), "{url}");
            let svg = qr_svg(&url).expect("a code");
            let size = svg.split("viewBox=\"0 0 ").nth(1).and_then(|rest| rest.split(' ').next()).expect("a size");
            // At the 14rem of the page that is three pixels a module, with the empty ones around it counted.
            assert!(size.parse::<i32>().expect("a number") <= 85, "{size}");
        }
    }
}
