#!/usr/bin/env python3
"""Verifies a court bundle of Portcullis, offline, from its published format alone.

    verify.py DIR [--seal SHA256] [--key verifier.pub] [--tsa-ca ca.pem]

Names everything that does not hold and ends with 1. Without --key the bundle's
own key is used: compare it with the one that was handed over. Needs Python 3.8
and the package `cryptography`. Formats: docs/reference/court-bundle.md, C2SP
signed-note, tlog-checkpoint, tlog-proof and tlog-cosignature; RFC 6962 and 9162
(tree), RFC 3161, 5652 and 5035 (time stamps).
"""
import argparse
import json
import os
import re
import stat
import sys
from base64 import b64decode
from datetime import datetime, timezone
from hashlib import new as new_hash, sha256

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding

FORMAT = "portcullis.court-bundle/2"
TEXT_BYTES_MAX = 256 << 20
DEPTH_MAX = 127


# ---- files -------------------------------------------------------------------

def is_plain(path):
    return "\\" not in path and "\0" not in path and all(part not in ("", ".", "..") for part in path.split("/"))


def open_plain(folder, path):
    """A regular file of the bundle: never through a link, never outside, never a pipe."""
    place, parts = folder, path.split("/")
    if not is_plain(path):
        raise OSError("no path of a bundle")
    for number, part in enumerate(parts, 1):
        place = os.path.join(place, part)
        wanted = stat.S_ISREG if number == len(parts) else stat.S_ISDIR
        if not wanted(os.lstat(place).st_mode):
            raise OSError("a link, or no file")
    return open(place, "rb")


def whole(folder, path):
    with open_plain(folder, path) as file:
        text = file.read(TEXT_BYTES_MAX + 1)
    if len(text) > TEXT_BYTES_MAX:
        raise OSError("too large")
    return text


def read(folder, path):
    try:
        return whole(folder, path)
    except OSError:
        return b""


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


def hash_of(folder, path, most):
    total, count = sha256(), 0
    with open_plain(folder, path) as file:
        while count < most and (piece := file.read(min(1 << 18, most - count))):
            total.update(piece)
            count += len(piece)
    return total.hexdigest(), count


def seal_of(manifest):
    head = f"portcullis.evidence-seal/1\nmanifest.json {manifest}\n"
    return f"{head}seal {sha256(head.encode()).hexdigest()}\n"


# ---- the manifest: JSON of exactly this shape; further fields are fine ----------

U64 = range(1 << 64)
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z", re.ASCII)
SHAPE = {
    "format": (FORMAT,), "case": str, "title": str, "made_at": TIME, "made_by": str, "made_with": str,
    "handed_to": str, "purpose": str, "tlp?": str, "is_held": bool, "is_exercise": bool, "case_entries": U64,
    "entries": [{"index": U64, "leaf": str, "proof": str}],
    "items": [{"sha256": str, "bytes": U64, "name": str, "media_type": str, "file": str, "entry?": U64, "part_of?": str}],
    "stamps": [{"size": U64, "token": str, "head": str, "consistency?": str}],
    "files": [{"path": str, "sha256": str, "bytes": U64}],
}
HOST = {"items": [{"name": str, "stored": {"sha256": str, "bytes": U64}}]}
EVERYWHERE = re.compile(r"checkpoint|verifier\.pub|witnesses\.pub|tsa-ca\.pem|VERIFY[^/]*\.md", re.DOTALL)
ODD = object()  # fits no shape


def is_told(field, value, shape):
    name = field.rstrip("?")
    if field != name and value.get(name) is None:
        value[name] = None
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


def document_of(text, shape):
    """JSON of this shape, or None."""
    try:
        told = json.loads(text.decode(), object_pairs_hook=object_of, parse_int=number_of,
                          parse_float=lambda _: ODD, parse_constant=refuse)
    except (ValueError, RecursionError):
        return None
    level, depth = [told], 0
    while level := [one for one in level if isinstance(one, (dict, list))]:
        level = [inner for one in level for inner in (one.values() if isinstance(one, dict) else one)]
        depth += 1
    return told if depth <= DEPTH_MAX and fits(told, shape) else None


# ---- signed notes and proofs ---------------------------------------------------

