//! Syslog over TCP and UDP, for those who already ship logs.
//!
//! The payload goes to the ledger as GitLab wrote it; the envelope (host, tag,
//! time) is dropped: GitLab's lines carry their own time and correlation id. Who
//! needs to know which machine sent, gives each its own `[[syslog]]`.
//!
//! Too much: TCP reads no more until what was read is durable, which holds the
//! sender back; UDP drops, and counts what it and the kernel dropped.

mod frame;
mod tcp;
mod udp;

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use bytes::Bytes;
use event::normalise;
use tokio::net::{TcpListener, UdpSocket};

use super::health::State;
use crate::app::App;
use crate::config::{Syslog, Transport};

/// One port.
#[derive(Debug, Clone)]
struct Port {
    app: App,
    source: Arc<str>,
    /// Who may send; none = whoever does.
    senders: Arc<[IpAddr]>,
}

/// Opens the port and takes messages until the product stops.
pub(super) async fn start(app: &App, settings: &Syslog) -> io::Result<()> {
    let source = Arc::from(format!("syslog/{}", settings.name));
    let port = Port { app: app.clone(), source, senders: Arc::from(settings.senders.as_slice()) };
    let address = match settings.transport {
        Transport::Tcp => {
            let listener = TcpListener::bind(settings.listen).await?;
            let address = listener.local_addr()?;
            app.beside(tcp::run(port.clone(), listener));
            address
        }
        Transport::Udp => {
            let socket = UdpSocket::bind(settings.listen).await?;
            let address = socket.local_addr()?;
            app.beside(udp::run(port.clone(), socket));
            address
        }
    };
    let transport = match settings.transport {
        Transport::Tcp => "tcp",
        Transport::Udp => "udp",
    };
    tracing::info!(source = %port.source, %address, transport, "Syslog is taken");
    let gauge = app.gauges().of(&port.source);
    gauge.detail(vec![format!("{transport} {address}")]);
    gauge.state(State::Waiting);
    Ok(())
}

impl Port {
    fn may_send(&self, sender: SocketAddr) -> bool {
        let may = self.senders.is_empty() || self.senders.contains(&sender.ip().to_canonical());
        if !may {
            self.dropped(1, "somebody who is not in senders was turned away");
        }
        may
    }

    fn dropped(&self, count: u64, why: &str) {
        if count > 0 {
            let now = self.app.clock().now();
            self.app.gauges().of(&self.source).dropped(count, why, now);
        }
    }
}

/// What goes to the ledger of a message: its payload, and of an array its elements.
fn events(message: &Bytes, into: &mut Vec<Bytes>) {
    let payload = frame::payload(message);
    into.extend(normalise::split(&payload).into_iter().map(|piece| payload.slice_ref(piece)));
}
