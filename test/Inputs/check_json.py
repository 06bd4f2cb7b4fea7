#!/usr/bin/env python3
"""Checks a JSON report of escape-check against version 1 of the format.

usage: check_json.py [--count LIST=N]... [--all WORD]... [--same OTHER] FILE

Keys and words that the format does not know are errors. --count wants N entries in a list; --all wants every word of
one sort (reason, kind, verdict, fix, leak, check) at least once; --same wants that OTHER says the same, times aside.
"""

import argparse
import json
import os
import re
import sys

OPTIONAL_NUMBER = (int, type(None))
PLACE = {"file": str, "line": int, "column": int}
WHY = {**PLACE, "message": str}
REPLACEMENT = {**PLACE, "offset": int, "length": int, "text": str}
DECISION = {**PLACE, "function": str, "mangled": str, "reasons": list, "why": list, "instances": int}
OBJECT = {**DECISION, "id": str, "type": str, "size": OPTIONAL_NUMBER, "verdict": str}
ALLOCATION = {**OBJECT, "kind": str, "text": str, "callee": str, "fix": str}
VARIABLE = {**OBJECT, "name": str}
PARAMETER = {**DECISION, "name": str, "leak": str, "level": OPTIONAL_NUMBER, "result": OPTIONAL_NUMBER}
FINDING = {**PLACE, "function": str, "check": str, "severity": str, "message": str, "why": list}
CHANGE = {**PLACE, "function": str, "mangled": str, "of": str, "text": str, "change": str, "was": str, "now": str,
          "message": str, "why": list}
LISTS = {"allocations": ALLOCATION, "variables": VARIABLE, "parameters": PARAMETER, "findings": FINDING}
REPORT = {"version": int, "tool": dict, **{name: list for name in LISTS}, "stats": dict}
TOOL = {"name": str, "version": str, "llvm": str}
STATS = {"tus": int, "functions": int, "user functions": int, "seconds by stage": dict, "bounds hit": dict,
         "unknown instructions": int, "unknown calls by name": dict,
         "variants by name": dict}
SECONDS = {stage: float for stage in ("parse and lower", "graph", "capture", "link", "solve", "findings")}
BOUNDS = {"points-to": int, "summary size": int, "recursion": int}

# Every word that the tool can print, as docs/design.md has them. Another one is an error: it has to be told to those
# who read reports by program.
REASONS = set("""return out-param global closure thread channel boxing container exception coroutine unknown-call
    indirect-call virtual-call int-cast inline-asm oversized dynamic-size loop recursion freed-elsewhere
    bound""".split())
# In the format, but not seen in a report so far: --all does not ask for it.
NOT_GIVEN = {"int-cast"}
KINDS = set("""new new[] make_unique make_shared allocate_shared smart_pointer container string function any thread
    library call""".split())
VERDICTS = {"allocations": {"stack", "arena", "caller", "heap"},
            "variables": {"stack", "moved-to-heap", "oversized"}}
FIXES = {"stack", "arena", "value", "none"}
LEAKS = {"none", "content", "heap", "result"}
CHECKS = {"heap-to-stack": "warning", "heap-to-arena": "remark", "moved-to-heap": "warning",
          "leak": "warning", "oversized-frame": "warning", "unused-suppression": "warning", "contract": "error",
          "returned-allocation": "warning", "shared-never-shared": "warning", "boxed-never-dispatched": "warning",
          "annotate-noescape": "remark", "annotate-lifetimebound": "remark", "annotate-lifetime-capture-by": "remark"}


def wrong(message):
    sys.exit(f"check_json.py: {message}")


def check_keys(entry, keys, where, optional=()):
    for key, kind in keys.items():
        if key not in entry:
            wrong(f"{where}: no {key!r}: {entry}")
        if not isinstance(entry[key], kind) or isinstance(entry[key], bool):
            wrong(f"{where}: {key!r} is {entry[key]!r}")
    for key in set(entry) - set(keys) - set(optional):
        wrong(f"{where}: unknown key {key!r}")


