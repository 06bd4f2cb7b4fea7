#!/usr/bin/env python3
# Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
"""Analyses random C and C++ programs that Csmith writes (https://github.com/csmith-project/csmith, Debian: csmith and
libcsmith-dev), and looks for a crash, a hang, too much memory and a wrong exit status. What the analysis says of them is
not judged: they hardly allocate, and test/dynamic/judge.py is there for that.

A seed decides the program, its size and its language. A program that something is wrong with is kept, named for its
seed. Exit status 1 when there is any, 77 without Csmith."""
import argparse
import collections
import concurrent.futures
import os
import shutil
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import child

# The kinds of programs, taken in turns.
KINDS = (
    ("c", ()),
    ("c", ("--max-pointer-depth", "4", "--no-checksum")),
    ("cpp", ("--lang-cpp",)),
    ("c", ("--max-funcs", "20", "--max-block-depth", "3")),
    ("c", ("--max-array-dim", "5", "--max-struct-fields", "30", "--max-union-fields", "10", "--packed-struct")),
    ("c", ("--float", "--builtins", "--inline-function", "--max-expr-complexity", "15")),
)

# Csmith writes for compilers that take more than Clang does.
LENIENT = ("-w", "-Wno-incompatible-pointer-types", "-Wno-int-conversion", "-Wno-narrowing", "-mcrc32")


def attempt(seed, o, work):
    """-> (what is wrong or None, how it ended)"""
    extension, options = KINDS[seed % len(KINDS)]
    source = os.path.join(work, f"{seed}.{extension}")
    # Csmith may look for an expression for minutes.
    made = child.run([o.csmith, "--seed", str(seed), *options, "-o", source], timeout=10, cwd=work)
    if made.complaint() or not os.path.exists(source):
        return "no program", made
    command = [o.clang + ("++" if extension == "cpp" else ""), *LENIENT, f"-I{o.include}", source]
    ended = child.run([o.tool, "--no-cache", "-m", source, "--", *command], o.timeout, o.memory)
    wrong = ended.complaint(memory=o.memory)
    if ended.status == 3 and wrong == "status-3":
        if child.run([*command, "-c", "-o", os.devnull], timeout=60).status:
            wrong = "no program"
    if wrong and wrong != "no program":
        shutil.copy(source, os.path.join(o.keep, f"csmith-{wrong}-{seed}.{extension}"))
    os.remove(source)
    return wrong, ended


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--tool", required=True, help="the escape-check to try")
    p.add_argument("--seeds", default="1..10000", metavar="A..B")
    p.add_argument("--seconds", type=float, default=float("inf"), help="start no program after this time")
    p.add_argument("--timeout", type=float, default=20, help="seconds for one program")
    child.add_memory(p)
    p.add_argument("--jobs", type=int, default=os.cpu_count())
    p.add_argument("--keep", metavar="DIR", default="fuzz-findings", help="where the programs go")
    p.add_argument("--clang", default="/usr/lib/llvm-22/bin/clang", help="whether a program is one is asked of it")
    p.add_argument("--csmith", default="csmith")
    p.add_argument("--include", default="/usr/include/csmith", help="where csmith.h is")
    o = p.parse_args()
    if not shutil.which(o.csmith) or not os.path.exists(os.path.join(o.include, "csmith.h")):
        print("no Csmith, nothing was done")
        return 77
    os.makedirs(o.keep, exist_ok=True)
    first, last = (int(x) for x in o.seeds.split(".."))
    end = time.monotonic() + o.seconds
    counts, most = collections.Counter(), 0
    with tempfile.TemporaryDirectory() as work, concurrent.futures.ThreadPoolExecutor(o.jobs) as pool:
        # It leaves the sizes of types in a file of the current directory, and reads them from there.
        child.run([o.csmith, "-o", "first.c"], timeout=60, cwd=work)

        def one(seed):
            return (seed, *attempt(seed, o, work)) if time.monotonic() < end else (seed, "not run", None)
        for seed, wrong, ended in pool.map(one, range(first, last + 1)):
            counts[wrong] += 1
            if wrong in ("not run", "no program"):
                continue
            most = max(most, ended.memory)
            if wrong:
                print(f"seed {seed}: {wrong}\n{ended.err[:500]}", flush=True)
    skipped = counts.pop("not run", 0) + counts.pop("no program", 0)
    well = counts.pop(None, 0)
    print(f"{well + counts.total()} programs, {skipped} were not made or not run, at most {most >> 20} MB; "
          f"wrong: {dict(counts) or 'none'}")
    return 1 if counts or not well else 0


if __name__ == "__main__":
    sys.exit(main())
