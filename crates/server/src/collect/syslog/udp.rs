//! Syslog over UDP: one datagram, one message. What comes too fast is lost.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::net::UdpSocket;
use tokio::sync::mpsc;

use super::{Port, events};

/// The largest datagram that there is.
const DATAGRAM_BYTES_MAX: usize = 65_535;

/// Messages that may wait for the ledger; above, they are dropped and counted.
const WAITING_MAX: usize = 4096;

/// Messages made durable at once.
const BATCH_MAX: usize = 1024;

/// How often the kernel is asked what it dropped.
const ASK_EVERY: Duration = Duration::from_secs(5);

pub(super) async fn run(port: Port, socket: UdpSocket) {
    let stop = port.app.stopping();
    let (waiting, inbox) = mpsc::channel(WAITING_MAX);
    let writing = tokio::spawn(write(port.clone(), inbox));
    let asking = tokio::spawn(ask_kernel(port.clone(), socket.local_addr().ok()));
    let mut datagram = vec![0; DATAGRAM_BYTES_MAX];
    let mut dropped = 0_u64;
    while let Some(received) = stop.run_until_cancelled(socket.recv_from(&mut datagram)).await {
        let Ok((count, sender)) = received else { continue };
        if !port.may_send(sender) {
            continue;
        }
        let message = Bytes::copy_from_slice(datagram.get(..count).unwrap_or_default());
        match waiting.try_send(message) {
            Ok(()) => port.dropped(std::mem::take(&mut dropped), "more came than could be taken"),
            Err(_full) => dropped = dropped.saturating_add(1),
        }
    }
    port.dropped(dropped, "more came than could be taken");
    drop(waiting);
    asking.abort();
    if let Err(error) = writing.await {
        tracing::warn!(source = %port.source, %error, "Messages were not taken");
    }
}

async fn write(port: Port, mut inbox: mpsc::Receiver<Bytes>) {
    let mut messages = Vec::new();
    while inbox.recv_many(&mut messages, BATCH_MAX).await > 0 {
        let mut batch = Vec::new();
        for message in messages.drain(..) {
            events(&message, &mut batch);
        }
        if !batch.is_empty() && port.app.receive_patiently(&port.source, batch).await.is_none() {
            return;
        }
    }
}

/// Linux counts what it dropped because we did not read in time.
async fn ask_kernel(port: Port, address: Option<SocketAddr>) {
    let Some(address) = address else { return };
    let table: Arc<str> = if address.is_ipv4() { "/proc/net/udp" } else { "/proc/net/udp6" }.into();
    let mut before = 0;
    loop {
        tokio::time::sleep(ASK_EVERY).await;
        let Ok(text) = tokio::fs::read_to_string(&*table).await else { return };
        let now = kernel_drops(&text, address.port());
        port.dropped(now.saturating_sub(before), "the system dropped what was not read in time");
        before = now;
    }
}

/// The last column of the line whose local port this is. Source: Linux,
/// `Documentation/networking/proc_net_tcp`, the column `drops`.
fn kernel_drops(table: &str, port: u16) -> u64 {
    let ending = format!(":{port:04X}");
    let lines = table.lines().filter(|line| {
        line.split_whitespace().nth(1).is_some_and(|local| local.ends_with(&ending))
    });
    lines.filter_map(|line| line.split_whitespace().last()?.parse::<u64>().ok()).sum()
}

#[cfg(test)]
mod tests {
    use super::kernel_drops;

    #[test]
    fn what_the_kernel_dropped_is_read_from_its_table() {
        let table = "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n\
             62: 0100007F:1599 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 27 2 0 41\n\
             63: 0100007F:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 28 2 0 7\n";
        assert_eq!(kernel_drops(table, 0x1599), 41);
        assert_eq!(kernel_drops(table, 1), 0);
    }
}