def check_word(word, known, where):
    if word not in known:
        wrong(f"{where} {word!r} is not known")


def check_place(entry, where):
    if not os.path.isabs(entry["file"]) or os.path.realpath(entry["file"]) != entry["file"]:
        wrong(f"{where}: not absolute and canonical: {entry['file']}")
    if entry["line"] < 1 or entry["column"] < 1:
        wrong(f"{where}: lines and columns count from 1: {entry}")


def check_decision(entry, name):
    if entry["instances"] < 1:
        wrong(f"{name}: instances {entry['instances']}")
    for reason in entry["reasons"]:
        check_word(reason, REASONS, f"{name}: reason")
    if len(set(entry["reasons"])) != len(entry["reasons"]):
        wrong(f"{name}: a reason twice: {entry['reasons']}")
    for step in entry["why"]:
        check_keys(step, WHY, f"{name}: why")
        check_place(step, f"{name}: why")


def check_object(entry, name):
    check_word(entry["verdict"], VERDICTS[name], f"{name}: verdict")
    if not re.fullmatch("[0-9a-f]{16}", entry["id"]):
        wrong(f"{name}: id {entry['id']!r}")
    if entry["size"] is not None and entry["size"] < 0:
        wrong(f"{name}: size {entry['size']}")
    reasons = set(entry["reasons"])
    if entry["verdict"] == "stack" and reasons:
        wrong(f"{name}: it stays, but has reasons: {entry}")
    if entry["verdict"] == "arena" and (not reasons or not reasons <= {"dynamic-size", "loop"}):
        wrong(f"{name}: reasons of an arena: {entry}")
    if entry["verdict"] == "oversized" and reasons != {"oversized"}:
        wrong(f"{name}: reasons of what is oversized: {entry}")


def check_allocation(entry):
    # The kind is one of those known, or the name of a function of C, which the text repeats.
    if entry["kind"] not in KINDS and entry["text"] != f"{entry['kind']}(...)":
        wrong(f"allocations: kind {entry['kind']!r} is not known")
    check_word(entry["fix"], FIXES, "allocations: fix")
    verdicts = {"stack": "stack", "arena": "arena", "value": "caller"}
    if entry["fix"] != "none" and verdicts[entry["fix"]] != entry["verdict"]:
        wrong(f"allocations: the fix does not go with the verdict: {entry}")


def check_parameter(entry):
    check_word(entry["leak"], LEAKS, "parameters: leak")
    level = entry["level"]
    if (level is None) != (entry["result"] is None) or (level is not None and (level < 0 or entry["result"] != 0)):
        wrong(f"parameters: level and result: {entry}")
    if (entry["leak"] == "result" and level is None) or (entry["leak"] == "none" and level is not None):
        wrong(f"parameters: leak and level: {entry}")


def check_lists(report):
    for name, keys in LISTS.items():
        places = []
        for entry in report[name]:
            check_keys(entry, keys, name, ("allocation", "variable", "replacements") if name == "findings" else ())
            check_place(entry, name)
            if name != "findings":
                check_decision(entry, name)
            if name in VERDICTS:
                check_object(entry, name)
            places.append((entry["file"], entry["line"], entry["column"]))
        if places != sorted(places):
            wrong(f"{name}: not sorted by place")
    for allocation in report["allocations"]:
        check_allocation(allocation)
    for parameter in report["parameters"]:
        check_parameter(parameter)


