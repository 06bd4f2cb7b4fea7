"""Applies the replacements of a JSON report to the files that they are in."""
import collections
import json
import sys

edits = collections.defaultdict(set)
with open(sys.argv[1], encoding="utf-8") as report:
    for finding in json.load(report)["findings"]:
        for change in finding.get("replacements", []):
            edits[change["file"]].add((change["offset"], change["length"], change["text"]))
for path, changes in edits.items():
    with open(path, "rb") as file:
        text = file.read()
    for offset, length, new in sorted(changes, reverse=True):
        text = text[:offset] + new.encode() + text[offset + length:]
    with open(path, "wb") as file:
        file.write(text)
