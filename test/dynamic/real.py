#!/usr/bin/env python3
# Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
"""Holds what escape-check claims of a program against what its heap objects
did. The program was built with Instrument.cpp and objects.cpp, and ran with
ESCAPE_OBJECTS=PREFIX set; docs/judge.md tells the whole.

A claim `does not escape` (stack or arena) for a call is refuted when an object
that was made there was freed after the calling function had been left. Exit
status 1 when any claim is refuted, 2 when there was nothing to judge.

usage: real.py (-p BUILD --tool PATH | --report JSON) [options] PREFIX..."""
import argparse
import functools
import glob
import json
import os
import re
import shlex
import subprocess
import sys
from collections import Counter, defaultdict, namedtuple

SAFE = {"stack", "arena"}
# made, freed: numbers of objects; others: of those that another thread freed;
# left: the most levels, counted from the innermost, that one outlived.
Site = namedtuple("Site", "file line column function callee implicit")
Way = namedtuple("Way", "chain made freed others left")


@functools.lru_cache(None)
def real(path):
    return os.path.realpath(path)


@functools.lru_cache(None)
def plain(mangled):
    """A constructor or destructor in the form that does the work."""
    return re.sub(r"C1(E|I)", r"C2\1", re.sub(r"D[01]E", "D2E", mangled))


def read_objects(files):
    """-> the ways to objects; the same in several processes is one"""
    contexts, around = {}, [None]  # (number of what is around, site) -> number
    counts = defaultdict(lambda: [0, 0, 0, 0])
    for name in files:
        sites, nodes = {}, {"0": 0}
        with open(name, errors="replace") as f:
            for line in f:
                try:
                    if line[0] == "S":
                        head, file, function, callee = line[:-1].split("\t")
                        _, number, at, column, implicit, directory = head.split(" ", 5)
                        sites[number] = Site(real(os.path.join(directory, file)),
                                             int(at), int(column), function, callee,
                                             implicit == "1")
                        continue
                    _, number, parent, site, made, freed, others, left = line.split()
                    key = nodes[parent], sites[site]
                    if key not in contexts:
                        contexts[key] = len(around)
                        around.append(key)
                    nodes[number] = contexts[key]
                    if made != "0":
                        c = counts[contexts[key]]
                        c[0] += int(made)
                        c[1] += int(freed)
                        c[2] += int(others)
                        c[3] = max(c[3], int(left))
                except (ValueError, KeyError):
                    break  # of a process that was killed while it wrote
    for number, c in counts.items():
        chain = []
        while number:
            number, site = around[number]
            chain.append(site)
        yield Way(chain, *c)


class Claims:
    def __init__(self, report, system):
        self.at = defaultdict(list)
        self.system = tuple(os.path.join(real(d), "") for d in system)
        for a in report["allocations"]:
            self.at[real(a["file"]), a["line"], a["column"]].append(a)

    @functools.lru_cache(None)
    def in_system_header(self, file):
        return file.startswith(self.system)

    def of(self, site):
        """The decisions on a call. Those of several functions at one place, such
        as instances of a template, were merged under the name of one; those of
        another function that a macro made there are not this one's, nor are those
        on its other calls."""
        here = [a for a in self.at.get(site[:3], [])
                if a["instances"] > 1 or plain(a["mangled"]) == plain(site.function)]
        named = [a for a in here if plain(a["callee"]) == plain(site.callee)]
        return named or [a for a in here
                         if a["instances"] > 1 or not a["callee"] or not site.callee]

    def is_silent(self, chain, i):
        """Whether nothing is said of this level, as there is nothing in it that
        a user wrote: the object is the next one's."""
        site = chain[i]
        if site.implicit or self.in_system_header(site.file):
            return True
        inner = chain[i - 1].function if i else site.callee
        return inner != site.function and plain(inner) == plain(site.function)


def judge(ways, claims):
    """-> refuted {decisions: (decisions, way, level)}, seen {decisions: (decisions,
    Counter)}, places of calls without a decision at which ways ended"""
    refuted, seen, lost = {}, {}, Counter()
    for way in ways:
        for i, site in enumerate(way.chain):
            if claims.is_silent(way.chain, i):
                continue
            here = claims.of(site)
            if not here:
                lost[site] += way.made
                break
            verdicts = {a["verdict"] for a in here}
            key = tuple(map(id, here))
            outlived = way.left > i
            seen.setdefault(key, (here, Counter()))[1]["outlived" if outlived else
                        "stayed" if way.freed == way.made else "unknown"] += way.made
            if outlived and verdicts <= SAFE:
                if key not in refuted or i < refuted[key][2]:
                    refuted[key] = (here, way, i)
                break
            if "heap" in verdicts or verdicts <= SAFE:
                break
    return refuted, seen, lost


def show(site):
    return f"{site.file}:{site.line}:{site.column}: in {site.function}" + \
        (f", calls {site.callee}" if site.callee else "")