def check_findings(report):
    ids = {name: [entry["id"] for entry in report[name]] for name in ("allocations", "variables")}
    everything = ids["allocations"] + ids["variables"]
    if len(set(everything)) != len(everything):
        wrong("ids are not unique")
    for finding in report["findings"]:
        if "allocation" in finding and "variable" in finding:
            wrong(f"a finding is about an allocation or about a variable: {finding}")
        if "allocation" in finding and finding["allocation"] not in ids["allocations"]:
            wrong(f"no such allocation: {finding}")
        if "variable" in finding and finding["variable"] not in ids["variables"]:
            wrong(f"no such variable: {finding}")
        for change in finding.get("replacements", []):
            check_keys(change, REPLACEMENT, "findings: replacements")
            check_place(change, "findings: replacements")
        check_word(finding["check"], CHECKS, "findings: check")
        if finding["severity"] not in (CHECKS[finding["check"]], "error"):
            wrong(f"findings: severity {finding['severity']!r} of {finding['check']}")


def check_changes(report):
    """Only a run with --diff has them."""
    for change in report.get("changes", []):
        kind = change["of"]
        check_word(kind, {"allocation", "variable", "parameter"}, "changes: of")
        check_keys(change, CHANGE, "changes", () if kind == "parameter" else (kind,))
        check_place(change, "changes")
        check_word(change["change"], {"worse", "better", "unsure"}, "changes: change")
        if kind == "parameter":
            for word in (change["was"], change["now"]):
                if not re.fullmatch(r"(heap|content)?(, )?(result level=\d+)?|none", word):
                    wrong(f"changes: {word!r} is no leak")
            continue
        now = [entry for entry in report[kind + "s"] if entry["id"] == change[kind]]
        if len(now) != 1 or now[0]["verdict"] != change["now"]:
            wrong(f"changes: no such {kind}: {change}")
        check_word(change["was"], VERDICTS[kind + "s"], "changes: was")


def check_stats(stats):
    check_keys(stats, STATS, "stats")
    check_keys(stats["bounds hit"], BOUNDS, "stats: bounds hit")
    # Where no file was analysed there is no time of its stages.
    check_keys(stats["seconds by stage"], {k: SECONDS[k] for k in stats["seconds by stage"] if k in SECONDS},
               "stats: seconds by stage")
    for name, count in stats["unknown calls by name"].items():
        if not isinstance(count, int) or count < 1:
            wrong(f"stats: unknown calls of {name}: {count!r}")


def words(report):
    """What the report says, under the names that --all knows it by."""
    decisions = [entry for name in LISTS if name != "findings" for entry in report[name]]
    return {"reason": {reason for entry in decisions for reason in entry["reasons"]},
            "kind": {entry["kind"] for entry in report["allocations"]},
            "verdict": {entry["verdict"] for name in VERDICTS for entry in report[name]},
            "fix": {entry["fix"] for entry in report["allocations"]},
            "leak": {entry["leak"] for entry in report["parameters"]},
            "check": {entry["check"] for entry in report["findings"]}}


KNOWN = {"reason": REASONS, "kind": KINDS, "verdict": VERDICTS["allocations"] | VERDICTS["variables"], "fix": FIXES,
         "leak": LEAKS, "check": set(CHECKS)}


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def without_times(report):
    return {**report, "stats": {**report["stats"], "seconds by stage": None}}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", action="append", default=[])
    parser.add_argument("--all", action="append", default=[], choices=KNOWN)
    parser.add_argument("--same")
    parser.add_argument("file")
    arguments = parser.parse_args()
    report = read(arguments.file)
    check_keys(report, REPORT, "report", ("changes",))
    if report["version"] != 1:
        wrong(f"version {report['version']!r}")
    check_keys(report["tool"], TOOL, "tool")
    check_stats(report["stats"])
    check_lists(report)
    check_findings(report)
    check_changes(report)
    for count in arguments.count:
        name, number = count.split("=")
        if len(report[name]) != int(number):
            wrong(f"{len(report[name])} {name}, not {number}")
    for name in arguments.all:
        if missing := KNOWN[name] - words(report)[name] - NOT_GIVEN:
            wrong(f"no {name} is {', '.join(sorted(missing))}")
    if arguments.same and without_times(read(arguments.same)) != without_times(report):
        wrong(f"{arguments.same} says something else")


main()
