#!/usr/bin/env python3
"""Verifies a bundle of evidence, with Python's standard library alone.

    verify.py DIR [--seal SHA256]

DIR holds manifest.json, SEAL and items/. The seal is the SHA-256 of manifest.json
that was written down when the host was collected: without it, somebody who
rewrote the whole bundle is not found. Exits with 1 and names each item that is
not as it was sealed. Format: docs/reference/evidence-bundle.md. Shares no code
with Portcullis; short enough to be read before it is trusted.
"""
import json
import os
import re
import stat
import sys
import zlib
from datetime import datetime
from hashlib import sha256

PIECE = 1 << 20
MANIFEST_BYTES_MAX = 256 << 20
DEPTH_MAX = 127


# ---- files: never through a link, never outside, never waiting for a pipe -------

def open_plain(folder, path):
    """Opens a regular file of the bundle."""
    place, parts = folder, path.split("/")
    if "\0" in path or any(part in ("", ".", "..") for part in parts):
        raise OSError("no path of a bundle")
    for number, part in enumerate(parts, 1):
        place = os.path.join(place, part)
        wanted = stat.S_ISREG if number == len(parts) else stat.S_ISDIR
        if not wanted(os.lstat(place).st_mode):
            raise OSError("a link, or no file")
    return open(place, "rb")


def whole(folder, path, most):
    with open_plain(folder, path) as file:
        text = file.read(most + 1)
    if len(text) > most:
        raise OSError("too large")
    return text


def files_of(folder):
    """Every file; a folder that cannot be read counts as one."""
    found, waiting = [], [""]
    while waiting:
        place = waiting.pop()
        try:
            with os.scandir(os.path.join(folder, place)) as entries:
                for entry in entries:
                    path = f"{place}/{entry.name}" if place else entry.name
                    (waiting if entry.is_dir(follow_symlinks=False) else found).append(path)
        except OSError:
            if not place:
                sys.exit(f"cannot read {folder}")
            found.append(place)
    return [path.encode("utf-8", "surrogateescape").decode("utf-8", "replace") for path in found]


def hash_of(pieces):
    """SHA-256 and size of pieces of bytes."""
    digest, size = sha256(), 0
    for piece in pieces:
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size


def pieces_of(file, most):
    while most > 0 and (piece := file.read(min(PIECE, most))):
        most -= len(piece)
        yield piece


def unpacked(file, most):
    """What one member of gzip (RFC 1952) holds, up to `most` bytes; behind it there is nothing."""
    stream, packed = zlib.decompressobj(31), b""
    while not stream.eof and most > 0:
        packed = packed or file.read(PIECE)
        if not packed:
            raise zlib.error("cut off")
        piece = stream.decompress(packed, min(PIECE, most))
        packed = stream.unconsumed_tail
        most -= len(piece)
        yield piece
    if not stream.eof or stream.unused_data or file.read(1):
        raise zlib.error("more behind it")


# ---- the manifest: JSON of exactly this shape; further fields are fine ----------

U32, U64, I64 = range(1 << 32), range(1 << 64), range(-(1 << 63), 1 << 63)
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z", re.ASCII)
WHY = ("not_permitted", "gone", "unreadable", "too_large", "too_many", "time_over", "disk_full",
       "not_redacted", "not_offered", "by_hand", "changed_while_read")
SHAPE = {
    "format": ("portcullis.evidence-bundle/1",), "collector": str, "host": str, "root": str, "kernel": str,
    "system?": str, "boot_id?": str, "user_id": U32, "began_at": TIME, "ended_at": TIME,
    "is_on_host_disk": bool, "recipients": [str], "resumed": U32,
    "probes": [{
        "name": str, "state": ("complete", "partial"), "began_at": TIME, "ended_at": TIME, "records": U64,
        "gaps": [{"why": WHY, "what": str}], "gaps_not_listed": U64,
    }],
    "items": [{
        "name": str, "probe": str, "kind": ("report", "copy", "redacted_copy"), "sha256": str, "bytes": U64,
        "read_at": TIME,
        "source?": {"path": str, "path_hex?": str, "sha256": str, "bytes": U64, "mode": str,
                    "uid": U32, "gid": U32, "mtime": I64, "ctime": I64},
        "stored": {"file": str, "sha256": str, "bytes": U64, "encoding": ("identity", "gzip")},
    }],
}
ODD = object()  # fits no shape


def is_told(field, value, shape):
    name = field.rstrip("?")
    if field != name and value.get(name) is None:
        return True
    return name in value and fits(value[name], shape)


def fits(value, shape):
    if isinstance(shape, dict):
        return isinstance(value, dict) and all(is_told(name, value, inner) for name, inner in shape.items())
    if isinstance(shape, list):
        return isinstance(value, list) and all(fits(one, shape[0]) for one in value)
    if isinstance(shape, range):
        return type(value) is int and value in shape
    if shape is bool:
        return isinstance(value, bool)
    if not isinstance(value, str) or re.search("[\ud800-\udfff]", value):
        return False
    if shape is TIME:
        return bool(TIME.fullmatch(value)) and is_time(value)
    return shape is str or value in shape


