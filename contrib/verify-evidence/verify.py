#!/usr/bin/env python3
"""Verifies a bundle of evidence, with Python's standard library alone.

    verify.py DIR [--seal SHA256]

DIR holds manifest.json, SEAL and items/. The seal is the SHA-256 of manifest.json
that was written down when the host was collected: without it, somebody who
rewrote the whole bundle is not found. Exits with 1 and names each item that is
not as it was sealed. Format: docs/reference/evidence-bundle.md. Shares no code
with Portcullis; short enough to be read before it is trusted.
"""
import gzip
import json
import os
import re
import sys
import zlib
from hashlib import sha256

PIECE = 1 << 20


def hash_of(file):
    """SHA-256 and size of what a file holds."""
    digest, size = sha256(), 0
    while piece := file.read(PIECE):
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size


def open_plain(path):
    """Opens a regular file, never through a link."""
    if os.path.islink(path):
        raise OSError("a link")
    return open(path, "rb")


def files_of(folder):
    for above, _, names in os.walk(folder):
        for name in names:
            yield os.path.relpath(os.path.join(above, name), folder)


def seal_of(manifest_hash):
    head = f"portcullis.evidence-seal/1\nmanifest.json {manifest_hash}\n"
    return head + f"seal {sha256(head.encode()).hexdigest()}\n"


def check_head(folder, flaws, written_down):
    """Manifest and seal. Answers the manifest, or None if it cannot be trusted."""
    if not os.path.isfile(os.path.join(folder, "manifest.json")):
        name = "collection.jsonl" if os.path.exists(os.path.join(folder, "collection.jsonl")) else "manifest.json"
        flaws.append(("unfinished" if name == "collection.jsonl" else "missing", name, name))
        return None
    with open_plain(os.path.join(folder, "manifest.json")) as file:
        text = file.read()
    now = sha256(text).hexdigest()
    try:
        with open_plain(os.path.join(folder, "SEAL")) as file:
            seal = file.read(4096).decode("ascii", "replace")
    except OSError:
        seal = ""
        flaws.append(("missing", "SEAL", "SEAL"))
    told = re.match(r"portcullis\.evidence-seal/1\nmanifest\.json ([0-9a-f]{64})\n", seal)
    is_sound = seal == seal_of(now)
    if seal and not (told and seal == seal_of(told[1])):
        flaws.append(("altered", "SEAL", "SEAL"))
    elif seal and not is_sound:
        flaws.append(("altered", "manifest.json", "manifest.json"))
    if written_down and written_down.strip().lower() != now:
        flaws.append(("other_seal", "SEAL", "SEAL"))
    print(f"seal {now}")
    if not is_sound and seal:
        return None
    manifest = json.loads(text)
    if manifest.get("format") != "portcullis.evidence-bundle/1":
        flaws.append(("contradiction", "manifest.json", "manifest.json"))
        return None
    return manifest


def check_item(folder, item, is_encrypted):
    """What is wrong with an item, or None."""
    stored = item["stored"]
    name = stored["sha256"]
    if not re.fullmatch("[0-9a-f]{64}", name) or stored["file"] != f"items/{name[:2]}/{name}":
        return "contradiction"
    path = os.path.join(folder, stored["file"])
    try:
        with open_plain(path) as file:
            found = hash_of(file)
    except FileNotFoundError:
        return "missing"
    except OSError:
        return "unreadable"
    if found != (name, stored["bytes"]):
        return "altered"
    if is_encrypted:
        return None
    if stored["encoding"] == "gzip":
        try:
            with gzip.open(path, "rb") as file:
                found = hash_of(file)
        except (OSError, EOFError, zlib.error):
            return "contradiction"
    return None if found == (item["sha256"], item["bytes"]) else "contradiction"


def check_alone(folder, path):
    """Without a manifest, a file still has the name of its hash."""
    if not path.startswith("items/"):
        return "added"
    try:
        with open_plain(os.path.join(folder, path)) as file:
            return None if hash_of(file)[0] == os.path.basename(path) else "altered"
    except OSError:
        return "unreadable"


def verify(folder, written_down):
    flaws, items = [], []
    manifest = check_head(folder, flaws, written_down)
    known, names = {"manifest.json", "SEAL"}, set()
    if manifest:
        items = manifest["items"]
        for item in items:
            file = item["stored"]["file"]
            known.add(file)
            flaw = "contradiction" if item["name"] in names else check_item(folder, item, manifest["recipients"])
            names.add(item["name"])
            if flaw:
                flaws.append((flaw, item["name"], file))
    for path in sorted(files_of(folder)):
        if path in known or not manifest and flaws and flaws[0][0] in ("missing", "unfinished"):
            continue
        flaw = "added" if manifest else check_alone(folder, path)
        if flaw:
            flaws.append((flaw, path, path))
    for flaw, name, file in sorted(flaws):
        print(f"{flaw} {name} ({file})")
    print(f"{len(items)} items, {len(flaws)} flaws: {'NOT SOUND' if flaws else 'sound'}")
    return not flaws


def main():
    words = sys.argv[1:]
    if len(words) not in (1, 3) or len(words) == 3 and words[1] != "--seal":
        sys.exit(__doc__)
    sys.exit(0 if verify(words[0], words[2] if len(words) == 3 else None) else 1)


if __name__ == "__main__":
    main()
