#!/usr/bin/env python3
"""Checks a report in Checkstyle's or JUnit's form, and prints what it says, one element a line.

usage: check_xml.py FILE

Elements and attributes that the form does not know, or lacks, are errors, and so are counts that are not true.
"""

import sys
import xml.etree.ElementTree

# Each element: its attributes, and what may be in it.
CASE = ({"classname", "name", "file", "line"}, {"failure", "error", "system-out"})
FORMS = {
    "checkstyle": {"checkstyle": ({"version"}, {"file"}), "file": ({"name"}, {"error"}),
                   "error": ({"line", "column", "severity", "message", "source"}, set())},
    "testsuites": {"testsuites": ({"name", "tests", "failures", "errors"}, {"testsuite"}),
                   "testsuite": ({"name", "tests", "failures", "errors"}, {"testcase"}),
                   "testcase": CASE, "failure": ({"type", "message"}, set()), "error": ({"message"}, set()),
                   "system-out": (set(), set())}}
OPTIONAL = {"testcase": {"file", "line"}}
COUNTED = {"tests": "testcase", "failures": "failure", "errors": "error"}


def wrong(message):
    sys.exit(f"check_xml.py: {message}")


def check(element, form):
    attributes, children = form[element.tag]
    given = set(element.keys())
    missing = attributes - given - OPTIONAL.get(element.tag, set())
    if missing or given - attributes:
        wrong(f"attributes of {element.tag}: {element.attrib}")
    for name, tag in COUNTED.items():
        if name in given and int(element.get(name)) != len(list(element.iter(tag))):
            wrong(f"{element.tag}: {name} is {element.get(name)}")
    for child in element:
        if child.tag not in children:
            wrong(f"{child.tag} in {element.tag}")
        check(child, form)


def show(element, depth=0):
    words = [element.tag] + [f"{name}={value!r}" for name, value in element.items() if name != "version"]
    print(" " * depth + " ".join(words))
    for line in (element.text or "").strip().splitlines():
        print(" " * depth + " | " + line)
    for child in element:
        show(child, depth + 1)


def main():
    root = xml.etree.ElementTree.parse(sys.argv[1]).getroot()
    if root.tag not in FORMS:
        wrong(f"root {root.tag}")
    check(root, FORMS[root.tag])
    show(root)


main()
