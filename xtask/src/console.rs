//! `dist/console`: the static console, with hashed names, compressed copies and its headers.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use crate::node::Node;
use crate::rust_target::WasmCargo;
use crate::wasm::{APP, PARTS_GLUE, bind, compile, esbuild};
use crate::{compress, describe, hash, paths, stamp};

/// How the names of lazy parts begin, in `assets`.
pub const PART: &str = "part-";
/// How the names of the languages' texts begin, in `assets`; the language follows.
pub const TEXTS: &str = "texts-";
/// The same for the texts of what is opened rarely.
pub const LATER: &str = "part-texts-";

/// Builds the console unless nothing that it is made of has changed.
pub fn build(cargo: WasmCargo, node: &Node) -> Result<stamp::Outcome> {
    let compiled = compile(cargo, APP)?;
    let root = paths::root();
    let mut inputs = hash::Inputs::default();
    for path in ["app/index.html", "style", "public", "xtask/package-lock.json", "xtask/src"] {
        inputs.path(&root.join(path))?;
    }
    inputs.path(&compiled)?;
    let security = describe::headers(&api()?)?;
    inputs.text(&format!("{security:?}"));
    let texts = describe::texts()?;
    inputs.text(&format!("{texts:?}"));
    let out = paths::dist().join("console");
    stamp::when_changed("console", &out, inputs, || assemble(node, &compiled, &security, &texts, &out))
}

/// How the name of a file of texts begins: those of what is opened rarely count with its pages.
fn texts_of(name: &str) -> &'static str {
    if name.contains('-') { LATER } else { TEXTS }
}

/// Names and values, in order.
type Pairs = [(String, String)];

fn assemble(node: &Node, compiled: &Path, security: &Pairs, texts: &Pairs, out: &Path) -> Result<()> {
    let root = paths::root();
    let work = paths::target_web().join("console");
    let parts = bind(node, APP, compiled, &work)?;
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    fs::create_dir_all(out.join("assets"))?;

    let mut page = fs::read_to_string(root.join("app/index.html")).context("app/index.html")?;
    let mut assets = BTreeMap::new();

    publish_parts(out, &work, &parts)?;
    esbuild(node, &work, &["app.js", "--bundle", "--format=esm", "--target=es2022", "--outfile=app.min.js"])?;
    bundle_style(node, &work)?;
    assets.insert("{{js}}".to_owned(), publish(out, "app", "js", &fs::read(work.join("app.min.js"))?)?);
    assets.insert("{{css}}".to_owned(), publish(out, "app", "css", &fs::read(work.join("app.css"))?)?);
    assets.insert("{{wasm}}".to_owned(), publish(out, "app", "wasm", &fs::read(work.join("app_bg.wasm"))?)?);
    for (name, file) in texts {
        let address = publish(out, &format!("{}{name}", texts_of(name)), "txt", file.as_bytes())?;
        assets.insert(format!("{{{{texts-{name}}}}}"), address);
    }
    for (placeholder, address) in &assets {
        ensure!(page.contains(placeholder), "app/index.html has no {placeholder}");
        page = page.replace(placeholder, address);
    }

    for name in hash::files(&root.join("public"))? {
        if Path::new(&name).file_name().is_some_and(|last| last.to_string_lossy().starts_with('.')) {
            continue;
        }
        let source = root.join("public").join(&name);
        let quoted = format!("\"/{name}\"");
        // A script that the page names is hashed like the rest; other files keep their address.
        if name.ends_with(".js") && page.contains(&quoted) {
            let path = source.to_string_lossy();
            let small = work.join("script.js");
            esbuild(node, &work, &[&path, "--target=es2022", "--outfile=script.js"])?;
            let stem = name.trim_end_matches(".js").replace('/', "-");
            let address = publish(out, &stem, "js", &fs::read(small)?)?;
            page = page.replace(&quoted, &format!("\"{address}\""));
            continue;
        }
        let target = out.join(&name);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(source, target)?;
    }
    no_inline_code(&page)?;
    fs::write(out.join("index.html"), squeezed(&page))?;
    let assets: Vec<String> =
        hash::files(&out.join("assets"))?.into_iter().map(|name| format!("/assets/{name}")).collect();
    fs::write(out.join("_headers"), headers_file(security, &assets))?;
    compress::beside(out)?;
    // The asset upload of Cloudflare compresses by itself.
    fs::write(out.join(".assetsignore"), "*.br\n*.gz\n")?;
    Ok(())
}

/// The origin of the API that the console will talk to, which its security policy must name; empty for its own.
fn api() -> Result<String> {
    let text = fs::read(paths::root().join("public/config.json")).context("public/config.json")?;
    let config: serde_json::Value = serde_json::from_slice(&text).context("public/config.json is not JSON")?;
    Ok(config["api"].as_str().unwrap_or_default().to_owned())
}

