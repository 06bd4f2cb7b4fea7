#!/usr/bin/env python3
# Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
"""Fuzzes the stages from Graph to Report with LLVM IR (FuzzIR.cpp), and looks for a crash, an assertion, undefined
behaviour, a hang and too much memory.

The fuzzer starts from random functions of llvm-stress and from the conformance tests: as the tool lowers them, and as
Clang writes them at -O0 and -O1 before any pass. It goes on from mutations of what reaches new code. --corpus keeps that
for the next run. At the end each input that was not ended well on is tried again, and the smallest one for each place is
kept, as bitcode. Exit status 1 when there is any."""
import argparse
import glob
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import child

STRESS_SIZES = (10, 30, 60, 100, 200, 400, 800)
LARGEST = 40_000  # bytes; a larger one takes a tenth of a second for each mutation


def write_seed(o, corpus, name, text):
    """`text` is IR, as text or as bitcode."""
    path = os.path.join(corpus, name + ".bc")
    done = subprocess.run([o.llvm + "/llvm-as", "-o", path, "-"] if text[:2] != b"BC" else ["tee", path],
                          input=text, capture_output=True)
    if done.returncode or os.path.getsize(path) > LARGEST:
        if os.path.exists(path):
            os.remove(path)


def output(*args):
    return subprocess.run(args, capture_output=True).stdout


def make_seeds(o, corpus):
    for number in range(o.stress):
        size = STRESS_SIZES[number % len(STRESS_SIZES)]
        write_seed(o, corpus, f"stress-{number}",
                   output(o.llvm + "/llvm-stress", f"-seed={o.seed + number}", f"-size={size}", "-o", "-"))
    sources = glob.glob(HERE + "/../conformance/**/*.c", recursive=True)
    sources += glob.glob(HERE + "/../conformance/**/*.cpp", recursive=True)
    for number, source in enumerate(sorted(sources)[::o.every]):
        name = f"{os.path.basename(os.path.dirname(source))}-{os.path.basename(source)}"
        compiler = [o.llvm + "/clang++", "-std=c++20"] if source.endswith("pp") else [o.llvm + "/clang"]
        if o.tool:
            write_seed(o, corpus, name, output(o.tool, "--dump=ir", source, "--", *compiler))
        level = f"-O{number % 2}"
        write_seed(o, corpus, name + level, output(*compiler, "-w", level, "-c", "-emit-llvm", "-Xclang",
                                                   "-disable-llvm-passes", source, "-o", "-"))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--fuzzer", required=True, help="fuzz-ir of a build with ESCAPE_FUZZ")
    p.add_argument("--tool", help="an escape-check, that lowers the conformance tests")
    p.add_argument("--llvm", default="/usr/lib/llvm-22/bin", help="where llvm-stress, llvm-as and clang are")
    p.add_argument("--seconds", type=int, default=3600)
    p.add_argument("--jobs", type=int, default=os.cpu_count())
    p.add_argument("--seed", type=int, default=1, help="of the first random function")
    p.add_argument("--stress", type=int, default=140, help="random functions to start from")
    p.add_argument("--every", type=int, default=1, metavar="N", help="start from every Nth conformance test")
    p.add_argument("--corpus", metavar="DIR", help="what a run before has found worth keeping, and this one will")
    p.add_argument("--keep", metavar="DIR", default="fuzz-findings", help="where the inputs go")
    o = p.parse_args()
    os.makedirs(o.keep, exist_ok=True)
    return 0 if child.hunt(o.fuzzer, lambda corpus: make_seeds(o, corpus), o, "ir", ["-max_len=60000"]) else 1


if __name__ == "__main__":
    sys.exit(main())