def is_time(text):
    try:
        return bool(datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S"))
    except ValueError:
        return False


def object_of(pairs):
    """A name that stands twice says nothing."""
    told = {}
    for name, value in pairs:
        told[name] = ODD if name in told else value
    return told


def number_of(text):
    return ODD if text == "-0" or len(text) > 20 else int(text)


def refuse(_):
    raise ValueError("no JSON")


def manifest_of(text):
    """The manifest, or None where the text is none."""
    try:
        told = json.loads(text.decode(), object_pairs_hook=object_of, parse_int=number_of,
                          parse_float=lambda _: ODD, parse_constant=refuse)
    except (ValueError, RecursionError):
        return None
    level, depth = [told], 0
    while level := [one for one in level if isinstance(one, (dict, list))]:
        level = [inner for one in level for inner in (one.values() if isinstance(one, dict) else one)]
        depth += 1
    return told if depth <= DEPTH_MAX and fits(told, SHAPE) else None


# ---- the bundle ------------------------------------------------------------------

def seal_of(manifest_hash):
    head = f"portcullis.evidence-seal/1\nmanifest.json {manifest_hash}\n"
    return head + f"seal {sha256(head.encode()).hexdigest()}\n"


def is_sealed(folder, files, now, flaws):
    """Whether no seal says that the manifest was another."""
    if "SEAL" not in files:
        flaws.append(("missing", "SEAL", "SEAL"))
        return True
    try:
        seal = whole(folder, "SEAL", 4096).decode("utf-8", "replace")
    except OSError:
        seal = ""
    if seal == seal_of(now):
        return True
    told = re.match(r"portcullis\.evidence-seal/1\nmanifest\.json ([0-9a-f]{64})\n", seal)
    name = "manifest.json" if told and seal == seal_of(told[1]) else "SEAL"
    flaws.append(("altered", name, name))
    return False


def check_item(folder, item, is_encrypted):
    """What is wrong with an item, or None."""
    stored = item["stored"]
    name = stored["sha256"]
    if not re.fullmatch("[0-9a-f]{64}", name) or stored["file"] != f"items/{name[:2]}/{name}":
        return "contradiction"
    try:
        with open_plain(folder, stored["file"]) as file:
            found = hash_of(pieces_of(file, stored["bytes"] + 1))
            if found != (name, stored["bytes"]):
                return "altered"
            if is_encrypted:
                return None
            if stored["encoding"] == "gzip":
                file.seek(0)
                found = hash_of(unpacked(file, item["bytes"] + 1))
    except FileNotFoundError:
        return "missing"
    except OSError:
        return "unreadable"
    except zlib.error:
        return "contradiction"
    return None if found == (item["sha256"], item["bytes"]) else "contradiction"


def check_alone(folder, path):
    """Without a manifest, a file still has the name of its hash."""
    if not path.startswith("items/"):
        return "added"
    try:
        with open_plain(folder, path) as file:
            found = hash_of(pieces_of(file, 1 << 64))
        return None if found[0] == os.path.basename(path) else "altered"
    except OSError:
        return "unreadable"


def verify(folder, written_down):
    """All flaws (kind, item, file), how many items there are, and the seal."""
    flaws, names, known = [], set(), {"manifest.json", "SEAL"}
    files = files_of(folder)
    if "manifest.json" not in files:
        kind, name = ("unfinished", "collection.jsonl") if "collection.jsonl" in files else ("missing", "manifest.json")
        return [(kind, name, name)], 0, None
    try:
        text = whole(folder, "manifest.json", MANIFEST_BYTES_MAX)
    except OSError:
        return [("unreadable", "manifest.json", "manifest.json")], 0, None
    now = sha256(text).hexdigest()
    is_believed = is_sealed(folder, files, now, flaws)
    if written_down and written_down.strip().lower() != now:
        flaws.append(("other_seal", "SEAL", "SEAL"))
    manifest = manifest_of(text) if is_believed else None
    if is_believed and manifest is None:
        flaws.append(("contradiction", "manifest.json", "manifest.json"))
    items = manifest["items"] if manifest else []
    for item in items:
        file = item["stored"]["file"]
        known.add(file)
        flaw = "contradiction" if item["name"] in names else check_item(folder, item, manifest["recipients"])
        names.add(item["name"])
        if flaw:
            flaws.append((flaw, item["name"], file))
    for path in files:
        if path not in known:
            flaw = "added" if manifest else check_alone(folder, path)
            if flaw:
                flaws.append((flaw, path, path))
    return sorted(flaws), len(items), now


def plain(text):
    """A name on one line, whatever stands in it."""
    return "".join(one if one.isprintable() else f"\\u{{{ord(one):x}}}" for one in text)


def main():
    words = sys.argv[1:]
    if len(words) not in (1, 3) or len(words) == 3 and words[1] != "--seal":
        sys.exit(__doc__)
    sys.stdout.reconfigure(errors="backslashreplace")
    flaws, items, seal = verify(words[0], words[2] if len(words) == 3 else None)
    if seal:
        print(f"seal {seal}")
    for flaw, name, file in flaws:
        print(f"{flaw} {plain(name)} ({plain(file)})")
    print(f"{items} items, {len(flaws)} flaws: {'NOT SOUND' if flaws else 'sound'}")
    sys.exit(1 if flaws else 0)


if __name__ == "__main__":
    main()
