//! Speaking SMTP, one command at a time, so that it is known at each moment
//! whether the server can have the message. Blocking, on threads for that: the
//! asynchronous half of `lettre` would rebuild half of our dependencies with
//! another feature, and a channel has one connection anyway.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{
    Certificate, SmtpConnection, TlsParameters, TlsParametersBuilder,
};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::Response;
use secrecy::{ExposeSecret as _, SecretString};
use store::state::StateError;

use super::hand::{Handed, Mark, brief};
use crate::config::{ConfigError, MailTls, Smtp, read_secret};

/// Ways to sign in that are spoken, all inside TLS.
const MECHANISMS: &[Mechanism] = &[Mechanism::Plain, Mechanism::Login];

/// A mail server, and the connection that is open to it.
pub(super) struct Mailer {
    settings: Smtp,
    login: Option<(String, SecretString)>,
    tls: Option<TlsParameters>,
    hello: ClientId,
    timeout: Duration,
    open: Mutex<Option<SmtpConnection>>,
}

impl std::fmt::Debug for Mailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mailer").field("host", &self.settings.host).finish_non_exhaustive()
    }
}

/// Makes it durable that the server may have the message from here on.
pub(super) type Marking = Box<dyn Fn(&str) -> Result<(), StateError> + Send>;

impl Mailer {
    /// Reads the secrets; connects to nothing.
    pub(super) fn new(settings: &Smtp, timeout: Duration) -> Result<Arc<Self>, ConfigError> {
        // Both ways of TLS are the process's choice: ours unless it was made already.
        drop(rustls::crypto::ring::default_provider().install_default());
        let login = match (&settings.user, &settings.password_file) {
            (Some(user), Some(file)) => Some((user.clone(), read_secret(file)?)),
            (_, _) => None,
        };
        let tls = match settings.tls {
            MailTls::None => None,
            MailTls::Starttls | MailTls::Tls => Some(tls(settings)?),
        };
        let domain = settings.from.email.domain().to_owned();
        let hello = ClientId::Domain(settings.hello.clone().unwrap_or(domain));
        let open = Mutex::new(None);
        let settings = settings.clone();
        Ok(Arc::new(Self { settings, login, tls, hello, timeout, open }))
    }

    /// Hands one mail over. The connection stays open for the next.
    pub(super) async fn hand(
        self: &Arc<Self>,
        (envelope, raw): (&Envelope, &[u8]),
        mark: &Mark<'_>,
    ) -> Handed {
        let (mailer, envelope, raw) = (Arc::clone(self), envelope.clone(), raw.to_vec());
        let mark = mark.blocking();
        let talking = move || mailer.talk(&envelope, &raw, &mark);
        let talked = tokio::task::spawn_blocking(talking).await;
        // A fault of ours in the middle: nobody knows how far it came.
        talked.unwrap_or_else(|error| Handed::Uncertain { answer: error.to_string() })
    }

    /// Ends the connection that is open, politely.
    pub(super) async fn leave(self: &Arc<Self>) {
        let mailer = Arc::clone(self);
        let leaving = move || {
            if let Some(mut connection) = mailer.kept() {
                drop(connection.quit());
            }
        };
        drop(tokio::task::spawn_blocking(leaving).await);
    }

    /// Takes the connection that is open.
    fn kept(&self) -> Option<SmtpConnection> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn talk(&self, envelope: &Envelope, raw: &[u8], mark: &Marking) -> Handed {
        let connection = match self.kept() {
            Some(mut kept) => match kept.command(Rset) {
                Ok(_ready) => Ok(kept),
                // It was closed while nothing was sent: a new one will do.
                Err(_closed) => self.connect(),
            },
            None => self.connect(),
        };
        let mut connection = match connection {
            Ok(connection) => connection,
            Err(answer) => return Handed::Away { answer },
        };
        let (handed, is_alive) = converse(&mut connection, (envelope, raw), mark);
        if is_alive {
            *self.open.lock().unwrap_or_else(PoisonError::into_inner) = Some(connection);
        }
        handed
    }

