//! Our verifier and the script that shares no code say the same of any bundle,
//! however somebody mistreated it: neither falls, waits or leaves the folder.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use evidence::{Bundle, seal_of, verify};
use serde_json::Value;
use tempfile::TempDir;

use crate::altered::{put, script};
use crate::home::{collected, has, order, skipped, small};

/// What is wrong: kind, item, file.
pub(crate) type Flaws = BTreeSet<(String, String, String)>;

/// The script, asked about folders one by one: starting it takes longer than its work.
pub(crate) struct Script {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

/// `alarm`: a script that waits for ever ends, and the test says so.
const DRIVER: &str = r#"
import contextlib, importlib.util, io, json, signal, sys, types
spec = importlib.util.spec_from_file_location("verify", sys.argv[1])
script = importlib.util.module_from_spec(spec)
spec.loader.exec_module(script)
def judge(folder):
    if hasattr(script, "verify"):
        return script.verify(folder, None)[0]
    given = types.SimpleNamespace(seal=None, key=None, key_text=None, anchors=[])
    check = script.Check(folder, given)
    with contextlib.redirect_stdout(io.StringIO()) as told:
        assert check.run() == (not check.flaws) and told.getvalue()
    return sorted(check.flaws)
for folder in sys.stdin:
    signal.alarm(120)
    try:
        print(json.dumps(judge(folder[:-1])), flush=True)
    except BaseException as error:
        print(json.dumps(repr(error)), flush=True)
"#;

impl Script {
    fn start() -> Self {
        Self::of(Path::new("python3"), &script())
    }

    pub(crate) fn of(python: &Path, script: &Path) -> Self {
        let mut command = Command::new(python);
        command.args(["-I", "-B", "-c", DRIVER]).arg(script);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (to, from) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        Self { child, to, from: BufReader::new(from) }
    }

    pub(crate) fn ask(&mut self, dir: &Path) -> Flaws {
        writeln!(self.to, "{}", dir.display()).unwrap();
        let mut line = String::new();
        self.from.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("the script fell: {line}"))
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn ours(dir: &Path) -> Flaws {
    let flaws = verify(dir, None, &mut |_| {}).unwrap().flaws.into_iter();
    flaws.map(|flaw| (flaw.kind.as_str().to_owned(), flaw.item, flaw.file)).collect()
}

/// Numbers that follow from a seed (an LCG of Knuth's): the same mistreatment again.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % count
    }

    pub(crate) fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        let at = self.below(all.len());
        &all[at]
    }
}

/// A bundle that is made once and copied for each mistreatment.
struct Whole {
    dir: TempDir,
    files: Vec<PathBuf>,
}

fn whole() -> Whole {
    let (root, dir) = (small(), tempfile::tempdir().unwrap());
    collected(&order(root.path(), dir.path()));
    let mut files = vec![PathBuf::from("manifest.json"), PathBuf::from("SEAL")];
    let items = Bundle::open(dir.path()).unwrap().manifest.items;
    files.extend(items.iter().map(|item| PathBuf::from(&item.stored.file)));
    Whole { dir, files }
}

impl Whole {
    fn copy(&self) -> TempDir {
        let copy = tempfile::tempdir().unwrap();
        for file in &self.files {
            let to = copy.path().join(file);
            std::fs::create_dir_all(to.parent().unwrap()).unwrap();
            put_new(&to, &std::fs::read(self.dir.path().join(file)).unwrap());
        }
        copy
    }
}

pub(crate) fn put_new(path: &Path, bytes: &[u8]) {
    std::fs::File::create(path).unwrap().write_all(bytes).unwrap();
}

pub(crate) fn reseal(dir: &Path) {
    let manifest = std::fs::read(dir.join("manifest.json")).unwrap();
    put(&dir.join("SEAL"), seal_of(&hash(&manifest)).as_bytes());
}

pub(crate) fn hash(bytes: &[u8]) -> String {
    hex::encode(evidence::stamp::sha256(bytes))
}

/// Does something to a file of the bundle; answers what.
pub(crate) fn to_file(dir: &Path, file: &Path, outside: &Path, dice: &mut Dice) -> &'static str {
    let path = dir.join(file);
    let bytes = std::fs::read(&path).unwrap();
    let instead = |what: &dyn Fn(&Path)| {
        std::fs::remove_file(&path).unwrap();
        what(&path);
    };
    match dice.below(13) {
        0 | 1 => {
            let mut bytes = bytes;
            let at = dice.below(bytes.len());
            bytes[at] ^= 1 << dice.below(8);
            put(&path, &bytes);
            "a bit flipped"
        }
        2 => {
            put(&path, &bytes[..dice.below(bytes.len())]);
            "cut"
        }
        3 => {
            put(&path, &[bytes, vec![0; 1 + dice.below(9)]].concat());
            "something behind it"
        }
        4 => {
            instead(&|_| {});
            "removed"
        }
        5 => {
            std::fs::rename(&path, dir.join("items").join("renamed")).unwrap();
            "renamed"
        }
        6 => {
            put_new(outside, &bytes);
            instead(&|path| symlink(outside, path).unwrap());
            "a link to the same bytes elsewhere"
        }
        7 => {
            instead(&|path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success()));
            "a pipe"
        }
        8 => {
            instead(&|path| std::fs::create_dir(path).unwrap());
            "a folder"
        }
        9 => {
            instead(&|path| drop(std::os::unix::net::UnixListener::bind(path)));
            "a socket, or nothing where its path is too long"
        }
        10 => {
            instead(&|path| std::fs::File::create(path).unwrap().set_len(1 << 42).unwrap());
            "four terabytes of nothing"
        }
        11 => {
            instead(&|path| symlink("/dev/zero", path).unwrap());
            "a device"
        }
        _ => {
            instead(&|path| put_new(path, b""));
            "emptied"
        }
    }
}