class Key:
    """A `vkey` line: name, id and Ed25519 key, for one purpose (1 log, 4 witness)."""

    def __init__(self, line, purpose):
        self.name, key_id, encoded = line.strip().split("+", 2)
        typed = b64decode(encoded, validate=True)
        self.id = sha256(self.name.encode() + b"\n" + typed).digest()[:4]
        if typed[0] != purpose or len(typed) != 33 or self.id.hex() != key_id:
            raise ValueError("not such a key")
        self.line, self.public = line.strip(), Ed25519PublicKey.from_public_bytes(typed[1:])


def split_note(note):
    text, middle, lines = note.rpartition("\n\n")
    if not middle or not lines.endswith("\n"):
        raise ValueError("not a signed note")
    return text + "\n", lines


def signatures(lines, key):
    for line in lines.splitlines():
        dash, name, encoded = line.split(" ")
        if dash != "\u2014":
            raise ValueError("not a signature")
        raw = b64decode(encoded, validate=True)
        if (name, raw[:4]) == (key.name, key.id):
            yield raw[4:]


def open_checkpoint(note, key):
    """Origin, size and root of a head that `key` signed."""
    text, lines = split_note(note)
    found = list(signatures(lines, key))
    if not found:
        raise ValueError("not signed by this key")
    for signature in found:
        key.public.verify(signature, text.encode())
    origin, size, root = text.split("\n")[:3]
    root = b64decode(root, validate=True)
    if origin != key.name or str(int(size)) != size or len(root) != 32:
        raise ValueError("not a checkpoint of this log")
    return origin, int(size), root


def witnessed(note, key):
    """When this witness saw the head, or None."""
    text, lines = split_note(note)
    for raw in signatures(lines, key):
        at = int.from_bytes(raw[:8], "big")
        key.public.verify(raw[8:], f"cosignature/v1\ntime {at}\n{text}".encode())
        return at
    return None


def split_proof(proof, label):
    head, middle, checkpoint = proof.partition("\n\n")
    lines = head.split("\n")
    if label == "index ":
        if lines.pop(0) != "c2sp.org/tlog-proof@v1":
            raise ValueError("not a proof")
        if lines[0].startswith("extra "):
            lines.pop(0)
    number = lines[0][len(label):]
    hashes_ = [b64decode(line, validate=True) for line in lines[1:]]
    if not middle or not lines[0].startswith(label) or str(int(number)) != number or any(len(one) != 32 for one in hashes_):
        raise ValueError("not a proof")
    return int(number), hashes_, checkpoint


def parent(left, right):
    return sha256(b"\x01" + left + right).digest()


def climb(position, last, path, old, new):
    """RFC 9162, 2.1.3.2 and 2.1.4.2: from two nodes up to the roots of two trees."""
    for sibling in path:
        if not last:
            raise ValueError("the proof is too long")
        if position & 1 or position == last:
            old, new = parent(sibling, old), parent(sibling, new)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            new = parent(new, sibling)
        position, last = position >> 1, last >> 1
    if last:
        raise ValueError("the proof is too short")
    return old, new


def check_inclusion(proof, leaf, key, head):
    """The index of the leaf in the log of this head."""
    index, path, checkpoint = split_proof(proof, "index ")
    if open_checkpoint(checkpoint, key) != head or index >= head[1]:
        raise ValueError("a proof for another head")
    leaf = sha256(b"\x00" + leaf).digest()
    if climb(index, head[1] - 1, path, leaf, leaf)[1] != head[2]:
        raise ValueError("not in the log")
    return index


def check_consistency(proof, old, key, head):
    size, path, checkpoint = split_proof(proof, "old ")
    if open_checkpoint(checkpoint, key) != head or size != old[1] or not 0 < size < head[1]:
        raise ValueError("a proof for other heads")
    position, last = size - 1, head[1] - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    seed = old[2] if size & (size - 1) == 0 else path.pop(0)
    if climb(position, last, path, seed, seed) != (old[2], head[2]):
        raise ValueError("not the same log")


# ---- time stamps ---------------------------------------------------------------

def der(raw):
    """The values of DER, one after another: (tag, content, whole)."""
    at = 0
    while at < len(raw):
        tag, length, start = raw[at], raw[at + 1], at + 2
        if length & 0x80:
            count = length & 0x7F
            if not 0 < count <= 4:
                raise ValueError("not DER")
            length, start = int.from_bytes(raw[start:start + count], "big"), start + count
        if start + length > len(raw):
            raise ValueError("not DER")
        yield tag, raw[start:start + length], raw[at:start + length]
        at = start + length


def parts(raw):
    return list(der(raw))


