#!/usr/bin/env python3
"""Looks up each name of the built-in contracts in the libraries that it is for.

A contract for a misspelt name is never used, and nobody hears of it: a function that was believed to be known stays
unknown, or, in a file of contracts that corrects another, is believed to do less than it does.

usage: exported.py --nm NM --compiler COMPILER CONTRACTS.json...

Names that these libraries do not have on purpose are in unexported.txt, next to this file. A name that ends in `*`
needs one symbol that begins so. Exit: 0 all there, 1 some are not, 77 this system cannot tell.
"""

import argparse
import json
import os
import platform
import re
import subprocess
import sys

LIBRARIES = ["libc.so.6", "libm.so.6", "libresolv.so.2", "libcrypt.so.1", "libgcc_s.so.1", "libatomic.so.1",
             "libstdc++.so.6", "libc_nonshared.a", "libgcc.a", "libgtest.a", "libgmock.a"]
# The oldest versions that have all names.
GLIBC, GLIBCXX = (2, 36), "GLIBCXX_3.4.30"


def unable(why):
    print(f"not checked: {why}")
    sys.exit(77)


def symbols(nm, path):
    """The names that a library defines, as they are written in a source or in IR."""
    flags = ["--defined-only"] + (["-D"] if ".so" in path else [])
    listing = subprocess.run([nm, *flags, path], check=True, capture_output=True, text=True).stdout
    return {line.split()[-1] for line in listing.splitlines() if len(line.split()) > 2}


def library_symbols(nm, compiler):
    found = set()
    for library in LIBRARIES:
        path = subprocess.run([compiler, f"-print-file-name={library}"], check=True, capture_output=True,
                              text=True).stdout.strip()
        if not os.path.isabs(path):
            unable(f"no {library}")
        found |= symbols(nm, path)
    if not any(name.endswith("@" + GLIBCXX) for name in found):
        unable(f"libstdc++ is older than {GLIBCXX}")
    return {name.split("@")[0] for name in found}


def contract_names(path):
    """The names in a file, and those that have more than one contract which always holds."""
    with open(path, encoding="utf-8") as source:
        entries = json.load(source)["functions"]
    names, twice = set(), set()
    for entry in entries:
        for name in entry["names"]:
            if "when" not in entry and name in names:
                twice.add(name)
            names.add(name)
    return names, twice


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--nm", required=True)
    parser.add_argument("--compiler", required=True)
    parser.add_argument("contracts", nargs="+")
    options = parser.parse_args()
    if platform.machine() != "x86_64" or "CS_GNU_LIBC_VERSION" not in os.confstr_names:
        unable("not glibc on x86-64")
    version = re.match(r"glibc (\d+)\.(\d+)", os.confstr("CS_GNU_LIBC_VERSION") or "")
    if not version or tuple(map(int, version.groups())) < GLIBC:
        unable("glibc is older than " + ".".join(map(str, GLIBC)))
    have = library_symbols(options.nm, options.compiler)
    with open(os.path.join(os.path.dirname(__file__), "unexported.txt"), encoding="utf-8") as source:
        elsewhere = {word for line in source for word in line.split("#")[0].split()}
    mistakes, all_names = [], set()
    for path in options.contracts:
        names, twice = contract_names(path)
        mistakes += [f"{path}: {name} has two contracts" for name in sorted(twice)]
        all_names |= names
        for name in sorted(names - have - elsewhere):
            if not name.endswith("*") or not any(symbol.startswith(name[:-1]) for symbol in have):
                mistakes.append(f"{path}: no library has {name}")
    mistakes += [f"unexported.txt: {name} has no contract" for name in sorted(elsewhere - all_names)]
    print("\n".join(mistakes) or f"{len(all_names)} names")
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main())