#[test]
fn both_verifiers_say_the_same_of_any_mistreated_file() {
    if !has("python3") {
        return skipped("there is no python3: the two verifiers are not compared");
    }
    let (whole, mut script) = (whole(), Script::start());
    assert_eq!(ours(whole.dir.path()), Flaws::new());
    for seed in 0..80 {
        let (mut dice, copy) = (Dice(seed), whole.copy());
        let outside = tempfile::tempdir().unwrap();
        let file = dice.of(&whole.files).clone();
        // Four terabytes in front of the hash of nothing: only where a size is known.
        let what = to_file(copy.path(), &file, &outside.path().join("x"), &mut dice);
        let told = ours(copy.path());
        assert_eq!(told, script.ask(copy.path()), "seed {seed}: {what}: {}", file.display());
        let name = file.display().to_string();
        assert!(told.iter().any(|flaw| flaw.2 == name), "seed {seed}: {what}: {told:?}");
    }
}

#[test]
fn both_verifiers_name_what_was_added_and_follow_no_link_of_a_folder() {
    if !has("python3") {
        return skipped("there is no python3: the two verifiers are not compared");
    }
    let (whole, mut script) = (whole(), Script::start());
    let mut check = |copy: &Path, kind: &str, file: &str| {
        let told = ours(copy);
        assert_eq!(told, script.ask(copy), "{file}");
        let is_named = told.iter().any(|flaw| flaw.0 == kind && flaw.2 == file);
        assert!(is_named, "{kind} {file}: {told:?}");
    };
    for name in [
        &b"items/\xff\xfe"[..],
        b"items/a\n0 items, 0 flaws: sound",
        b"x",
        b".hidden",
        b"items/\x1b[2J",
    ] {
        let copy = whole.copy();
        put_new(&copy.path().join(OsStr::from_bytes(name)), b"x");
        check(copy.path(), "added", &String::from_utf8_lossy(name));
    }
    // The folder of an item lies elsewhere, with the very same file in it.
    let (copy, outside) = (whole.copy(), tempfile::tempdir().unwrap());
    let item = whole.files[2].to_str().unwrap();
    let folder = Path::new(item).parent().unwrap();
    std::fs::rename(copy.path().join(folder), outside.path().join("moved")).unwrap();
    symlink(outside.path().join("moved"), copy.path().join(folder)).unwrap();
    check(copy.path(), "unreadable", item);
    check(copy.path(), "added", folder.to_str().unwrap());

    // A folder so deep that its path is too long to be read.
    let copy = whole.copy();
    let deep = Command::new("python3")
        .args(["-c", "import os,sys; os.chdir(sys.argv[1])\nfor _ in range(30): os.mkdir('d' * 200); os.chdir('d' * 200)"])
        .arg(copy.path())
        .status();
    assert!(deep.unwrap().success());
    let told = ours(copy.path());
    assert_eq!(told, script.ask(copy.path()));
    assert_eq!(told.len(), 1, "{told:?}");
}

/// Raw JSON that somebody may put where something else is expected.
const RAW: [&str; 26] = [
    "null",
    "true",
    "-1",
    "0",
    "1",
    "-0",
    "1.0",
    "1e999",
    "4294967296",
    "18446744073709551615",
    "18446744073709551616",
    "9223372036854775808",
    "123456789012345678901234567890123",
    "\"\"",
    "\"../../etc/passwd\"",
    "\"/etc/passwd\"",
    "\"items/../SEAL\"",
    "\"a\\u0000b\"",
    "\"\\ud800\"",
    "\"a\\nb\"",
    "[]",
    "{}",
    "[[]]",
    "\"gzip\"",
    "NaN",
    "\"2026-02-30T10:00:00Z\"",
];

