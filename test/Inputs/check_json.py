#!/usr/bin/env python3
"""Checks a JSON report of escape-check against version 1 of the format.

usage: check_json.py [--count LIST=N]... [--same OTHER] FILE

--count wants N entries in a list; --same wants that OTHER says the same, times aside.
"""

import argparse
import json
import os
import sys

PLACE = {"file": str, "line": int, "column": int}
OPTIONAL_NUMBER = (int, type(None))
WHY = {**PLACE, "message": str}
ALLOCATION = {"id": str, **PLACE, "function": str, "mangled": str, "kind": str, "type": str,
              "size": OPTIONAL_NUMBER, "verdict": str, "reasons": list, "why": list, "fix": str, "instances": int}
VARIABLE = {**PLACE, "function": str, "name": str, "type": str, "size": OPTIONAL_NUMBER, "verdict": str,
            "reasons": list, "why": list}
PARAMETER = {**PLACE, "function": str, "name": str, "leak": str, "level": OPTIONAL_NUMBER,
             "result": OPTIONAL_NUMBER}
FINDING = {"check": str, "severity": str, "message": str, **PLACE}
STATS = {"tus": int, "functions": int, "seconds by stage": dict, "bounds hit": dict, "unknown calls by name": dict}

REASONS = set("""return out-param global closure thread channel boxing container exception coroutine unknown-call
    indirect-call virtual-call int-cast inline-asm oversized dynamic-size loop recursion freed-elsewhere
    shared-ownership""".split())
VERDICTS = {"allocations": {"stack", "arena", "caller", "heap"},
            "variables": {"stack", "moved-to-heap", "oversized"}}


def wrong(message):
    sys.exit(f"check_json.py: {message}")


def check_keys(entry, keys, where):
    for key, kind in keys.items():
        if key not in entry:
            wrong(f"{where}: no {key!r}: {entry}")
        if not isinstance(entry[key], kind) or isinstance(entry[key], bool):
            wrong(f"{where}: {key!r} is {entry[key]!r}")


def check_place(entry, where):
    if not os.path.isabs(entry["file"]) or os.path.realpath(entry["file"]) != entry["file"]:
        wrong(f"{where}: not absolute and canonical: {entry['file']}")
    if entry["line"] < 1 or entry["column"] < 1:
        wrong(f"{where}: lines and columns count from 1: {entry}")


def check_decision(entry, name):
    check_place(entry, name)
    if name in VERDICTS and entry["verdict"] not in VERDICTS[name]:
        wrong(f"{name}: verdict {entry['verdict']!r}")
    for reason in entry.get("reasons", []):
        if reason not in REASONS:
            wrong(f"{name}: reason {reason!r} is not in the list of codes")
    for step in entry.get("why", []):
        check_keys(step, WHY, f"{name}: why")
        check_place(step, f"{name}: why")


def check_lists(report):
    for name, keys in (("allocations", ALLOCATION), ("variables", VARIABLE), ("parameters", PARAMETER),
                       ("findings", FINDING)):
        places = []
        for entry in report[name]:
            check_keys(entry, keys, name)
            check_decision(entry, name)
            places.append((entry["file"], entry["line"], entry["column"]))
        if places != sorted(places):
            wrong(f"{name}: not sorted by place")
    for allocation in report["allocations"]:
        if allocation["fix"] not in ("stack", "arena", "value", "none"):
            wrong(f"fix {allocation['fix']!r}")
        if allocation["instances"] < 1:
            wrong(f"instances {allocation['instances']}")
    for parameter in report["parameters"]:
        if parameter["leak"] not in ("none", "content", "heap", "result"):
            wrong(f"leak {parameter['leak']!r}")


def check_findings(report):
    ids = {name: [a["id"] for a in report[name] if "id" in a] for name in ("allocations", "variables")}
    everything = ids["allocations"] + ids["variables"]
    if len(set(everything)) != len(everything):
        wrong("ids are not unique")
    for finding in report["findings"]:
        if ("allocation" in finding) == ("variable" in finding):
            wrong(f"a finding is about an allocation or about a variable: {finding}")
        if "allocation" in finding and finding["allocation"] not in ids["allocations"]:
            wrong(f"no such allocation: {finding}")
        if "variable" in finding and finding["variable"] not in ids["variables"]:
            wrong(f"no such variable: {finding}")
        if finding["severity"] not in ("error", "warning", "remark", "note"):
            wrong(f"severity {finding['severity']!r}")


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def without_times(report):
    return {**report, "stats": {**report["stats"], "seconds by stage": None}}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", action="append", default=[])
    parser.add_argument("--same")
    parser.add_argument("file")
    arguments = parser.parse_args()
    report = read(arguments.file)
    if report["version"] != 1:
        wrong(f"version {report['version']!r}")
    check_keys(report["tool"], {"name": str, "version": str, "llvm": str}, "tool")
    check_keys(report["stats"], STATS, "stats")
    check_lists(report)
    check_findings(report)
    for count in arguments.count:
        name, number = count.split("=")
        if len(report[name]) != int(number):
            wrong(f"{len(report[name])} {name}, not {number}")
    if arguments.same and without_times(read(arguments.same)) != without_times(report):
        wrong(f"{arguments.same} says something else")


main()
