#!/usr/bin/env python3
"""Compares what `escape-check -m` says about one file with what the file expects, both ways.

usage: check_m.py [--verdicts] FILE -- CLANG-ARGS

Expectations are trailing comments on the line that the message is about:

    User *p = new User;    // expect: new User does not escape
    std::vector<int> v(n); // expect: v does not escape ; re:.* does not escape
    int x;                 // imprecise: moved to heap: x (wanted: x does not escape)

Several on one line are separated by ` ; `. `re:` starts a regular expression that must match the whole
message. `imprecise:` accepts a coarser answer than the right one; the right one then fails too, so that the
comment is turned into `expect:` on the day the tool gets better. For every line the multiset of messages must
equal the multiset of expectations; a message about any other file is unexpected.

With --verdicts it is the verdicts of the JSON report that are compared, of allocations and variables: `-m` does not
tell `stack` from `arena`. Their expectations are comments of their own:

    list = new Node;       // verdict: new Node arena

The tool is $ESCAPE_CHECK, else `escape-check` on PATH. Exit: 0 equal, 1 different, 2 the tool did not run.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter, defaultdict

MESSAGE = re.compile(r"^(?P<file>[^\s:][^:]*):(?P<line>\d+):(?P<column>\d+): (?P<text>.*)$")
COMPILER = re.compile(r"^(remark|note|warning|error|fatal error): ")
COMMENT = re.compile(r"//\s*(expect|imprecise|verdict):\s*(.*?)\s*(?=//\s*(?:expect|imprecise|verdict):|$)")
IMPRECISE = re.compile(r"^(?P<now>.*?)\s+\(wanted: (?P<wanted>.*)\)$")


class Expectation:
    def __init__(self, text, wanted=None):
        self.text = text
        self.wanted = wanted
        self.pattern = re.compile(text[3:]) if text.startswith("re:") else None

    def matches(self, message):
        if self.pattern:
            return self.pattern.fullmatch(message) is not None
        return self.text == message


def read_expectations(path, verdicts=False):
    """Line number to the list of its expectations; raises ValueError for one that cannot be read."""
    expectations = defaultdict(list)
    with open(path, encoding="utf-8") as source:
        for number, line in enumerate(source, 1):
            for kind, body in COMMENT.findall(line.rstrip("\n")):
                if (kind == "verdict") != verdicts:
                    continue
                for part in re.split(r"\s+;\s+", body):
                    if not part:
                        raise ValueError(f"{path}:{number}: empty expectation")
                    if kind != "imprecise":
                        expectations[number].append(Expectation(part))
                        continue
                    found = IMPRECISE.match(part)
                    if not found:
                        raise ValueError(f"{path}:{number}: imprecise needs '(wanted: ...)': {part}")
                    expectations[number].append(Expectation(found["now"], found["wanted"]))
    return expectations


def parse_output(output, path):
    """Line number to the messages of the file at `path`, and the lines that are about other files."""
    messages, elsewhere = defaultdict(list), []
    for line in output.splitlines():
        found = MESSAGE.match(line)
        if not found or COMPILER.match(found["text"]):
            continue
        if os.path.realpath(found["file"]) == os.path.realpath(path):
            messages[int(found["line"])].append(found["text"])
        else:
            elsewhere.append(line)
    return messages, elsewhere


def parse_verdicts(output, path):
    """As parse_output, of a JSON report."""
    messages, elsewhere = defaultdict(list), []
    report = json.loads(output)
    for entry in report["allocations"] + report["variables"]:
        message = f"{entry['text'] if 'text' in entry else entry['name']} {entry['verdict']}"
        if os.path.realpath(entry["file"]) == os.path.realpath(path):
            messages[entry["line"]].append(message)
        else:
            elsewhere.append(f"{entry['file']}:{entry['line']}: {message}")
    return messages, elsewhere


def unmatched(expectations, messages):
    """The expectations and the messages of one line that are left over after the largest matching."""
    owner = [None] * len(messages)  # index of the expectation that has this message

    def assign(index, visited):
        for at, message in enumerate(messages):
            if at in visited or not expectations[index].matches(message):
                continue
            visited.add(at)
            if owner[at] is None or assign(owner[at], visited):
                owner[at] = index
                return True
        return False

    # Exact ones first: only then is a message that a broad pattern also matches reported sensibly.
    order = sorted(range(len(expectations)), key=lambda i: expectations[i].pattern is not None)
    missing = [expectations[i] for i in order if not assign(i, set())]
    return missing, [m for at, m in enumerate(messages) if owner[at] is None]


def differences(path, expectations, messages, elsewhere):
    report = []
    for line in sorted(set(expectations) | set(messages)):
        missing, unexpected = unmatched(expectations[line], messages[line])
        for expectation in missing:
            report.append(f"{path}:{line}: missing:    {expectation.text}")
        for message, count in Counter(unexpected).items():
            times = f" ({count} times)" if count > 1 else ""
            report.append(f"{path}:{line}: unexpected: {message}{times}")
            if any(e.wanted == message for e in missing):
                report.append(f"{path}:{line}:   this is the wanted answer: make the comment `expect: {message}`")
    report += [f"unexpected, about another file: {line}" for line in elsewhere]
    return report


def main(arguments):
    verdicts = arguments[:1] == ["--verdicts"]
    if verdicts:
        arguments = arguments[1:]
    if len(arguments) < 2 or arguments[1] != "--":
        print(__doc__, file=sys.stderr)
        return 2
    path, clang_arguments = arguments[0], arguments[2:]
    tool = os.environ.get("ESCAPE_CHECK") or shutil.which("escape-check")
    if not tool:
        print("check_m.py: no escape-check: set ESCAPE_CHECK or PATH", file=sys.stderr)
        return 2
    try:
        expectations = read_expectations(path, verdicts)
    except (OSError, ValueError, re.error) as error:
        print(f"check_m.py: {error}", file=sys.stderr)
        return 2

    command = [tool, "--no-cache", "--format=json" if verdicts else "-m", path, "--", *clang_arguments]
    try:
        run = subprocess.run(command, capture_output=True, text=True, errors="replace")
    except OSError as error:
        print(f"check_m.py: {error}", file=sys.stderr)
        return 2
    if run.returncode not in (0, 1):
        print(f"check_m.py: exit {run.returncode} from: {' '.join(command)}", file=sys.stderr)
        print(run.stderr, file=sys.stderr, end="")
        return 2

    if verdicts:
        messages, elsewhere = parse_verdicts(run.stdout, path)
    else:
        messages, elsewhere = parse_output(run.stdout + "\n" + run.stderr, path)
    report = differences(path, expectations, messages, elsewhere)
    if report:
        print("\n".join(report))
        total = sum(map(len, expectations.values()))
        print(f"{len(report)} lines differ ({total} expected, {sum(map(len, messages.values()))} given)")
        if run.stderr:
            print("stderr of the tool:\n" + run.stderr, end="")
    return 1 if report else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
