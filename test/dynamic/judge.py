#!/usr/bin/env python3
# Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
"""Runs generated programs (generate.py) and holds what escape-check claims of
them against what happened (runtime.cpp).

A claim `does not escape` for an allocation is refuted when an object that was
made there is reachable from outside the frame when the frame ends; one for a
variable, when its address is. Exit status 1 when any claim is refuted.

usage: judge.py --seeds A..B --tool PATH [--jobs N] [--keep DIR]"""
import argparse
import concurrent.futures
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import generate

HERE = os.path.dirname(os.path.abspath(__file__))
SAFE = {"stack", "arena"}


def run(args, timeout):
    return subprocess.run(args, capture_output=True, text=True, timeout=timeout)


def judge_one(seed, tool, compiler, runtime, work, functions):
    """-> (refuted lines, counts)"""
    source = os.path.join(work, f"p{seed}.cpp")
    binary = os.path.join(work, f"p{seed}")
    text = generate.generate(seed, functions)
    with open(source, "w") as f:
        f.write(text)
    counts = dict(sites=0, proven=0, kept=0, vars=0, vproven=0, failed=0)
    try:
        c = run([compiler, "-std=c++20", "-O0", "-w", source, runtime, "-o", binary], 120)
        if c.returncode:
            return [f"seed {seed}: does not compile: {c.stderr.splitlines()[0]}"], counts
        b = run([binary], 60)
        if b.returncode:
            counts["failed"] = 1
            return [], counts
        t = run([tool, "--format=json", f"--contracts={HERE}/contracts.json", source, "--",
                 compiler, "-std=c++20", source], 300)
        report = json.loads(t.stdout)
    except subprocess.TimeoutExpired as e:
        counts["failed"] = 1
        return [f"seed {seed}: timeout: {e.cmd[0]}"], counts
    except json.JSONDecodeError:
        counts["failed"] = 1
        return [f"seed {seed}: no report: {t.returncode} {t.stderr[-200:]}"], counts
    finally:
        if os.path.exists(binary):
            os.remove(binary)
    allocations, variables = {}, {}
    for a in report["allocations"]:
        allocations.setdefault(a["line"], []).append(a)
    for v in report["variables"]:
        variables.setdefault((v["line"], v["name"]), []).append(v["verdict"])
    refuted, seen = [], {}
    for line in b.stdout.splitlines():
        kind, *rest = line.split(" ")
        if kind == "O":
            levels, chain = int(rest[0]), [int(x) for x in rest[1:]]
            for i, at in enumerate(chain):
                here = allocations.get(at, [])
                if not here:
                    break
                verdicts = {a["verdict"] for a in here}
                key = (at, i == 0)
                seen[key] = max(seen.get(key, 0), 1 if levels > i else 0)
                if levels > i and verdicts <= SAFE:
                    refuted.append(f"seed {seed} line {at}: {sorted(verdicts)} "
                                   f"({', '.join(a['kind'] for a in here)}), made by way of {chain[:levels + 1]}")
                if "heap" in verdicts or verdicts <= SAFE:
                    break
        elif kind == "V":
            escaped, at, name = int(rest[0]), int(rest[1]), rest[2]
            verdicts = variables.get((at, name))
            if verdicts is None:
                continue
            counts["vars"] += not escaped
            counts["vproven"] += not escaped and set(verdicts) == {"stack"}
            if escaped and set(verdicts) == {"stack"}:
                refuted.append(f"seed {seed} line {at}: variable {name} is held from outside")
    for (at, _), escaped in seen.items():
        counts["sites"] += not escaped
        counts["kept"] += escaped
        counts["proven"] += not escaped and all(a["verdict"] in SAFE for a in allocations[at])
    if not refuted:
        os.remove(source)
    return sorted(set(refuted)), counts


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--seeds", default="1..50")
    p.add_argument("--tool", required=True)
    p.add_argument("--compiler", default="clang++-22")
    p.add_argument("--functions", type=int, default=16)
    p.add_argument("--jobs", type=int, default=os.cpu_count())
    p.add_argument("--keep", help="where the programs go")
    o = p.parse_args()
    first, last = (int(x) for x in o.seeds.split(".."))
    work = o.keep or tempfile.mkdtemp()
    os.makedirs(work, exist_ok=True)
    runtime = os.path.join(work, "runtime.o")
    subprocess.run([o.compiler, "-std=c++20", "-O1", "-c", HERE + "/runtime.cpp", "-o", runtime],
                   check=True)
    total, bad = {}, 0
    with concurrent.futures.ThreadPoolExecutor(o.jobs) as pool:
        for refuted, counts in pool.map(
                lambda s: judge_one(s, o.tool, o.compiler, runtime, work, o.functions),
                range(first, last + 1)):
            for k, v in counts.items():
                total[k] = total.get(k, 0) + v
            for line in refuted:
                bad += 1
                print(line, flush=True)
    print(f"{last - first + 1} programs, {bad} refuted or broken, {total['failed']} not run; "
          f"sites that never outlive: {total['proven']} of {total['sites']} proven, "
          f"that do: {total['kept']}; variables: {total['vproven']} of {total['vars']} proven")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
