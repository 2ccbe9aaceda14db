//! Puts what npm fetched where the pages can embed it.
//!
//! `make` runs npm first. A plain `cargo build` without it works too: the
//! pages then do without htmx, which they can, reviews without PDF, and a
//! warning says so.

use std::io::Write;
use std::path::Path;

fn main() -> std::io::Result<()> {
    let mut cargo = std::io::stdout();
    for watched in ["web/css", "web/js", "web/img", "web/package-lock.json", "locales"] {
        writeln!(cargo, "cargo::rerun-if-changed=../../{watched}")?;
    }
    writeln!(cargo, "cargo::rerun-if-changed=templates")?;

    for (name, fetched) in LETTERS {
        fetch(
            &mut cargo,
            name,
            &format!("../../web/node_modules/@expo-google-fonts/m-plus-1p/{fetched}"),
            "PDFs",
        )?;
    }
    let htmx = "../../web/node_modules/htmx.org/dist/htmx.min.js";
    fetch(&mut cargo, "htmx.min.js", htmx, "live updates")
}

/// The letters of PDFs (SIL Open Font License 1.1), in two weights.
const LETTERS: [(&str, &str); 2] = [
    ("paper-regular.ttf", "400Regular/MPLUS1p_400Regular.ttf"),
    ("paper-bold.ttf", "700Bold/MPLUS1p_700Bold.ttf"),
];

/// Copies what npm fetched to where it is embedded from; an empty file without it.
fn fetch(cargo: &mut impl Write, name: &str, fetched: &str, without: &str) -> std::io::Result<()> {
    let fetched = Path::new(fetched);
    writeln!(cargo, "cargo::rerun-if-changed={}", fetched.display())?;
    let out_dir = std::env::var_os("OUT_DIR").unwrap_or_default();
    let target = Path::new(&out_dir).join(name);
    if fetched.is_file() {
        std::fs::copy(fetched, target)?;
    } else {
        std::fs::File::create(target)?;
        writeln!(
            cargo,
            "cargo::warning=web/node_modules lacks {name}: this build is without {without}. Run `make web` (npm ci) and build again."
        )?;
    }
    Ok(())
}
