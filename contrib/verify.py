#!/usr/bin/env python3
"""Verifies what a Portcullis ledger exports, with Python's standard library alone.

    verify.py KEY checkpoint CHECKPOINT
    verify.py KEY inclusion PROOF LEAF
    verify.py KEY consistency PROOF OLD-CHECKPOINT

KEY is the file verifier.pub, as it was handed over. Exits with 1 and says why
if something does not hold. Formats: C2SP signed-note, tlog-checkpoint and
tlog-proof; the tree and its proofs: RFC 6962 and RFC 9162; Ed25519: RFC 8032.
"""
import sys
from base64 import b64decode
from hashlib import sha256, sha512
from pathlib import Path

# Ed25519, in affine coordinates: slow (a second or so) and easy to read.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
BASE_Y = 4 * pow(5, -1, P) % P


def recover_x(y, sign):
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        raise ValueError("not a point of the curve")
    return x if x & 1 == sign else P - x


def point(encoded):
    number = int.from_bytes(encoded, "little")
    y = number & (1 << 255) - 1
    return recover_x(y, number >> 255), y


def add(a, b):
    (x1, y1), (x2, y2) = a, b
    product = D * x1 * x2 * y1 * y2 % P
    return ((x1 * y2 + x2 * y1) * pow(1 + product, -1, P) % P,
            (y1 * y2 + x1 * x2) * pow(1 - product, -1, P) % P)


def times(scalar, base):
    result = (0, 1)
    for bit in bin(scalar)[2:]:
        result = add(result, result)
        result = add(result, base) if bit == "1" else result
    return result


def is_signed(public, text, signature):
    base, r, s = (recover_x(BASE_Y, 0), BASE_Y), signature[:32], int.from_bytes(signature[32:], "little")
    h = int.from_bytes(sha512(r + public + text).digest(), "little") % ORDER
    return s < ORDER and times(s, base) == add(point(r), times(h, point(public)))


def open_checkpoint(note, key):
    """The size and the root of a checkpoint that `key` signed."""
    name, key_id, public = key.strip().split("+", 2)
    kind, public = b64decode(public)[:1], b64decode(public)[1:]
    expected_id = sha256(name.encode() + b"\n" + kind + public).digest()[:4]
    assert kind == b"\x01" and expected_id.hex() == key_id, "not an Ed25519 key"
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    for line in signatures.splitlines():
        dash, signer, encoded = line.split(" ")
        signature = b64decode(encoded)
        if (dash, signer, signature[:4]) == ("\u2014", name, expected_id):
            assert is_signed(public, text.encode(), signature[4:]), "the signature is wrong"
            origin, size, root = text.split("\n")[:3]
            assert origin == name, "a checkpoint of another log"
            return int(size), b64decode(root)
    raise AssertionError("not signed by this key")


def split(proof, label):
    """The number, the hashes and the checkpoint of a proof."""
    head, _, checkpoint = proof.partition("\n\n")
    lines = [line for line in head.split("\n") if not line.startswith(("c2sp.org/", "extra "))]
    assert lines[0].startswith(label), "not such a proof"
    return int(lines[0][len(label):]), [b64decode(line) for line in lines[1:]], checkpoint


def parent(left, right):
    return sha256(b"\x01" + left + right).digest()


def climb(position, last, path, old, new):
    """RFC 9162, 2.1.3.2 and 2.1.4.2: from two nodes up to the roots of two trees."""
    for sibling in path:
        assert last, "the proof is too long"
        if position & 1 or position == last:
            old, new = parent(sibling, old), parent(sibling, new)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            new = parent(new, sibling)
        position, last = position >> 1, last >> 1
    assert not last, "the proof is too short"
    return old, new


def check_inclusion(proof, leaf, key):
    index, hashes, checkpoint = split(proof, "index ")
    size, root = open_checkpoint(checkpoint, key)
    leaf = sha256(b"\x00" + leaf).digest()
    assert index < size and climb(index, size - 1, hashes, leaf, leaf)[1] == root, "not in the log"
    return f"record {index} is in the log of {size} records"


def check_consistency(proof, kept, key):
    old_size, hashes, checkpoint = split(proof, "old ")
    (kept_size, old), (size, root) = open_checkpoint(kept, key), open_checkpoint(checkpoint, key)
    assert kept_size == old_size <= size, "the proof is for another earlier checkpoint"
    if 0 < old_size < size:
        position, last = old_size - 1, size - 1
        while position & 1:
            position, last = position >> 1, last >> 1
        seed = old if old_size & (old_size - 1) == 0 else hashes.pop(0)
        assert climb(position, last, hashes, seed, seed) == (old, root), "not the same log"
    assert old_size != size or old == root, "not the same log"
    return f"the first {old_size} of {size} records were not changed"


def main(key, command, path, other=None):
    key, text = Path(key).read_text(), Path(path).read_text()
    if command == "checkpoint":
        size, root = open_checkpoint(text, key)
        return f"the log of {size} records has the root {root.hex()}"
    if command == "inclusion":
        return check_inclusion(text, Path(other).read_bytes(), key)
    assert command == "consistency", f"unknown command {command}"
    return check_consistency(text, Path(other).read_text(), key)


if __name__ == "__main__":
    try:
        print("proven:", main(*sys.argv[1:]))
    except (AssertionError, ValueError, TypeError, OSError) as error:
        sys.exit(f"verify.py: {error}")
