//! The address that authenticator apps read (Google's "Key Uri Format"), and its QR code.

use qrcodegen::{QrCode, QrCodeEcc};

/// The empty modules around a code (ISO/IEC 18004).
const QUIET: i32 = 4;

/// The address of a key. The label says whose it is in the app's list.
pub fn url(account: &str, email: &str, secret: &str) -> String {
    let label = escaped(&format!("Tenure:{email} ({account})"));
    format!("otpauth://totp/{label}?secret={secret}&issuer=Tenure&algorithm=SHA1&digits=6&period=30")
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
        let svg = qr_svg("otpauth://totp/x").expect("a code");
        assert!(svg.starts_with("<svg ") && !svg.contains("style"));
    }
}