/// Pointers to everything in a document.
pub(crate) fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, inner)| places(inner, &format!("{at}/{name}"), found));
        }
        Value::Array(all) => {
            all.iter()
                .enumerate()
                .for_each(|(n, inner)| places(inner, &format!("{at}/{n}"), found));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The manifest with one thing changed.
pub(crate) fn lying(manifest: &Value, places: &[String], dice: &mut Dice) -> (String, String) {
    let mut document = manifest.clone();
    let place = dice.of(places).clone();
    let (above, name) = place.rsplit_once('/').unwrap_or_default();
    let (hole, mut raw) = ("@@hole@@", (*dice.of(&RAW)).to_owned());
    let what = match (dice.below(6), document.pointer_mut(above)) {
        (0, Some(Value::Object(fields))) => {
            fields.remove(name);
            "left out"
        }
        (1, Some(Value::Object(fields))) => {
            let value = fields.remove(name).unwrap_or_default();
            raw = format!("{value}, \"{name}\": {value}");
            fields.insert(name.to_owned(), hole.into());
            "said twice"
        }
        (2, Some(Value::Array(all))) => {
            let again = all.first().cloned().unwrap_or_default();
            all.push(again);
            "one more"
        }
        (3, Some(Value::Object(fields))) => {
            fields.insert("unknown".to_owned(), hole.into());
            let deep = [50, 118, 140, 100_000][dice.below(4)];
            raw = "[".repeat(deep) + &"]".repeat(deep);
            "something unknown and deep"
        }
        _ => {
            *document.pointer_mut(&place).unwrap() = hole.into();
            "replaced"
        }
    };
    let text = serde_json::to_string_pretty(&document).unwrap();
    let told = format!("{what} {place}: {}", raw.chars().take(60).collect::<String>());
    (text.replace(&format!("\"{hole}\""), &raw), told)
}

#[test]
fn both_verifiers_say_the_same_of_any_lying_manifest() {
    if !has("python3") {
        return skipped("there is no python3: the two verifiers are not compared");
    }
    let (whole, mut script) = (whole(), Script::start());
    let path = whole.dir.path().join("manifest.json");
    let mut manifest: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    // Few of each are enough, so that every place has its turn.
    manifest["probes"].as_array_mut().unwrap().truncate(2);
    manifest["probes"][0]["gaps"] = serde_json::json!([{ "why": "gone", "what": "/x" }]);
    let mut found = Vec::new();
    places(&manifest, "", &mut found);
    found.retain(|place| !place.starts_with("/items/") || place.starts_with("/items/1"));
    let (mut sound, mut refused) = (0, 0);
    for seed in 0..300 {
        let (text, what) = lying(&manifest, &found, &mut Dice(seed));
        put(&path, text.as_bytes());
        reseal(whole.dir.path());
        let told = ours(whole.dir.path());
        assert_eq!(told, script.ask(whole.dir.path()), "seed {seed}: {what}");
        sound += usize::from(told.is_empty());
        refused += usize::from(told.iter().any(|flaw| flaw.0 == "contradiction"));
    }
    assert!(sound > 20 && refused > 150, "{sound} sound, {refused} refused");
}

#[test]
fn packed_content_is_one_member_of_the_size_that_the_manifest_tells() {
    use flate2::{Compression, write::GzEncoder};
    let packed = |bytes: &[u8]| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::new(9));
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let bomb = packed(&vec![0; 64 << 20]);
    let (half, none) = (packed(b"12345678"), packed(b""));
    let whole = whole();
    let mut script = has("python3").then(Script::start);
    for (name, stored, is_sound) in [
        ("one member", packed(b"1234567812345678"), true),
        ("two members", [half.clone(), half.clone()].concat(), false),
        ("an empty one behind it", [packed(b"1234567812345678"), none].concat(), false),
        ("zeros behind it", [packed(b"1234567812345678"), vec![0; 9]].concat(), false),
        ("cut off", packed(b"1234567812345678")[..20].to_vec(), false),
        ("nothing", Vec::new(), false),
        ("a bomb", bomb, false),
    ] {
        let copy = whole.copy();
        let path = copy.path().join("manifest.json");
        let mut manifest: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let sha256 = hash(&stored);
        let file = format!("items/{}/{sha256}", sha256.get(..2).unwrap());
        std::fs::create_dir_all(copy.path().join(&file).parent().unwrap()).unwrap();
        put_new(&copy.path().join(&file), &stored);
        let item = serde_json::json!({
            "name": "x", "probe": "logs", "kind": "copy", "read_at": "2026-11-21T10:00:00Z",
            "sha256": hash(b"1234567812345678"), "bytes": 16, "stored": {
                "file": file, "sha256": hash(&stored), "bytes": stored.len(), "encoding": "gzip",
            },
        });
        manifest["items"].as_array_mut().unwrap().push(item);
        put(&path, manifest.to_string().as_bytes());
        reseal(copy.path());
        let told = ours(copy.path());
        let wanted = Flaws::from([("contradiction".to_owned(), "x".to_owned(), file)]);
        assert_eq!(told, if is_sound { Flaws::new() } else { wanted }, "{name}");
        if let Some(script) = &mut script {
            assert_eq!(told, script.ask(copy.path()), "{name}");
        }
    }
}
