//! Messages handed to real servers on loopback: mail by SMTP with TLS and
//! sign-in (aiosmtpd, read back by Python's own parser), chat, status pages and
//! signed events by HTTP (checked by Python's own HMAC), issues in the range.

mod hooks;
mod mail;
mod rules;
mod servers;
