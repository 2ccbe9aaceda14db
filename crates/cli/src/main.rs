//! The binary `portcullis`.

fn main() -> std::process::ExitCode {
    cli::run()
}
