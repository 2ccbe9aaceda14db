//! Names that say that a value is secret.

/// Words of a name; one is enough.
const WORDS: [&str; 27] = [
    "password",
    "passwd",
    "passphrase",
    "pass",
    "pwd",
    "secret",
    "secrets",
    "token",
    "tokens",
    "credential",
    "credentials",
    "private",
    "apikey",
    "key",
    "keys",
    "auth",
    "authorization",
    "dsn",
    "cookie",
    "salt",
    "otp",
    "session",
    "pat",
    "license",
    "signature",
    "seed",
    "pin",
];

/// Parts that say so within a longer word (`DBPASSWORD`, `authtoken`).
const PARTS: [&str; 7] =
    ["password", "passwd", "secret", "token", "apikey", "credential", "privatekey"];

/// Endings of names whose value is only where a secret lies, or public.
const HARMLESS: [&str; 9] = [
    "_file",
    "_path",
    "_dir",
    "public_key",
    "_keys_file",
    "known_hosts",
    "_key_id",
    "_enabled",
    "_expire_delay",
];

/// Does the name say that its value is secret?
pub(crate) fn is_secret_name(name: &str) -> bool {
    let name = name.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    let small = name.to_ascii_lowercase().replace('-', "_");
    if HARMLESS.iter().any(|ending| small.ends_with(ending)) {
        return false;
    }
    let mut words = small.split(|c: char| !c.is_ascii_alphanumeric());
    words.any(|word| WORDS.contains(&word))
        || PARTS.iter().any(|part| small.replace('_', "").contains(part))
        || name.ends_with("Key") // camelCase: `secretAccessKey`
}