def oid(raw):
    numbers, value = [min(raw[0] // 40, 2)], 0
    numbers.append(raw[0] - 40 * numbers[0])
    for byte in raw[1:]:
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(value)
            value = 0
    return ".".join(map(str, numbers))


DIGESTS = {
    "1.3.14.3.2.26": "sha1", "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384", "2.16.840.1.101.3.4.2.3": "sha512",
}
SIGNING = {  # which digest a signature's algorithm has
    "1.2.840.113549.1.1.11": "sha256", "1.2.840.113549.1.1.12": "sha384",
    "1.2.840.113549.1.1.13": "sha512", "1.2.840.10045.4.3.2": "sha256",
    "1.2.840.10045.4.3.3": "sha384",
}
HASHES = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}


def check_signed(certificate, signature, message, digest):
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, message, padding.PKCS1v15(), HASHES[digest])
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, message, ec.ECDSA(HASHES[digest]))
    else:
        key.verify(signature, message)


def check_stamp(token, stamped, anchors):
    """When the bytes were stamped, by whom, and whether that leads to an anchor."""
    content = parts(parts(token)[0][1])
    if oid(content[0][1]) != "1.2.840.113549.1.7.2":
        raise ValueError("no signed data")
    signed = parts(parts(content[1][1])[0][1])
    inner = parts(signed[2][1])
    if oid(inner[0][1]) != "1.2.840.113549.1.9.16.1.4":
        raise ValueError("no TSTInfo inside")
    inside = parts(inner[1][1])[0][1]
    info = parts(parts(inside)[0][1])
    imprint = parts(info[2][1])
    if DIGESTS[oid(parts(imprint[0][1])[0][1])] != "sha256" or imprint[1][1] != sha256(stamped).digest():
        raise ValueError("it stamps something else")
    at = datetime.strptime(re.sub(r"(\.\d+)?Z$", "", info[4][1].decode()), "%Y%m%d%H%M%S")
    at = at.replace(tzinfo=timezone.utc)
    carried = [x509.load_der_x509_certificate(whole)
               for tag, raw, _ in signed[3:] if tag == 0xA0 for _, _, whole in der(raw)]
    infos = parts(signed[-1][1])
    if len(infos) != 1:
        raise ValueError("not exactly one signature")
    signer = parts(infos[0][1])
    issuer, serial = parts(signer[1][1])
    serial = int.from_bytes(serial[1], "big", signed=True)
    certificate = next(one for one in carried
                       if one.serial_number == serial and one.issuer.public_bytes() == issuer[2])
    digest = DIGESTS[oid(parts(signer[2][1])[0][1])]
    attributes = {oid(parts(raw)[0][1]): parts(parts(raw)[1][1]) for _, raw, _ in der(signer[3][1])}
    value = lambda name: attributes[name][0]
    if oid(value("1.2.840.113549.1.9.3")[1]) != "1.2.840.113549.1.9.16.1.4":
        raise ValueError("it signs another kind of content")
    if value("1.2.840.113549.1.9.4")[1] != new_hash(digest, inside).digest():
        raise ValueError("its digest is of other content")
    newer = "1.2.840.113549.1.9.16.2.47"
    named = value(newer if newer in attributes else "1.2.840.113549.1.9.16.2.12")
    first = parts(parts(parts(named[1])[0][1])[0][1])
    by = "sha256" if newer in attributes else "sha1"
    if first[0][0] == 0x30:
        by = DIGESTS[oid(parts(first.pop(0)[1])[0][1])]
    raw = certificate.public_bytes(Encoding.DER)
    if first[0][1] != new_hash(by, raw).digest():
        raise ValueError("it names another certificate")
    # RFC 5652, 5.4: the signature is over the attributes as a SET.
    length = signer[3][2][1:len(signer[3][2]) - len(signer[3][1])]
    algorithm = oid(parts(signer[4][1])[0][1])
    check_signed(certificate, signer[5][1], b"\x31" + length + signer[3][1], SIGNING.get(algorithm, digest))
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    if not usage.critical or [one.dotted_string for one in usage.value] != ["1.3.6.1.5.5.7.3.8"]:
        raise ValueError("its certificate is not for time stamps alone")
    check_valid(certificate, at)
    return at, certificate.subject.rfc4514_string(), leads_to(certificate, carried, anchors, at)


def check_valid(certificate, at):
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        raise ValueError("a certificate was not valid at that time")


def is_issued(below, above, at):
    try:
        check_valid(above, at)
        if not above.extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
            return False
        below.verify_directly_issued_by(above)
        return True
    except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
        return False


