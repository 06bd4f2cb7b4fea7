#!/usr/bin/env python3
"""Checks a SARIF report of escape-check against what version 2.1.0 of the format asks of the objects that are in it.

usage: check_sarif.py [--count N] [--same-fingerprints OTHER] FILE

Properties that are missing, unknown or of a wrong kind are errors, and so are references to what is not there. Where
SARIF_SCHEMA names the schema of OASIS and Python has jsonschema, the report is checked against it as well. It ends by
printing each result: level, rule, place, message.
"""

import argparse
import json
import os
import re
import sys
import urllib.parse

LEVELS = {"none", "note", "warning", "error"}
URI = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://)?([A-Za-z0-9._~/-]|%[0-9A-F]{2})*")


class List:
    def __init__(self, of, least=0):
        self.of = of
        self.least = least


class Map:
    def __init__(self, of):
        self.of = of


# Objects: the properties that have to be there, and those that may be.
MESSAGE = ({"text": str}, {})
REGION = ({"startLine": int}, {"startColumn": int})
ARTIFACT = ({"uri": str}, {"uriBaseId": str})
PHYSICAL = ({"artifactLocation": ARTIFACT}, {"region": REGION})
LOGICAL = ({}, {"fullyQualifiedName": str, "decoratedName": str, "kind": str})
LOCATION = ({}, {"physicalLocation": PHYSICAL, "logicalLocations": List(LOGICAL), "message": MESSAGE})
THREAD = ({"locations": List(({"location": LOCATION}, {}), 1)}, {})
DELETED = ({"startLine": int, "startColumn": int, "endColumn": int}, {})
CHANGE = ({"artifactLocation": ARTIFACT,
           "replacements": List(({"deletedRegion": DELETED, "insertedContent": ({"text": str}, {})}, {}), 1)}, {})
RESULT = ({"ruleId": str, "ruleIndex": int, "level": LEVELS, "message": MESSAGE, "locations": List(LOCATION),
           "partialFingerprints": Map(str)},
          {"codeFlows": List(({"threadFlows": List(THREAD, 1)}, {})),
           "relatedLocations": List(LOCATION, 1),
           "kind": {"informational"},
           "fixes": List(({"artifactChanges": List(CHANGE, 1)}, {}))})
RULE = ({"id": str, "shortDescription": MESSAGE, "fullDescription": MESSAGE,
         "help": ({"text": str, "markdown": str}, {}), "defaultConfiguration": ({"level": LEVELS}, {})}, {})
DRIVER = ({"name": str, "version": str, "rules": List(RULE)}, {})
RUN = ({"tool": ({"driver": DRIVER}, {}),
        "invocations": List(({"executionSuccessful": bool, "exitCode": int}, {})),
        "originalUriBaseIds": Map(({"uri": str}, {})),
        "columnKind": {"utf16CodeUnits", "unicodeCodePoints"},
        "results": List(RESULT)}, {})
LOG = ({"version": {"2.1.0"}, "runs": List(RUN)}, {"$schema": str})


def wrong(message):
    sys.exit(f"check_sarif.py: {message}")


def check(value, kind, where):
    if isinstance(kind, List):
        if not isinstance(value, list) or len(value) < kind.least:
            wrong(f"{where}: no list of at least {kind.least}: {value!r}")
        for entry in value:
            check(entry, kind.of, where + "[]")
    elif isinstance(kind, Map):
        for key, entry in value.items():
            check(entry, kind.of, f"{where}.{key}")
    elif isinstance(kind, tuple):
        check_object(value, kind, where)
    elif isinstance(kind, set):
        if value not in kind:
            wrong(f"{where}: {value!r}")
    elif type(value) is not kind:
        wrong(f"{where}: {value!r} is no {kind.__name__}")


def check_object(value, kind, where):
    required, optional = kind
    if not isinstance(value, dict):
        wrong(f"{where}: no object: {value!r}")
    for key in required.keys() - value.keys():
        wrong(f"{where}: no {key!r}")
    for key, entry in value.items():
        if key not in required and key not in optional:
            wrong(f"{where}: unknown property {key!r}")
        check(entry, required.get(key) or optional[key], f"{where}.{key}")


