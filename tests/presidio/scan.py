"""Scans a redacted corpus with Presidio's recognisers: none of ours.

    cargo bench -p engine --bench redact -- 20 FOLDER
    pip install presidio-analyzer
    python tests/presidio/scan.py FOLDER [LINES [EVERY]]

The folder has `redacted.log` and `foreign.txt`, what must not be left. Only
recognisers that work by patterns and check digits are used, so that no model
is needed. Whatever Presidio finds is compared with what was planted; the first
findings of each kind that are no pseudonym are shown, for a person. LINES are
scanned (6,000), one of EVERY so many (1): a sample of a corpus that is too
large for it.
"""

import collections
import itertools
import pathlib
import sys

from presidio_analyzer.predefined_recognizers import (
    CreditCardRecognizer,
    EmailRecognizer,
    IbanRecognizer,
    IpRecognizer,
    UrlRecognizer,
)

LINES = 6_000

# The subjects' own, which stay.
KEPT = ("gitlab.orchard.test",)


def main(folder: pathlib.Path, lines_max: int, every: int) -> int:
    foreign = (folder / "foreign.txt").read_text(encoding="utf-8").split("\n")
    recognizers = [
        EmailRecognizer(),
        IpRecognizer(),
        UrlRecognizer(),
        CreditCardRecognizer(),
        IbanRecognizer(),
    ]
    found, left, shown = collections.Counter(), [], collections.defaultdict(dict)
    lines = 0
    with (folder / "redacted.log").open(encoding="utf-8") as log:
        for line in itertools.islice(log, 0, lines_max * every, every):
            lines += 1
            for recognizer in recognizers:
                entities = recognizer.supported_entities
                for hit in recognizer.analyze(line, entities, None) or []:
                    text = line[hit.start : hit.end].lower()
                    found[hit.entity_type] += 1
                    if any(one in text for one in foreign):
                        left.append((hit.entity_type, text, line))
                    elif len(shown[hit.entity_type]) < 12:
                        shown[hit.entity_type][text] = line.strip()[:120]
    print(f"{lines} lines, found {dict(found)}, foreign {len(left)}")
    for kind, texts in shown.items():
        print(kind, sorted(texts))
    for row in left[:20]:
        print("LEFT", row)
    return 1 if left else 0


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[2:4]] + [LINES, 1][len(sys.argv) - 2 :]
    sys.exit(main(pathlib.Path(sys.argv[1]), *numbers))