def leads_to(certificate, carried, anchors, at):
    if not anchors:
        return False
    for _ in range(6):
        if certificate in anchors or any(is_issued(certificate, one, at) for one in anchors):
            return True
        above = [one for one in carried if one != certificate and is_issued(certificate, one, at)]
        if not above:
            break
        certificate = above[0]
    raise ValueError("its certificate leads to no trusted one")


def plain(text):
    """On one line, whatever names hold."""
    return "".join(one if one.isprintable() else f"\\u{{{ord(one):x}}}" for one in text)


# ---- the bundle ----------------------------------------------------------------

class Check:
    def __init__(self, folder, given):
        self.folder, self.given, self.flaws, self.told = folder, given, set(), []

    def flaw(self, kind, item, file):
        self.flaws.add((kind, item, file))

    def head(self, found):
        for name in ("manifest.json", "SEAL"):
            if name not in found:
                self.flaw("missing", name, name)
        try:
            raw = whole(self.folder, "manifest.json")
        except OSError:
            if "manifest.json" in found:
                self.flaw("unreadable", "manifest.json", "manifest.json")
            return None
        own, seal = sha256(raw).hexdigest(), read(self.folder, "SEAL").decode("utf-8", "replace")
        named = re.match(r"portcullis\.evidence-seal/1\nmanifest\.json ([0-9a-f]{64})\n", seal)
        if "SEAL" in found and not (named and seal == seal_of(named.group(1))):
            self.flaw("altered", "SEAL", "SEAL")
        elif "SEAL" in found and seal != seal_of(own):
            self.flaw("altered", "manifest.json", "manifest.json")
        if self.given.seal and self.given.seal.strip().lower() != own:
            self.flaw("other_seal", "SEAL", "SEAL")
        manifest = document_of(raw, SHAPE)
        if manifest is None and not self.flaws:
            self.flaw("contradiction", "manifest.json", "manifest.json")
        return manifest

    def files(self, manifest, found):
        names = {}
        for entry in manifest["entries"]:
            names[entry["leaf"]] = names[entry["proof"]] = f"entry {entry['index']}"
        for item in manifest["items"]:
            names[item["file"]] = item["name"]
        spoken = names.keys() | {one[name] for one in manifest["stamps"] for name in ("head", "token", "consistency")}
        known = {"manifest.json", "SEAL"}
        for file in manifest["files"]:
            path = file["path"]
            name = names.get(path, path)
            if not is_plain(path) or path in known:
                self.flaw("contradiction", name, path)
                continue
            known.add(path)
            if path not in spoken and not EVERYWHERE.fullmatch(path):
                self.flaw("added", path, path)
            try:
                if hash_of(self.folder, path, file["bytes"] + 1) != (file["sha256"], file["bytes"]):
                    self.flaw("altered", name, path)
            except FileNotFoundError:
                self.flaw("missing", name, path)
            except OSError:
                self.flaw("unreadable", name, path)
        for path in found - known:
            self.flaw("added", path, path)
        for path in names.keys() - known:
            self.flaw("contradiction", names[path], path)

    def checkpoint(self):
        try:
            own = read(self.folder, "verifier.pub").decode()
            key = Key(self.given.key_text or own, 1)
        except (ValueError, IndexError):
            self.flaw("unproven", "verifier.pub", "verifier.pub")
            return None
        if own.strip() != key.line:
            self.flaw("unproven", "verifier.pub", "verifier.pub")
        try:
            note = read(self.folder, "checkpoint").decode()
            head = open_checkpoint(note, key)
        except (ValueError, IndexError, InvalidSignature):
            self.flaw("unproven", "checkpoint", "checkpoint")
            return None
        try:
            for line in read(self.folder, "witnesses.pub").decode().splitlines():
                at = witnessed(note, Key(line, 4))
                if at is not None:
                    when = datetime.fromtimestamp(at, timezone.utc)
                    self.told.append(f"seen by the witness {line.split('+')[0]} at {when:%Y-%m-%dT%H:%M:%SZ}")
        except (ValueError, IndexError, OverflowError, OSError, InvalidSignature):
            self.flaw("unproven", "witnesses.pub", "witnesses.pub")
        return key, head, note

    def entries(self, manifest, key, head):
        said = {}
        for entry in manifest["entries"]:
            name = f"entry {entry['index']}"
            leaf = read(self.folder, entry["leaf"])
            try:
                proof = read(self.folder, entry["proof"]).decode()
                if check_inclusion(proof, leaf, key, head) != entry["index"]:
                    raise ValueError("of another entry")
            except (ValueError, IndexError, InvalidSignature):
                self.flaw("unproven", name, entry["proof"])
                continue
            try:
                body = json.loads(leaf.split(b"\n", 3)[3])
                if f"C-{body['case']}" != manifest["case"]:
                    raise ValueError("of another case")
                said[entry["index"]] = body
            except (ValueError, IndexError, KeyError, TypeError, RecursionError):
                self.flaw("contradiction", name, entry["leaf"])
        return said

    def row(self, manifest, said):
        """No entry was left out up to the one that ordered the bundle: each tells how many came before."""
        expected, numbered, before, ordered, case = 0, False, -1, None, manifest["case"]
        for entry in manifest["entries"]:
            name, body = f"entry {entry['index']}", said.get(entry["index"])
            if entry["index"] <= before:
                self.flaw("contradiction", name, "manifest.json")
            before = entry["index"]
            if body is None or ("case_entry" not in body and not numbered):
                expected += 1
                continue
            number = body.get("case_entry")
            if type(number) is not int or not expected <= number < 1 << 64:
                self.flaw("contradiction", name, "manifest.json")
                continue
            if number > expected:
                last = "" if number - 1 == expected else f"-{number - 1}"
                self.flaw("missing", f"{case}#{expected}{last}", "manifest.json")
            expected, numbered = number + 1, True
            told = [body.get(name) for name in ("what", "custody", "by", "to", "purpose")]
            if told == ["custody", "exported"] + [manifest[name] for name in ("made_by", "handed_to", "purpose")]:
                ordered = expected, body.get("recorded_at"), entry["index"]
        if manifest["case_entries"] != expected:
            self.flaw("contradiction", "case_entries", "manifest.json")
        if ordered is None:
            self.flaw("missing", "exported", "manifest.json")
        return ordered

    def claims(self, manifest, said, order):
        """What the manifest says of the case is what the entries say up to the order."""
        told = lambda what: [body for index, body in sorted(said.items())
                             if body.get("what") == what and (order is None or index <= order)]
        kept = [(body.get("sha256"), body.get("name"), body.get("source")) for body in told("evidence_kept")]
        there = {item["sha256"] for item in manifest["items"]}
        for hash_, name, _ in kept:
            if isinstance(hash_, str) and isinstance(name, str) and hash_ not in there:
                self.flaw("missing", name, f"items/{hash_[:2]}/{hash_}")
        if len(said) != len(manifest["entries"]):
            return
        titles = [body.get("title") for body in told("case_opened")]
        holds = [body["custody"] for body in told("custody") if body.get("custody") in ("hold_placed", "hold_released")]
        agree = {
            "title": titles[:1] == [manifest["title"]],
            "is_held": (holds[-1:] == ["hold_placed"]) == manifest["is_held"],
            "is_exercise": any(body.get("exercise") == "begun" for body in told("exercise")) == manifest["is_exercise"],
        }
        orders = [body for body in told("custody") if body.get("custody") == "exported"]
        if order is not None:
            first, count = {}, 0
            for hash_, _, source in kept:  # The same bytes from where they first came from are no other item.
                count += hash_ not in first or first[hash_] != source
                first.setdefault(hash_, source)
            tlp = said[order].get("tlp")
            agree["tlp"] = manifest["tlp"] == (f"TLP:{tlp.upper().replace('_', '+')}" if tlp else None)
            agree["items"] = said[order].get("items") == count
        elif orders:
            for name, field in (("by", "made_by"), ("to", "handed_to"), ("purpose", "purpose")):
                agree[field] = orders[-1].get(name) == manifest[field]
        for field in (field for field, holds in agree.items() if not holds):
            self.flaw("contradiction", field, "manifest.json")

    def hosts(self, manifest, said):
        """What each host's manifest names; all of it must be there."""
        kept = {body.get("sha256") for body in said.values() if body.get("what") == "evidence_kept"
                and isinstance(body.get("source"), dict) and body["source"].get("from") == "bundle"}
        there, hosts = {item["sha256"] for item in manifest["items"]}, {}
        for host in manifest["items"]:
            if host["sha256"] not in kept:
                continue
            told = document_of(read(self.folder, host["file"]), HOST)
            if not told:
                self.flaw("contradiction", host["name"], host["file"])
                continue
            hosts[host["sha256"]] = told["items"]
            for item in told["items"]:
                hash_ = item["stored"]["sha256"]
                if hash_ not in there:
                    self.flaw("missing", item["name"], f"items/{hash_[:2]}/{hash_}")
        return hosts

    def of_item(self, item, said, hosts):
        """What tells of this item: fields and whether they agree; none where nothing does."""
        if item["entry"] is not None and item["part_of"] is None:
            body = said.get(item["entry"], {})
            if (body.get("what"), body.get("sha256")) != ("evidence_kept", item["sha256"]):
                return None
            return {name: body.get(name) == item[name] for name in ("bytes", "name", "media_type")}
        own = [] if item["entry"] is not None else hosts.get(item["part_of"], [])
        own = [one for one in own if one["stored"]["sha256"] == item["sha256"]]
        return own and {
            "bytes": any(one["stored"]["bytes"] == item["bytes"] for one in own),
            "name": any(one["name"] == item["name"] for one in own),
            "media_type": item["media_type"] == "application/octet-stream",
        }

    def items(self, manifest, said):
        count, files, known, hosts = 0, {}, set(), self.hosts(manifest, said)
        for file in manifest["files"]:
            files.setdefault(file["path"], file["sha256"])
        for item in manifest["items"]:
            agree = self.of_item(item, said, hosts)
            if not agree or files.get(item["file"]) != item["sha256"] or item["sha256"] in known:
                self.flaw("contradiction", item["name"], item["file"])
            elif all(agree.values()):
                count += 1
            else:
                for field in (field for field, holds in agree.items() if not holds):
                    self.flaw("contradiction", f"{item['name']}: {field}", item["file"])
            known.add(item["sha256"])
        return count

    def stamp(self, one, key, head, note):
        name = f"stamp {one['size']}"
        stamped = read(self.folder, one["head"])
        try:
            token = read(self.folder, one["token"])
            at, authority, is_anchored = check_stamp(token, stamped, self.given.anchors)
        except Exception:  # Whatever a parser says: what cannot be checked is not proven.
            self.flaw("unproven", name, one["token"])
            return
        trust = "" if is_anchored else " (not compared with a trusted certificate: give --tsa-ca)"
        self.told.append(f"stamped at {at:%Y-%m-%dT%H:%M:%SZ} by {authority}{trust}")
        try:
            earlier = open_checkpoint(stamped.decode(), key)
            if earlier[1] != one["size"]:
                raise ValueError("a head of another size")
            if one["consistency"] is not None:
                check_consistency(read(self.folder, one["consistency"]).decode(), earlier, key, head)
            elif earlier != head or not stamped.decode().startswith(note.split("\n\n")[0]):
                raise ValueError("another head")
        except (ValueError, IndexError, InvalidSignature):
            self.flaw("unproven", name, one["head"])

    def body(self, manifest, found):
        self.files(manifest, found)
        opened = self.checkpoint()
        if not opened:
            return 0, 0
        said = self.entries(manifest, *opened[:2])
        ordered = self.row(manifest, said)
        self.claims(manifest, said, ordered and ordered[2])
        items = self.items(manifest, said)
        for one in manifest["stamps"]:
            self.stamp(one, *opened)
        if not self.flaws:
            self.told.insert(0, f"these are all {ordered[0]} entries of the case up to {ordered[1]}, "
                                "with all evidence that they say was kept: none was left out")
            self.told.append("no entry proves made_at, made_with and the words of VERIFY.md: only the seal does")
        return len(said), items

    def run(self):
        found = set(files_of(self.folder))
        manifest = self.head(found)
        entries, items = self.body(manifest, found) if manifest else (0, 0)
        for flaw, name, file in sorted(self.flaws):
            print(plain(f"{flaw} {name} ({file})"))
        for line in self.told:
            print(plain(line))
        verdict = "NOT SOUND" if self.flaws else "sound"
        print(f"{items} items, {entries} entries, {len(self.flaws)} flaws: {verdict}")
        return not self.flaws


def main():
    words = argparse.ArgumentParser(description="Verifies a court bundle of Portcullis, offline.")
    words.add_argument("dir")
    words.add_argument("--seal")
    words.add_argument("--key")
    words.add_argument("--tsa-ca")
    given = words.parse_args()
    given.key_text, given.anchors = None, []
    if given.key:
        with open(given.key, encoding="utf-8") as file:
            given.key_text = file.read()
    if given.tsa_ca:
        with open(given.tsa_ca, "rb") as file:
            given.anchors = x509.load_pem_x509_certificates(file.read())
    sys.exit(0 if Check(given.dir, given).run() else 1)


if __name__ == "__main__":
    main()
