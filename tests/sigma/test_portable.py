"""The shipped rules are plain Sigma: pySigma, a reader that we did not write, says so.

Run by crates/engine/tests/it/portable.rs, or by hand:

    python3 tests/sigma/test_portable.py

Needs the packages that scripts/tools.sh puts into the tests' environment.
"""

import importlib.util
import pathlib
import subprocess
import sys
import unittest

from sigma.collection import SigmaCollection
from sigma.correlations import SigmaCorrelationRule

ROOT = pathlib.Path(__file__).resolve().parents[2]
RULES = ROOT / "rules"

# Checks of sigma-cli that are not for this pack, and why.
OFF = {
    "attacktag": "asks the network for ATT&CK; `test_tags_are_of_attack` does it from a table",
    "d3_fendtag": "asks the network, and no rule has such tags",
    "duplicate_filename": "a folder is part of our names: user/removed, key/removed",
    "filename_length": "likewise: folder and file together are long enough",
    "number_as_string": "GitLab writes 20 for public as text in `to`, and so do its logs",
}

# What a backend cannot say, by the words of its refusal.
CANNOT = {
    "opensearch": {
        "Backend does not support correlation rules.",
        "ES Lucene backend can't handle field references.",
    },
    "esql": {
        "Correlation type 'temporal_ordered' is not supported by backend.",
        "Correlation field normalization is not supported by backend.",
    },
}


def converter():
    place = ROOT / "contrib/sigma/convert.py"
    spec = importlib.util.spec_from_file_location("convert", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Portable(unittest.TestCase):
    """One reading of the pack for all tests."""

    @classmethod
    def setUpClass(cls):
        cls.convert = converter()
        cls.rules = SigmaCollection.load_ruleset(
            sorted(RULES.rglob("*.yml")), collect_errors=True
        )

    def test_every_rule_is_read_without_an_error(self):
        self.assertEqual([str(error) for error in self.rules.errors], [])
        self.assertEqual(
            [(rule.title, rule.errors) for rule in self.rules.rules if rule.errors], []
        )
        documents = sum(
            text.read_text(encoding="utf-8").count("\nid: ") for text in RULES.rglob("*.yml")
        )
        self.assertEqual(len(self.rules.rules), documents)

    def test_our_own_attribute_is_carried_and_disturbs_nothing(self):
        for rule in self.rules.rules:
            self.assertIn("requirements", rule.custom_attributes["portcullis"], rule.title)

    def test_sigma_check_finds_nothing(self):
        sigma = pathlib.Path(sys.executable).with_name("sigma")
        excluded = [word for name in OFF for word in ("-x", name)]
        done = subprocess.run(
            [sigma, "check", "--fail-on-issues", *excluded, RULES],
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_tags_are_of_attack(self):
        lines = (ROOT / "tests/sigma/attack.txt").read_text().splitlines()
        rows = [line.split() for line in lines if line and not line.startswith("#")]
        serves = {technique.lower(): set(tactics) for technique, *tactics in rows}
        for rule in self.rules.rules:
            names = [tag.name for tag in rule.tags if tag.namespace == "attack"]
            techniques = [name for name in names if name.startswith("t1")]
            tactics = {name for name in names if not name.startswith("t1")}
            for technique in techniques:
                self.assertIn(technique, serves, rule.title)
                self.assertTrue(serves[technique] & tactics, f"{rule.title}: {technique}")
            for tactic in tactics:
                served = any(tactic in serves[technique] for technique in techniques)
                self.assertTrue(served, f"{rule.title}: {tactic} has no technique")

    def converted(self, target, **options):
        queries, refused = {}, {}
        for rule, query, why in self.convert.convert(RULES, target, **options):
            if why:
                refused[rule.title] = why
            else:
                queries[rule.title] = (rule, query)
        return queries, refused

    def check_refusals(self, target, refused):
        other = {title: why for title, why in refused.items() if why not in CANNOT[target]}
        self.assertEqual(other, {})

    def test_splunk_gets_the_whole_pack(self):
        queries, refused = self.converted("splunk", unordered=True)
        self.assertEqual(refused, {})
        for title, (_, query) in queries.items():
            self.assertIn('index="gitlab" sourcetype="gitlab:', query, title)
            self.assertNotIn("portcullis", query.lower(), title)
        self.assertEqual(
            queries["User made an administrator"][1],
            'index="gitlab" sourcetype="gitlab:audit" event_type="user_admin_status_updated" '
            'details.to IN ("true", "1")',
        )

    def test_lucene_gets_every_rule_on_single_events(self):
        queries, refused = self.converted("opensearch")
        self.check_refusals("opensearch", refused)
        for title, (rule, query) in queries.items():
            self.assertNotIsInstance(rule, SigmaCorrelationRule, title)
            self.assertIn("data_stream.dataset:gitlab.", query, title)
        self.assertEqual(
            queries["User made an administrator"][1],
            "data_stream.dataset:gitlab.audit AND "
            "(event_type:user_admin_status_updated AND (details.to:(true OR 1)))",
        )

    def test_esql_gets_correlations_too(self):
        queries, refused = self.converted("esql")
        self.check_refusals("esql", refused)
        correlations = [1 for rule, _ in queries.values() if isinstance(rule, SigmaCorrelationRule)]
        self.assertGreater(len(correlations), 40)


if __name__ == "__main__":
    unittest.main()