def count(seen):
    """-> totals, totals for each kind"""
    total, kinds = Counter(), defaultdict(Counter)
    for here, c in seen.values():
        proven = all(a["verdict"] in SAFE for a in here)
        what = "outlive" if c["outlived"] else "unknown" if c["unknown"] else "stay"
        for t in [total] + [kinds[k] for k in {a["kind"] for a in here}]:
            t["seen"] += 1
            t[what] += 1
            t["proven"] += what == "stay" and proven
            t["unknown proven"] += what == "unknown" and proven
    return total, kinds


def system_directories(build):
    """What the compile commands declare to be system headers."""
    found = {"/usr/include", "/usr/lib", "/usr/local/include"}
    path = build if os.path.isfile(build) else os.path.join(build, "compile_commands.json")
    with open(path) as f:
        for entry in json.load(f):
            args = entry.get("arguments") or shlex.split(entry["command"])
            for i, a in enumerate(args):
                for option in ("-isystem", "-idirafter"):
                    if a.startswith(option):
                        d = a[len(option):] or (args[i + 1] if i + 1 < len(args) else ".")
                        found.add(os.path.join(entry["directory"], d))
    return found


def main():
    p = argparse.ArgumentParser(description=__doc__,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("prefix", nargs="+", help="what ESCAPE_OBJECTS was")
    p.add_argument("-p", metavar="BUILD", help="directory of compile_commands.json")
    p.add_argument("--tool", help="escape-check")
    p.add_argument("--tool-arg", action="append", default=[])
    p.add_argument("--report", help="a JSON report to read instead; with --tool, to write")
    p.add_argument("--system", action="append", default=[], help="a directory of system headers")
    p.add_argument("--name", help="print the totals as a row of a table, with this name")
    p.add_argument("--lost", type=int, default=0, metavar="N",
                   help="print the N most frequent calls that had no decision")
    p.add_argument("--ways", action="store_true",
                   help="print every way to an object: what became of those that were "
                   "made on it, and its calls in files that are no system headers")
    p.add_argument("--missed", action="store_true",
                   help="print the sites that stay and were not proven")
    o = p.parse_args()
    if o.tool:
        run = subprocess.run([o.tool, "--no-cache", "-p", o.p, "--format=json"] + o.tool_arg,
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        text = run.stdout.decode(errors="replace")
        if o.report:
            with open(o.report, "w") as f:
                f.write(text)
    elif o.report:
        with open(o.report, errors="replace") as f:
            text = f.read()
    else:
        p.error("--tool or --report")
    system = system_directories(o.p) if o.p else {"/usr/include", "/usr/lib"}
    claims = Claims(json.loads(text), system | set(o.system))
    files = [f for prefix in o.prefix for f in glob.glob(glob.escape(prefix) + ".*")]
    ways = list(read_objects(files))
    refuted, seen, lost = judge(ways, claims)
    for here, way, level in refuted.values():
        print("refuted: " + show(way.chain[level]))
        for a in here:
            print(f"  claimed: {a['verdict']} ({a['kind']}: {a['text']})")
        print(f"  an object outlived {way.left} of {len(way.chain)} levels"
              f" ({way.made} made, {way.freed} freed):")
        for i, site in enumerate(way.chain[:max(way.left + 1, level + 2)]):
            print(f"  {'left ' if i < way.left else 'there'} {show(site)}")
    if o.ways:
        for text in sorted(f"made {w.made} freed {w.freed} by others {w.others} left {w.left}: " +
                           " < ".join(f"{s.function}:{s.line}:{s.column}" for s in w.chain
                                      if not claims.in_system_header(s.file)) for w in ways):
            print(text)
    for site, n in lost.most_common(o.lost):
        print(f"no decision: {n} objects at {show(site)}")
    total, kinds = count(seen)
    if o.missed:
        for here, c in seen.values():
            if not c["outlived"] and not c["unknown"] and \
                    not all(a["verdict"] in SAFE for a in here):
                for a in here:
                    print(f"stays: {a['file']}:{a['line']}:{a['column']}: {a['text']}: "
                          f"{a['verdict']} {','.join(a['reasons'])}")

    def row(name, c):
        share = f"{100 * c['proven'] // c['stay']} %" if c["stay"] else "-"
        return (f"| {name} | {c['seen']} | {c['stay']} | {c['proven']} | {share} |"
                f" {c['outlive']} | {c['unknown']} |")
    objects = sum(w.made for w in ways)
    if o.name:
        print(row(o.name, total)[:-1] + f"| {objects} | {len(refuted)} |")
    else:
        print("| kind | sites | never outlive | proven | share | outlive | not known |")
        print("|---|---|---|---|---|---|---|")
        for kind in sorted(kinds):
            print(row(kind, kinds[kind]))
        print(row("all", total))
        print(f"{len(files)} processes, {objects} objects, {len(ways)} ways to make one, "
              f"{sum(w.freed for w in ways)} freed, {sum(w.others for w in ways)} by another "
              f"thread; {len(refuted)} claims refuted")
    if refuted:
        return 1
    return 0 if objects else 2


if __name__ == "__main__":
    sys.exit(main())
