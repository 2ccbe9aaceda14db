#!/usr/bin/env python3
"""Turns Portcullis's rules into the queries of a SIEM, by pySigma.

    python3 contrib/sigma/convert.py splunk rules queries/

Each rule that raises findings becomes one file, named by the rule's id.
What a backend cannot say is listed at the end with the reason, and is no error.
`sigma convert` does the same for a single file; over the whole folder it stops
at correlations whose rules stand in other files.
"""

import argparse
import pathlib
import re
import sys

import yaml
from sigma.collection import SigmaCollection
from sigma.correlations import SigmaCorrelationRule
from sigma.exceptions import SigmaError
from sigma.processing.pipeline import ProcessingPipeline

HERE = pathlib.Path(__file__).parent


def splunk(pipeline):
    from sigma.backends.splunk import SplunkBackend

    return SplunkBackend(processing_pipeline=pipeline)


def opensearch(pipeline):
    from sigma.backends.opensearch import OpensearchLuceneBackend

    return OpensearchLuceneBackend(processing_pipeline=pipeline)


def elasticsearch(pipeline):
    from sigma.backends.elasticsearch import LuceneBackend

    return LuceneBackend(processing_pipeline=pipeline)


def esql(pipeline):
    from sigma.backends.elasticsearch import ESQLBackend

    return ESQLBackend(processing_pipeline=pipeline)


# Target: the backend, our pipeline for it, the ending of its files.
TARGETS = {
    "splunk": (splunk, "splunk.yml", "spl"),
    "opensearch": (opensearch, "opensearch.yml", "lucene"),
    "elasticsearch": (elasticsearch, "opensearch.yml", "lucene"),
    "esql": (esql, "opensearch.yml", "esql"),
}


def documents(folder):
    """The text of each rule by its id: a conversion changes rules, so each begins with fresh ones."""
    texts = {}
    for path in sorted(pathlib.Path(folder).rglob("*.yml")):
        for text in path.read_text(encoding="utf-8").split("\n---\n"):
            # Examples are most of a rule, and no backend wants them.
            text = re.sub(r"^portcullis:\n(?:[ \t].*\n|\n)*", "", f"{text}\n", flags=re.MULTILINE)
            texts[yaml.safe_load(text)["id"]] = text
    return texts


def load(texts):
    """These rules; raises on the first that pySigma does not understand."""
    return SigmaCollection.from_yaml("\n---\n".join(texts))


def by_word(rules):
    """The rules by all that a correlation may call them."""
    return {word: rule for rule in rules for word in (rule.name, str(rule.id)) if word}


def needed(rule, words):
    """The rule after all rules that it refers to, directly or by others."""
    found = []
    if isinstance(rule, SigmaCorrelationRule):
        for reference in rule.rules:
            found += [r for r in needed(words[reference.reference], words) if r not in found]
    return [*found, rule]


def silent(rules, words):
    """Ids of rules that only serve correlations."""
    heard, unheard = set(), set()
    for rule in rules:
        if isinstance(rule, SigmaCorrelationRule):
            served = {words[reference.reference].id for reference in rule.rules}
            (heard if rule.generate else unheard).update(served)
    return unheard - heard


def convert(folder, target, pipeline=None, unordered=False):
    """For each rule that raises findings: the rule, and its query or why there is none."""
    make, default, _ = TARGETS[target]
    steps = pathlib.Path(pipeline or HERE / default).read_text(encoding="utf-8")
    texts = documents(folder)
    if unordered:
        order = ("type: temporal_ordered", "type: temporal")
        texts = {identity: text.replace(*order) for identity, text in texts.items()}
    rules = load(texts.values()).rules
    words = by_word(rules)
    quiet = silent(rules, words)
    backend = make(ProcessingPipeline.from_yaml(steps))
    for rule in rules:
        if rule.id in quiet:
            continue
        one = load(texts[str(part.id)] for part in needed(rule, words))
        try:
            queries = backend.convert(one)
        except (SigmaError, NotImplementedError) as error:
            yield rule, None, str(error) or type(error).__name__
        else:
            yield rule, queries[-1], None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("target", choices=sorted(TARGETS))
    parser.add_argument("rules", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument(
        "--unordered",
        action="store_true",
        help="where the order of events cannot be said, ask for all of them in any order",
    )
    parser.add_argument("--pipeline", type=pathlib.Path, help="your own in place of ours")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    ending, written, refused = TARGETS[args.target][2], 0, []
    for rule, query, why in convert(args.rules, args.target, args.pipeline, args.unordered):
        if why:
            refused.append(f"{rule.title}: {why}")
            continue
        (args.out / f"{rule.id}.{ending}").write_text(f"{query}\n", encoding="utf-8")
        written += 1
    print(f"{written} queries written, {len(refused)} rules that {args.target} cannot say")
    for line in refused:
        print(f"  {line}", file=sys.stderr)


if __name__ == "__main__":
    main()
