"""Scans a redacted corpus with Presidio's recognisers: none of ours.

    cargo bench -p engine --bench redact -- 20 FOLDER
    pip install presidio-analyzer
    python tests/presidio/scan.py FOLDER

The folder has `redacted.log` and `foreign.txt`, what must not be left. Only
recognisers that work by patterns and check digits are used, so that no model
is needed. Whatever Presidio finds is compared with what was planted; the first
findings of each kind that are no pseudonym are shown, for a person.
"""

import collections
import pathlib
import sys

from presidio_analyzer.predefined_recognizers import (
    CreditCardRecognizer,
    EmailRecognizer,
    IbanRecognizer,
    IpRecognizer,
    UrlRecognizer,
)

LINES_MAX = 6_000

# The subjects' own, which stay.
KEPT = ("gitlab.orchard.test",)


def main(folder: pathlib.Path) -> int:
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
        for line in log:
            if lines >= LINES_MAX:
                break
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
    sys.exit(main(pathlib.Path(sys.argv[1])))