def check_artifact(artifact, bases):
    uri, base = artifact["uri"], artifact.get("uriBaseId")
    if not URI.fullmatch(uri):
        wrong(f"no URI: {uri}")
    if base is not None and (base not in bases or "://" in uri or uri.startswith("/")):
        wrong(f"not relative to {base}: {uri}")
    if base is None and not uri.startswith("file:///"):
        wrong(f"not absolute: {uri}")


def locations(result):
    """All of a result, those of its flow, or of what else belongs to it, at the end."""
    flows = [step["location"] for flow in result.get("codeFlows", []) for thread in flow["threadFlows"]
             for step in thread["locations"]]
    return result["locations"] + flows + result.get("relatedLocations", [])


def check_result(result, rules, bases):
    for fix in result.get("fixes", []):
        for change in fix["artifactChanges"]:
            check_artifact(change["artifactLocation"], bases)
    if not 0 <= result["ruleIndex"] < len(rules) or rules[result["ruleIndex"]]["id"] != result["ruleId"]:
        wrong(f"ruleIndex {result['ruleIndex']} is not {result['ruleId']}")
    if ("kind" in result) != (result["level"] == "none"):
        wrong(f"what is informational has no level, and nothing else: {result}")
    for location in locations(result):
        physical = location.get("physicalLocation")
        if physical:
            check_artifact(physical["artifactLocation"], bases)
            if any(number < 1 for number in physical.get("region", {}).values()):
                wrong(f"a region counts from 1: {physical}")


def check_run(run):
    rules, bases = run["tool"]["driver"]["rules"], run["originalUriBaseIds"]
    if len({rule["id"] for rule in rules}) != len(rules):
        wrong("a rule twice")
    for base in bases.values():
        if not URI.fullmatch(base["uri"]) or not base["uri"].startswith("file:///") or not base["uri"].endswith("/"):
            wrong(f"no base: {base}")
    for result in run["results"]:
        check_result(result, rules, bases)
    if len(set(fingerprints(run))) != len(run["results"]):
        wrong("fingerprints are not unique")


def check_schema(log):
    try:
        import jsonschema
    except ImportError:
        return
    with open(os.environ["SARIF_SCHEMA"], encoding="utf-8") as file:
        schema = json.load(file)
    try:
        jsonschema.validate(few(log), schema)
    except jsonschema.ValidationError as error:
        wrong(f"against the schema of OASIS: {error.json_path}: {error.message}")


def few(log):
    """100,000 results would take the schema minutes, and all have the same form."""
    runs = [{**run, "results": run["results"][:500]} for run in log["runs"]]
    return {**log, "runs": runs}


def fingerprints(run):
    return [tuple(sorted(result["partialFingerprints"].items())) for result in run["results"]]


def show(location):
    physical = location["physicalLocation"]
    artifact, region = physical["artifactLocation"], physical["region"]
    base = artifact.get("uriBaseId", "")
    return f"{base}{':' if base else ''}{urllib.parse.unquote(artifact['uri'])}:{region['startLine']}:{region['startColumn']}"


def read(path):
    with open(path, encoding="utf-8") as file:
        log = json.load(file)
    check(log, LOG, "log")
    if len(log["runs"]) != 1:
        wrong(f"{len(log['runs'])} runs")
    check_run(log["runs"][0])
    if "SARIF_SCHEMA" in os.environ:
        check_schema(log)
    return log["runs"][0]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int)
    parser.add_argument("--same-fingerprints")
    parser.add_argument("file")
    arguments = parser.parse_args()
    run = read(arguments.file)
    if arguments.count is not None and len(run["results"]) != arguments.count:
        wrong(f"{len(run['results'])} results, not {arguments.count}")
    if arguments.same_fingerprints and fingerprints(read(arguments.same_fingerprints)) != fingerprints(run):
        wrong(f"{arguments.same_fingerprints} has other fingerprints")
    for result in run["results"]:
        place, *way = locations(result)
        print(f"{result['level']} {result['ruleId']} {show(place)} {result['message']['text']}")
        for step in way:
            print(f"  {show(step)} {step['message']['text']}")


main()
