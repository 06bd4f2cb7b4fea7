#!/usr/bin/env python3
"""Compares the options of the README with those of `escape-check --help` on standard input, group by group.

usage: readme_options.py README
"""

import re
import sys


def names(text):
    """The options in a text, without values."""
    return {name for name in re.findall(r"(?<![\w-])--?[a-z][a-z-]*", text)}


def groups(text, heading, option):
    """What `option` finds in each line, by the last heading."""
    result = {}
    into = None
    for line in text.splitlines():
        if found := re.fullmatch(heading, line):
            into = result.setdefault(found[1], set())
        elif into is not None and (found := re.match(option, line)):
            into |= names(found[1])
    return result


with open(sys.argv[1], encoding="utf-8") as file:
    readme = groups(file.read(), r"\*\*(\w+) options\*\*", r"\| (`[^|]*) \|")
helped = groups(sys.stdin.read(), r"(\w+) options:", r"  (-\S+)")
if not helped or any(not options for options in helped.values()):
    sys.exit(f"readme_options.py: --help has no options: {helped}")
told = {name for options in readme.values() for name in options}
for group, options in helped.items():
    if missing := options - readme.get(group, set()):
        sys.exit(f"readme_options.py: not in the group {group} of the README: {', '.join(sorted(missing))}")
if unknown := told - {name for options in helped.values() for name in options}:
    sys.exit(f"readme_options.py: --help does not know {', '.join(sorted(unknown))}")