    fn connect(&self) -> Result<SmtpConnection, String> {
        let why = |error: Error| brief(&full(&error));
        let server = (self.settings.host.as_str(), self.settings.port());
        let at_once = self.tls.as_ref().filter(|_| self.settings.tls == MailTls::Tls);
        let timeout = Some(self.timeout);
        let mut connection =
            SmtpConnection::connect(server, timeout, &self.hello, at_once, None).map_err(why)?;
        connection.set_timeout(timeout).map_err(|error| error.to_string())?;
        if let (MailTls::Starttls, Some(tls)) = (self.settings.tls, &self.tls) {
            // Without TLS nothing is said: neither password nor message.
            connection.starttls(tls, &self.hello).map_err(why)?;
        }
        if let Some((user, password)) = &self.login {
            let password = password.expose_secret().to_owned();
            let credentials = Credentials::new(user.clone(), password);
            connection.auth(MECHANISMS, &credentials).map_err(why)?;
        }
        Ok(connection)
    }
}

/// The conversation about one mail; also whether the connection can go on.
fn converse(
    connection: &mut SmtpConnection,
    (envelope, raw): (&Envelope, &[u8]),
    mark: &Marking,
) -> (Handed, bool) {
    // Until the message itself, the server cannot have it.
    let ready = match announce(connection, envelope, raw) {
        Ok(answer) => answer,
        Err(error) => return ended(&error, |answer| Handed::Away { answer }),
    };
    if let Err(error) = mark(&line(&ready)) {
        tracing::error!(%error, "The outbox cannot be written: nothing is sent");
        return (Handed::Away { answer: "the outbox cannot be written".to_owned() }, false);
    }
    match connection.message(raw) {
        Ok(answer) => (Handed::sent(line(&answer)), true),
        Err(error) => ended(&error, |what| Handed::Uncertain {
            answer: brief(&format!("{} \u{2014} then {what}", line(&ready))),
        }),
    }
}

/// From whom, to whom, and that a message comes: answers the server's word to go on.
fn announce(
    connection: &mut SmtpConnection,
    envelope: &Envelope,
    raw: &[u8],
) -> Result<Response, Error> {
    let mut options = Vec::new();
    let is_ascii = |address: &lettre::Address| AsRef::<str>::as_ref(address).is_ascii();
    if !envelope.to().iter().chain(envelope.from()).all(is_ascii) {
        options.push(MailParameter::SmtpUtfEight);
    }
    if !raw.is_ascii() {
        options.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    connection.command(Mail::new(envelope.from().cloned(), options))?;
    for to in envelope.to() {
        connection.command(Rcpt::new(to.clone(), Vec::new()))?;
    }
    connection.command(Data)
}

/// What an error means: a word of the server is an answer, and the conversation
/// goes on; anything else ended it, as `lost` says.
fn ended(error: &Error, lost: impl FnOnce(String) -> Handed) -> (Handed, bool) {
    let answer = brief(&full(error));
    match (error.status().is_some(), error.is_permanent()) {
        (true, true) => (Handed::Refused { answer }, true),
        (true, false) => (Handed::Later { answer, after: None }, true),
        (false, _) => (lost(answer), false),
    }
}

fn tls(settings: &Smtp) -> Result<TlsParameters, ConfigError> {
    let refused = |why: String| ConfigError::Refused { key: "channel.smtp".to_owned(), why };
    let mut tls = TlsParametersBuilder::new(settings.host.clone());
    if let Some(path) = &settings.ca_file {
        let pem = std::fs::read(path)
            .map_err(|source| ConfigError::Read { path: path.clone(), source })?;
        let certificate = Certificate::from_pem(&pem).map_err(|error| refused(full(&error)))?;
        tls = tls.add_root_certificate(certificate);
    }
    tls.build_rustls().map_err(|error| refused(full(&error)))
}

/// The server's answer on one line: `250 OK id=1`.
fn line(answer: &Response) -> String {
    let text = answer.message().collect::<Vec<_>>().join(" ");
    brief(&format!("{} {text}", answer.code()))
}

/// An error with its causes, which hold what the server said.
fn full(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text.push_str(": ");
            text.push_str(&inner_text);
        }
        cause = inner.source();
    }
    text
}