/// One style sheet of all that style/index.css imports.
fn bundle_style(node: &Node, work: &Path) -> Result<()> {
    let style = paths::root().join("style/index.css");
    let mut args = vec![style.to_string_lossy().into_owned(), "--bundle".into(), "--outfile=app.css".into()];
    // Addresses of public/ stay as they are: the browser finds those files by itself.
    for name in hash::files(&paths::root().join("public"))? {
        args.push(format!("--external:/{name}"));
    }
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    esbuild(node, work, &args)
}

/// Writes an asset under a name that changes with its content, and returns its address.
fn publish(out: &Path, stem: &str, extension: &str, bytes: &[u8]) -> Result<String> {
    let name = format!("assets/{stem}-{}.{extension}", hash::short(bytes));
    fs::write(out.join(&name), bytes)?;
    Ok(format!("/{name}"))
}

/// Publishes the lazy parts, and tells the script that fetches them under which names: they lie beside it.
fn publish_parts(out: &Path, work: &Path, parts: &[PathBuf]) -> Result<()> {
    let glue = work.join(PARTS_GLUE);
    let mut script = fs::read_to_string(&glue)?;
    for part in parts {
        let name = part.file_stem().unwrap_or_default().to_string_lossy();
        let old = format!("\"./{name}.wasm\"");
        ensure!(script.contains(&old), "{PARTS_GLUE} does not fetch {name}.wasm");
        let address = publish(out, &format!("{PART}{name}"), "wasm", &fs::read(part)?)?;
        script = script.replace(&old, &format!("\".{}\"", address.trim_start_matches("/assets")));
    }
    fs::write(glue, script)?;
    Ok(())
}

/// Comments and indentation are for the source.
fn squeezed(page: &str) -> String {
    page.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with("<!--"))
        .collect::<Vec<_>>()
        .join("\n")
        + "\n"
}

/// The content security policy forbids inline code; this says so before a browser does.
fn no_inline_code(page: &str) -> Result<()> {
    for part in page.split("<script").skip(1) {
        let tag = part.split('>').next().unwrap_or_default();
        ensure!(tag.contains("src="), "app/index.html has an inline script; the content security policy forbids it");
    }
    if page.contains("<style") || page.contains(" style=") {
        bail!("app/index.html has an inline style; the content security policy forbids it");
    }
    Ok(())
}

/// The same headers on static files as on the API's answers, plus how long each may be kept. Each asset is named: an
/// address that no longer exists answers with the page itself, and that must not be kept.
fn headers_file(security: &[(String, String)], assets: &[String]) -> String {
    let mut text = String::from("/*\n");
    for (name, value) in security {
        text.push_str(&format!("  {name}: {value}\n"));
    }
    for address in assets {
        text.push_str(&format!("{address}\n  Cache-Control: public, max-age=31536000, immutable\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{headers_file, no_inline_code, squeezed};
    use crate::{hash, paths};

    #[test]
    fn the_console_writes_no_html() -> anyhow::Result<()> {
        // docs/adr/0020-trusted-types.md
        for folder in ["app/src", "public", "xtask/js"] {
            let folder = paths::root().join(folder);
            for name in hash::files(&folder)? {
                let Ok(text) = std::fs::read_to_string(folder.join(&name)) else { continue };
                for sink in ["inner_html", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
                    assert!(!text.contains(sink), "{name} has {sink}");
                }
            }
        }
        Ok(())
    }

    #[test]
    fn inline_code_is_refused() {
        assert!(no_inline_code("<script src=\"/a.js\"></script><link rel=\"stylesheet\">").is_ok());
        assert!(no_inline_code("<script>alert(1)</script>").is_err());
        assert!(no_inline_code("<style>p{}</style>").is_err());
        assert!(no_inline_code("<p style=\"color:red\">").is_err());
    }

    #[test]
    fn pages_lose_their_indentation() {
        assert_eq!(squeezed("<a>\n  <!-- why -->\n\n  <b>\n</a>"), "<a>\n<b>\n</a>\n");
    }

    #[test]
    fn headers_cover_every_file_and_only_assets_are_kept() {
        let security = [("X-Content-Type-Options".to_owned(), "nosniff".to_owned())];
        let text = headers_file(&security, &["/assets/app-1.js".to_owned()]);
        assert_eq!(
            text,
            "/*\n  X-Content-Type-Options: nosniff\n/assets/app-1.js\n  Cache-Control: public, max-age=31536000, immutable\n"
        );
    }
}
