//! Syslog over TCP: one connection, many messages.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::AsyncReadExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;

use super::frame::{Frames, MESSAGE_BYTES_MAX};
use super::{Port, events};

/// Open connections at once; further ones wait in the kernel.
const CONNECTIONS_MAX: usize = 256;

/// So much is read of a connection before what was read is made durable.
const READ_BYTES: usize = 64 << 10;

/// A batch goes to the ledger at this size, or when nothing more waits.
const BATCH_BYTES: usize = 1 << 20;

/// How long to wait after the kernel refused us a connection.
const ACCEPT_RETRY: Duration = Duration::from_millis(100);

pub(super) async fn run(port: Port, listener: TcpListener) {
    let stop = port.app.stopping();
    let room = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let mut connections = JoinSet::new();
    loop {
        let accepting = accept(&listener, &room);
        tokio::select! {
            () = stop.cancelled() => break,
            Some(_ended) = connections.join_next() => {}
            accepted = accepting => match accepted {
                Ok((stream, sender, permit)) if port.may_send(sender) => {
                    connections.spawn(connection(port.clone(), stream, permit));
                }
                Ok(_stranger) => {}
                Err(error) => {
                    tracing::warn!(source = %port.source, %error, "A connection was not accepted");
                    tokio::time::sleep(ACCEPT_RETRY).await;
                }
            },
        }
    }
    // Each watches for the stop itself, and first makes durable what it has read.
    while connections.join_next().await.is_some() {}
}

async fn accept(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> std::io::Result<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let permit = Arc::clone(room).acquire_owned().await.map_err(std::io::Error::other)?;
    let (stream, sender) = listener.accept().await?;
    Ok((stream, sender, permit))
}

async fn connection(port: Port, mut stream: TcpStream, _permit: OwnedSemaphorePermit) {
    let stop = port.app.stopping();
    let mut frames = Frames::default();
    let mut is_end = false;
    while !is_end {
        let reading = read(&mut stream, &mut frames);
        is_end = match stop.run_until_cancelled(reading).await {
            Some(Ok(count)) => count == 0,
            // What came before counts; a message that was cut does not.
            Some(Err(_)) | None => return take(&port, &mut frames, false).await,
        };
        take(&port, &mut frames, is_end).await;
    }
}

/// Reads what is there, at most a batch.
async fn read(stream: &mut TcpStream, frames: &mut Frames) -> std::io::Result<usize> {
    let room = frames.room();
    room.reserve(READ_BYTES);
    let mut count = stream.read_buf(room).await?;
    while count > 0 && count < BATCH_BYTES && room.len() < MESSAGE_BYTES_MAX {
        room.reserve(READ_BYTES);
        match stream.try_read_buf(room) {
            Ok(0) | Err(_) => break,
            Ok(more) => count = count.saturating_add(more),
        }
    }
    Ok(count)
}

/// Makes durable what was read. Meanwhile nothing is read, and the sender waits.
async fn take(port: &Port, frames: &mut Frames, is_end: bool) {
    let mut batch = Vec::new();
    while let Some(message) = frames.next(is_end) {
        events(&message, &mut batch);
    }
    port.dropped(std::mem::take(&mut frames.too_long), "a message is longer than 1 MiB");
    if !batch.is_empty() && port.app.receive_patiently(&port.source, batch).await.is_none() {
        tracing::warn!(source = %port.source, "Messages were not taken, the product stops");
    }
}
