#!/usr/bin/env python3
# Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
"""Runs generated programs (generate.py) and holds what escape-check claims of
them against what happened (runtime.cpp).

A claim `does not escape` for an allocation is refuted when an object that was
made there is reachable from outside the frame when the frame ends; one for a
variable, when its address is. A claim `stack` is also refuted when the line
makes an object while one that it made earlier in this call is still reachable.
Exit status 1 when any claim is refuted.

With --parts=N the functions of each program are in N files, which are linked.

With --lie the judge itself is tried: every verdict in the reports is replaced
by `stack`, and it has to refute this for all that was seen to outlive its
frame. Exit status 1 when it does not."""
import argparse
import concurrent.futures
import json
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import generate

HERE = os.path.dirname(os.path.abspath(__file__))
SAFE = {"stack", "arena"}
COUNTS = ("programs", "failed", "sites", "proven", "kept", "refuted sites", "variables", "proven variables",
          "kept variables", "refuted variables", "together", "refuted together")


class Broken(Exception):
    """Something else than a claim is wrong."""


def run(args, timeout):
    try:
        return subprocess.run(args, capture_output=True, text=True, timeout=timeout)
    except subprocess.TimeoutExpired:
        raise Broken(f"timeout: {args[0]}")


class Claims:
    """What the report says, by line."""

    def __init__(self, report):
        self.allocations, self.variables = {}, {}
        for a in report["allocations"]:
            self.allocations.setdefault(a["line"], []).append(a)
        for v in report["variables"]:
            self.variables.setdefault((v["line"], v["name"]), []).append(v["verdict"])


def judge(seed, shift, claims, output):
    """Compares the claims with the output of the program of this seed, whose
    lines are moved down by `shift`. -> (refuted claims, counts)"""
    refuted, counts, seen = set(), dict.fromkeys(COUNTS, 0), {}
    where = f"seed {seed} line"
    for line in output.splitlines():
        kind, escaped, *rest = line.split(" ")
        if kind == "O":
            # Made at chain[0], by way of a call at chain[1], ...
            levels, chain = int(escaped), [int(at) for at in rest]
            for i, at in enumerate(chain):
                here = claims.allocations.get(at, [])
                if not here:
                    break
                verdicts = {a["verdict"] for a in here}
                false = levels > i and verdicts <= SAFE
                old = seen.get((at, i == 0), (False, False, False))
                seen[at, i == 0] = (old[0] or levels > i, verdicts <= SAFE, old[2] or false)
                if false:
                    refuted.add(f"{where} {at - shift}: {sorted(verdicts)} ({', '.join(a['kind'] for a in here)}), "
                                f"made by way of {[c - shift for c in chain[:levels + 1]]}")
                if "heap" in verdicts or verdicts <= SAFE:
                    break
        elif kind == "T":
            # Two of chain[0] were alive together in the frame of chain[-1]. That line answers for them when those
            # in between hand them on.
            chain = [int(at) for at in rest]
            verdicts = [{a["verdict"] for a in claims.allocations.get(at, [])} for at in chain]
            if all(v == {"caller"} for v in verdicts[:-1]) and verdicts[-1]:
                counts["together"] += 1
                if verdicts[-1] == {"stack"}:
                    counts["refuted together"] += 1
                    refuted.add(f"{where} {chain[-1] - shift}: stack, but two are alive, "
                                f"made by way of {[c - shift for c in chain]}")
        elif kind == "V":
            at, name = int(rest[0]), rest[1]
            if (at, name) not in claims.variables:
                continue
            safe = set(claims.variables[at, name]) == {"stack"}
            if int(escaped):
                counts["kept variables"] += 1
                counts["refuted variables"] += safe
                if safe:
                    refuted.add(f"{where} {at - shift}: variable {name} is held from outside")
            else:
                counts["variables"] += 1
                counts["proven variables"] += safe
    for escaped, safe, false in seen.values():
        counts["kept" if escaped else "sites"] += 1
        counts["proven"] += not escaped and safe
        counts["refuted sites"] += false
    counts["programs"] = 1
    return sorted(refuted), counts


