//! The writer under load, and with a disk that does not answer.

use super::*;

fn source() -> Arc<str> {
    Arc::from("stream/main")
}

fn open(dir: &Path) -> Writer {
    Writer::open(dir, ledger::Options::new("test/events")).unwrap().0
}

/// A writer whose thread never gets to work: what a hanging disk looks like.
fn stuck(dir: &Path, wait_max: Duration) -> (Writer, mpsc::Receiver<Job>) {
    let (jobs, inbox) = mpsc::channel();
    (Writer { jobs, wait_max, ..open(dir) }, inbox)
}

#[tokio::test]
async fn a_batch_is_answered_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let writer = open(folder.path());
    let events = || vec![Bytes::from_static(b"{}"), Bytes::from_static(b"{}")];

    assert_eq!(writer.append(&source(), 1, events()).await.unwrap(), 0..2);
    assert_eq!(writer.append(&source(), 1, events()).await.unwrap(), 2..4);
    assert_eq!(*writer.durable().borrow(), 4);
}

#[tokio::test]
async fn a_disk_that_hangs_makes_senders_give_up_and_not_wait_forever() {
    let folder = tempfile::tempdir().unwrap();
    let (writer, _inbox) = stuck(folder.path(), Duration::from_millis(20));

    let given_up = writer.append(&source(), 1, vec![Bytes::from_static(b"{}")]).await;

    assert!(matches!(given_up, Err(WriteError::Overloaded)), "{given_up:?}");
}

#[tokio::test]
async fn what_waits_is_bounded_in_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let (writer, inbox) = stuck(folder.path(), Duration::from_millis(20));
    let large = Bytes::from(vec![0; 10 << 20]);

    for _ in 0..10 {
        let given_up = writer.append(&source(), 1, vec![large.clone()]).await;
        assert!(matches!(given_up, Err(WriteError::Overloaded)), "{given_up:?}");
    }

    assert_eq!(inbox.try_iter().count(), 6, "64 MiB hold six of ten");
}

#[tokio::test]
async fn a_head_is_signed_on_closing() {
    let folder = tempfile::tempdir().unwrap();
    let writer = open(folder.path());
    writer.append(&source(), 1, vec![Bytes::from_static(b"{}")]).await.unwrap();

    writer.close().await;

    assert_eq!(writer.reader().latest_checkpoint().unwrap().unwrap().size, 1);
    let late = writer.append(&source(), 1, vec![Bytes::from_static(b"{}")]).await;
    assert!(matches!(late, Err(WriteError::Stopped(_))), "{late:?}");
    Ledger::open(folder.path(), ledger::Options::new("test/events")).unwrap();
}
