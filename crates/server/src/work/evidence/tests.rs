use super::*;

fn store() -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let settings = config::Evidence::default();
    let store = Store::open(dir.path(), &settings, &Clock::System).unwrap();
    (dir, store)
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

#[tokio::test]
async fn the_same_bytes_are_the_same_item_and_it_cannot_be_written() {
    let (dir, store) = store();
    let first = store.put(b"a log").await.unwrap();
    let second = store.put(b"a log").await.unwrap();

    assert_eq!(first, second);
    let files = files(dir.path());
    assert_eq!(files.len(), 1, "{files:?}");
    let mode = std::fs::metadata(&files[0]).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o400);
    assert_eq!(store.verify(&first.sha256).await.unwrap(), 5);
}

#[tokio::test]
async fn one_altered_byte_is_found_and_never_written_over() {
    let (dir, store) = store();
    let kept = store.put(b"a log").await.unwrap();
    let path = files(dir.path()).pop().unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    std::fs::OpenOptions::new()
        .write(true)
        .open(&path)
        .and_then(|mut file| io::Write::write_all(&mut file, b"A"))
        .unwrap();

    let is_damaged = |error: &StoreError| matches!(error, StoreError::Damaged { sha256 } if *sha256 == kept.sha256);
    assert!(is_damaged(&store.verify(&kept.sha256).await.unwrap_err()));
    assert!(is_damaged(&store.put(b"a log").await.unwrap_err()));
    assert_eq!(std::fs::read(&path).unwrap(), b"A log");
}

#[tokio::test]
async fn what_was_not_finished_leaves_nothing() {
    let (dir, store) = store();
    let mut writing = store.begin().await.unwrap();
    writing.push(b"half").await.unwrap();
    drop(writing);

    assert!(files(dir.path()).is_empty());
}

#[tokio::test]
async fn a_name_that_is_no_hash_leads_nowhere() {
    let (_dir, store) = store();
    for name in ["", "../../etc/passwd", &"A".repeat(64), &"z".repeat(64)] {
        assert!(matches!(store.read(name).await, Err(StoreError::Missing { .. })), "{name}");
    }
}
