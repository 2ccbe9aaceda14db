//! Puts what npm fetched where the pages can embed it.
//!
//! `make` runs npm first. A plain `cargo build` without it works too: the
//! pages then do without htmx, which they can, and a warning says so.

use std::io::Write as _;
use std::path::Path;

fn main() -> std::io::Result<()> {
    let mut cargo = std::io::stdout();
    for watched in ["web/css", "web/js", "web/img", "web/package-lock.json", "locales"] {
        writeln!(cargo, "cargo::rerun-if-changed=../../{watched}")?;
    }
    writeln!(cargo, "cargo::rerun-if-changed=templates")?;

    let fetched = Path::new("../../web/node_modules/htmx.org/dist/htmx.min.js");
    writeln!(cargo, "cargo::rerun-if-changed={}", fetched.display())?;
    let out_dir = std::env::var_os("OUT_DIR").unwrap_or_default();
    let target = Path::new(&out_dir).join("htmx.min.js");
    if fetched.is_file() {
        std::fs::copy(fetched, target)?;
    } else {
        std::fs::File::create(target)?;
        writeln!(
            cargo,
            "cargo::warning=web/node_modules is missing: pages are built without live updates. Run `make web` (npm ci) and build again."
        )?;
    }
    Ok(())
}
