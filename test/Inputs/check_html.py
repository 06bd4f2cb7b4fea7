#!/usr/bin/env python3
"""Checks a page of --format=html, and prints what is in it.

usage: check_html.py [--source FILE] PAGE

A page that refers to something outside of it, whose data ends before its element does, or whose data refers to what is
not there is an error. It prints each finding with its path, each decision, and each file. With --source it prints the
text of that file, as the page has it.
"""

import argparse
import html.parser
import json
import sys

DECISION = ["file", "line", "column", "function", "group", "kind", "message", "subject", "type", "size", "verdict", "sink",
            "reasons", "way", "instances"]
FINDING = ["file", "line", "column", "function", "id", "check", "severity", "message", "size", "verdict", "reasons", "way",
           "decision"]
TEXTS = ["group", "kind", "message", "subject", "type", "verdict", "sink", "severity"]


def wrong(message):
    sys.exit(f"check_html.py: {message}")


class Page(html.parser.HTMLParser):
    """Takes the data out. What is not embedded has an address."""

    def __init__(self, text):
        super().__init__()
        self.data, self.open, self.count = "", [], {}
        self.in_data = False
        self.feed(text)
        self.close()
        if self.open:
            wrong(f"not closed: {self.open}")

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        for name in ("src", "href", "action"):
            if name in attributes:
                wrong(f"<{tag}> refers to {attributes[name]}")
        self.count[tag] = self.count.get(tag, 0) + 1
        if tag not in ("meta", "input"):
            self.open.append(tag)
        self.in_data = attributes.get("type") == "application/json"

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            wrong(f"</{tag}> closes nothing")
        self.in_data = False

    def handle_data(self, data):
        if self.in_data:
            self.data += data


def rows(data, key, names):
    for row in data[key]:
        if len(row) != len(names):
            wrong(f"{key}: not {len(names)} values: {row}")
        entry = dict(zip(names, row))
        for name in TEXTS:
            if name in entry:
                entry[name] = data["strings"][entry[name]]
        entry["reasons"] = [data["strings"][index] for index in entry["reasons"]]
        entry["way"] = [data["steps"][4 * index:4 * index + 4] for index in entry["way"]]
        entry["function"] = data["strings"][data["functions"][entry["function"]][0]]
        yield entry


def place(data, file, line, column):
    return f"{data['files'][file][0]}:{line}:{column}"


def describe(data):
    for f in rows(data, "findings", FINDING):
        if len(f["id"]) != 16:
            wrong(f"no id: {f['id']}")
        about = data["decisions"][f["decision"]] if f["decision"] >= 0 else None
        if about and about[:3] != [f["file"], f["line"], f["column"]]:
            wrong(f"{f['message']}: the decision is elsewhere: {about}")
        print(f"{f['severity']} {data['checks'][f['check']][0]} {place(data, f['file'], f['line'], f['column'])} "
              f"{f['message']} [{f['function']}, {f['verdict']}, {f['size']}]")
        for file, line, column, message in f["way"]:
            print(f"  {place(data, file, line, column)} {data['strings'][message]}")
    for d in rows(data, "decisions", DECISION):
        print(f"{d['group']} {d['verdict']} {place(data, d['file'], d['line'], d['column'])} {d['message']}")
    for path, source, *note in data["files"]:
        print(f"file {path}: {note[0] if source is None else f'{len(source)} characters'}")


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--source")
    parser.add_argument("page")
    arguments = parser.parse_args()
    with open(arguments.page, encoding="utf-8", newline="") as file:
        text = file.read()
    page = Page(text)
    if page.count["script"] != 2 or page.count["style"] != 1:
        wrong(f"other elements than there should be: {page.count}")
    if "default-src 'none'" not in text:
        wrong("a page that may load something")
    data = json.loads(page.data)
    if len(set(data["strings"])) != len(data["strings"]):
        wrong("a text that stands there twice")
    if arguments.source:
        sys.stdout.reconfigure(newline="")
        print(next(source for path, source, *_ in data["files"] if path == arguments.source), end="")
    else:
        describe(data)


if __name__ == "__main__":
    main()