class Court:
    def __init__(self, options, work):
        self.options, self.work = options, work
        self.runtime = os.path.join(work, "runtime.o")
        subprocess.run([options.compiler, "-std=c++20", "-O2", "-c", HERE + "/runtime.cpp", "-o", self.runtime],
                       check=True)

    def session(self, seeds):
        """-> (lines to print, counts) for the programs of these seeds"""
        try:
            return self.hear(seeds)
        except Broken as e:
            return [f"seeds {seeds[0]}..{seeds[-1]}: {e}"], {"failed": len(seeds)}

    def hear(self, seeds):
        o = self.options
        folder = os.path.join(self.work, f"p{seeds[0]}")
        os.mkdir(folder)
        binary = os.path.join(folder, "program")
        text, shift = generate.generate(seeds, o.functions, o.parts)
        sources = self.write(folder, text)
        c = run([o.compiler, "-std=c++20", "-O0", "-w", *sources, self.runtime, "-o", binary], 300)
        if c.returncode:
            raise Broken(f"does not compile: {c.stderr.splitlines()[0]}")
        t = run([o.tool, "--no-cache", "--format=json", f"--contracts={HERE}/contracts.json", "-p", folder,
                 *o.tool_arg], 600)
        try:
            report = json.loads(t.stdout)
        except json.JSONDecodeError:
            raise Broken(f"no report: {t.returncode} {t.stderr[-200:]}")
        if o.lie:
            for entry in report["allocations"] + report["variables"]:
                entry["verdict"] = "stack"
        claims = Claims(report)
        lines, total = [], dict.fromkeys(COUNTS, 0)
        for seed in seeds:
            b = run([binary, str(seed)], 60)
            if b.returncode:
                total["failed"] += 1
                lines.append(f"seed {seed}: the program ends with {b.returncode}")
                continue
            refuted, counts = judge(seed, shift[seed], claims, b.stdout)
            for key, value in counts.items():
                total[key] += value
            if refuted and o.keep:
                with open(os.path.join(o.keep, f"p{seed}.cpp"), "w") as f:
                    f.write(generate.generate([seed], o.functions, o.parts)[0])
            lines += [] if o.lie else refuted
        shutil.rmtree(folder)
        return lines, total

    def write(self, folder, text):
        """Writes the source, its parts and their database. -> the files to compile"""
        source = os.path.join(folder, "program.cpp")
        with open(source, "w") as f:
            f.write(text)
        sources = [source]
        if self.options.parts > 1:
            sources = [os.path.join(folder, f"part{i}.cpp") for i in range(self.options.parts)]
            for i, part in enumerate(sources):
                with open(part, "w") as f:
                    f.write(f'#define PART {i}\n#include "program.cpp"\n')
        with open(os.path.join(folder, "compile_commands.json"), "w") as f:
            json.dump([{"directory": folder, "file": s, "arguments": [self.options.compiler, "-std=c++20", "-c", s]}
                       for s in sources], f)
        return sources


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--seeds", default="1..50", metavar="A..B")
    p.add_argument("--tool", required=True, help="the escape-check to try")
    p.add_argument("--tool-arg", action="append", default=[], metavar="ARG", help="further argument for it")
    p.add_argument("--compiler", default="clang++-22")
    p.add_argument("--functions", type=int, default=16, help="of each program")
    p.add_argument("--parts", type=int, default=1, help="files of each program")
    p.add_argument("--batch", type=int, default=60, help="programs in one source")
    p.add_argument("--jobs", type=int, default=os.cpu_count())
    p.add_argument("--keep", metavar="DIR", help="where the programs with refuted claims go")
    p.add_argument("--lie", action="store_true", help="try the judge, not the tool")
    o = p.parse_args()
    first, last = (int(x) for x in o.seeds.split(".."))
    if o.keep:
        os.makedirs(o.keep, exist_ok=True)
    batches = [list(range(at, min(at + o.batch, last + 1))) for at in range(first, last + 1, o.batch)]
    total, bad = dict.fromkeys(COUNTS, 0), 0
    with tempfile.TemporaryDirectory() as work, concurrent.futures.ThreadPoolExecutor(o.jobs) as pool:
        court = Court(o, work)
        for lines, counts in pool.map(court.session, batches):
            for key, value in counts.items():
                total[key] += value
            for line in lines:
                bad += 1
                print(line, flush=True)
    print(f"{total['programs']} programs, {bad} refuted or broken, {total['failed']} not run; "
          f"sites that never outlive: {total['proven']} of {total['sites']} proven, that do: {total['kept']}; "
          f"variables: {total['proven variables']} of {total['variables']} proven, held: {total['kept variables']}; "
          f"two alive: {total['together']}")
    if o.lie:
        print(f"lies refuted: {total['refuted sites']} of {total['kept']} about sites, "
              f"{total['refuted variables']} of {total['kept variables']} about variables, "
              f"{total['refuted together']} of {total['together']} about two that are alive")
        for seen, refuted in (("kept", "refuted sites"), ("kept variables", "refuted variables"),
                              ("together", "refuted together")):
            bad += total[seen] == 0 or total[refuted] != total[seen]
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
