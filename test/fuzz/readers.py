#!/usr/bin/env python3
# Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
"""Fuzzes the readers of files.

--fuzzer: the reader of contracts (FuzzContracts.cpp). It starts from the entries of the shipped files, and goes on from
mutations of what reaches new code. What was read is called, too.

--graphs: the reader of graph files (FuzzGraphs.cpp). It starts from those that --tool makes of conformance tests. What
was read is written, linked and solved, too.

--tool: the reader of compile databases, by the command line. Databases are mutated as JSON (a value for another, an
option in the middle of a command) and as text. The tool has to end with exit status 0, 2 or 3 as the README has them, and
with an error message for 2 and 3: one, for 2. It must not hang, crash, or take much memory. The same with configuration
files; one that is printed is read again, and printed again.

Exit status 1 when something was found; its inputs are kept."""
import argparse
import collections
import concurrent.futures
import copy
import glob
import json
import os
import random
import re
import shutil
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import child

WORDS = ("version", "functions", "names", "args", "result", "size", "memory", "when", "is", "arg", "const", "comment",
         "fresh", "unknown", "exception", "none", "retained", "content-retained", "freed", "returned",
         "content-returned", "copied-to:", "content-copied-to:", "called", "called-with:", "called-in-thread:",
         "receives-fresh", "receives-unknown", "thread", "free ", "run ", "call ", "*", "...", "[*]", "[8]", "@", " = ",
         "-1", "63", "64", "2147483647", "4294967295", "18446744073709551615", "-9223372036854775808", "1e99")


def contract_files(corpus):
    for path in glob.glob(HERE + "/../../contracts/*.json"):
        with open(path) as f:
            entries = json.load(f)["functions"]
        for number, entry in enumerate(entries):
            entry["names"] = entry["names"][:2]
            with open(f"{corpus}/{os.path.basename(path)}-{number}", "w") as f:
                json.dump({"version": 1, "functions": [entry]}, f)


def contracts(o):
    with tempfile.NamedTemporaryFile("w") as words:
        words.writelines(f'"{word}"\n' for word in WORDS)
        words.flush()
        return child.hunt(o.fuzzer, contract_files, o, "contracts", [f"-dict={words.name}", "-max_len=2000"])


def graph_files(o, corpus):
    with tempfile.TemporaryDirectory() as cache:
        for source in sorted(glob.glob(HERE + "/../conformance/*/*.c*"))[::4]:
            standard = "-std=c++20" if source.endswith("pp") else "-std=c17"
            child.run([o.tool, "-m", "--cache-dir", cache, source, "--", o.clang, standard, "-pthread", source], 60, 0)
        for path in glob.glob(cache + "/llvmcache-*"):
            with open(path, "rb") as f:
                is_graph = f.read(8) == b"escgraph"
            if is_graph and os.path.getsize(path) < 20_000:
                shutil.copy(path, corpus)


def graphs(o):
    return child.hunt(o.graphs, lambda corpus: graph_files(o, corpus), o, "graphs", ["-max_len=50000"])


OPTIONS = ("", "-", "--", "-c", "-o", "-x", "-xc++", "-xcuda", "-E", "-S", "-cc1", "-include", "-include-pch", "-I",
           "-Xclang", "-MF", "-MD", "-D", "-DX=\"\\\"", "-std=c++99", "-std=gnu++20", "-target", "--target=riscv64",
           "--target=none", "-m32", "-march=foo", "-fmodules", "-emit-llvm", "-fsyntax-only", "-###", "-v", "--help",
           "--version", "-print-search-dirs", "-fplugin=none.so", "-flto", "-g3", "@", "@none.rsp", "@self.rsp", "a.cpp",
           "b.c", "none.cpp", ".", "/", "\0", "\u20ac", "ccache", "gcc", "g++", "cl.exe", "/c", "--driver-mode=cl",
           "--driver-mode=foo", "-Wl,-z", "-fno-such-thing", "-ftime-trace", "--analyze", "-O9", "-Xpreprocessor",
           "-Wp,-MD,x", "--config=none", "-save-temps", "-pipe", "-wrapper", "-fsanitize=address", "-Werror")


def seeds(work):
    for name, text in (("a.cpp", "int *f() { return new int; }\n"), ("b.c", "int g(int *p) { return *p; }\n"),
                       ("self.rsp", "-DX @self.rsp\n")):
        with open(os.path.join(work, name), "w") as f:
            f.write(text)
    one = {"directory": work, "file": "a.cpp", "command": "clang++ -std=c++20 -c a.cpp -o a.o"}
    two = {"directory": work, "file": "b.c", "arguments": ["gcc", "-O2", "-c", "b.c"], "output": "b.o"}
    three = {"directory": ".", "file": work + "/a.cpp", "command": "ccache g++ -DX=\\\"y\\\" @self.rsp -c " + work + "/a.cpp"}
    return [one], [one, two], [three], [two, one, three]


def odd_value(rng, entry):
    deep = "x"
    for _ in range(rng.choice((1, 5, 100))):
        deep = [deep] if rng.random() < 0.5 else {"directory": deep}
    return rng.choice((None, True, 0, -1, 1e300, "", " ", "\"", "'", "\\", "\n", "\0", "\ud800", "a" * 100_000, "/" * 5000,
                       "../" * 500, [], {}, [[]], ["clang", 1], ["", ""], [copy.deepcopy(entry)], deep, rng.choice(OPTIONS), ".", "/dev/null",
                       "/proc/self/mem", "$HOME", "a.cpp", "clang++", "-c a.cpp", "clang -c 'a.cpp", "clang \"a\\"))


def mutate_json(rng, database):
    database = copy.deepcopy(database)
    for _ in range(rng.choice((1, 1, 2, 4))):
        if not isinstance(database, list) or not database:
            break
        at = rng.randrange(len(database))
        entry = database[at]
        kind = rng.randrange(8)
        if kind == 0 or not isinstance(entry, dict) or not entry:
            database[at] = odd_value(rng, entry)
        elif kind == 1:
            database.insert(at, copy.deepcopy(entry))
        elif kind == 2:
            del entry[rng.choice(list(entry))]
        elif kind in (3, 4):
            entry[rng.choice(list(entry) + ["directory", "file", "command", "arguments", "output", "x", ""])] = \
                odd_value(rng, entry)
        elif isinstance(entry.get("arguments"), list):
            entry["arguments"].insert(rng.randrange(len(entry["arguments"]) + 1), rng.choice(OPTIONS))
        elif isinstance(entry.get("command"), str):
            words = entry["command"].split(" ")
            words.insert(rng.randrange(len(words) + 1), rng.choice(OPTIONS))
            entry["command"] = " ".join(words)
    if rng.random() < 0.05:
        database = odd_value(rng, database)
    return json.dumps(database, ensure_ascii=rng.random() < 0.5).encode(errors="surrogatepass")


def mutate_text(rng, text):
    text = bytearray(text)
    for _ in range(rng.choice((1, 1, 2, 8, 40))):
        at, end = sorted(rng.randrange(len(text) + 1) for _ in range(2))
        kind = rng.randrange(6)
        if kind == 0:
            text[at:at] = rng.choice((b'"', b"[", b"]", b"{", b"}", b",", b":", b"\\", b"\\u0000", b"\\ud800", b"\xff", b"\0",
                                      b"\xef\xbb\xbf", b"//", b"null", b"1", b"&a", b"*a", b"---\n", b"%", b"|", b"? "))
        elif kind == 1:
            del text[at:min(end, at + 20)]
        elif kind == 2:
            del text[at:len(text) if rng.random() < 0.2 else at + 1]
        elif kind == 3 and at < len(text):
            text[at] = rng.randrange(256)
        elif kind == 4:
            text[at:at] = text[at:min(end, at + 100)]
        elif rng.random() < 0.05:
            text[at:at] = rng.choice((b"[", b'{"a":', b"\\", b'"', b" ")) * rng.choice((1000, 100_000))
    return bytes(text)


def complaint(ended, memory):
    wrong = ended.complaint((0, 2, 3), memory)
    if wrong:
        return wrong
    own = len(re.findall(r"^escape-check: error: ", ended.err, re.M))
    if ended.status == 0 and own:
        return "error-but-status-0"
    if ended.status == 2 and own != 1:
        return f"status-2-with-{own}-errors"
    if ended.status == 3 and not own:
        return "status-3-without-error"
    return None


def mutants(o, kind, count, make, run):
    """Runs on mutant after mutant, and keeps those with which something is wrong."""
    end, counts, statuses = time.monotonic() + o.seconds, collections.Counter(), collections.Counter()
    with tempfile.TemporaryDirectory() as work, concurrent.futures.ThreadPoolExecutor(o.jobs) as pool:
        starts = seeds(work)

        def one(number):
            if time.monotonic() > end:
                return None
            text = make(random.Random(number), starts)
            path = os.path.join(work, f"{number}.{kind}")
            with open(path, "wb") as f:
                f.write(text)
            ended, wrong = run(path, work)
            os.remove(path)
            return number, text, ended, wrong

        for result in pool.map(one, range(o.seed, o.seed + count)):
            if not result:
                continue
            number, text, ended, wrong = result
            statuses[ended.status] += 1
            if wrong:
                counts[wrong] += 1
                if counts[wrong] <= 5:
                    path = os.path.join(o.keep, f"{kind}-{wrong}-{number}")
                    with open(path, "wb") as f:
                        f.write(text)
                    print(f"{path}: {wrong}\n{ended.err[:300]}", flush=True)
    print(f"{kind}s: {statuses.total()}, ended with {dict(sorted(statuses.items()))}; wrong: {dict(counts) or 'none'}")
    return not counts and statuses.total() > 0


def databases(o):
    def make(rng, starts):
        text = mutate_json(rng, rng.choice(starts))
        return mutate_text(rng, text) if rng.random() < 0.4 else text

    def run(path, work):
        # Each finds nothing to overwrite but what is its own.
        ended = child.run([o.tool, "--no-cache", "-j1", "-m", "-p", path], o.timeout, o.memory, cwd=work)
        return ended, complaint(ended, o.memory)

    return mutants(o, "database", o.databases, make, run)


CONFIGURATION = b"""# What each kind of value looks like.
Checks: >-
  -leak,
  heap-*
WarningsAsErrors: [moved-to-heap, 'heap-*']
InheritParentConfig: true
FailOn: any
HeaderFilterRegex: '/it''s/'
Baseline: ../known
ExcludeRegex: [a, "b\\tc"]
ExtraArgsBefore:
  - -std=c++20
ClosedWorld: yes
MaxVariableSize: 4096
"""


def configurations(o):
    dumped = child.run([o.tool, "--config=", "--dump-config"], o.timeout, o.memory).out.encode()

    def run(path, work):
        command = [o.tool, "--dump-config", "--config-file"]
        ended = child.run([*command, path], o.timeout, o.memory, cwd=work)
        wrong = complaint(ended, o.memory)
        if ended.status or wrong:
            return ended, wrong
        with open(path, "w") as f:
            f.write(ended.out)
        again = child.run([*command, path], o.timeout, o.memory, cwd=work)
        return again, complaint(again, o.memory) or (None if again.out == ended.out else "not-what-was-printed")

    return mutants(o, "configuration", o.configurations,
                   lambda rng, _: mutate_text(rng, rng.choice((CONFIGURATION, dumped))), run)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--fuzzer", help="fuzz-contracts of a build with ESCAPE_FUZZ")
    p.add_argument("--graphs", help="fuzz-graphs of a build with ESCAPE_FUZZ; --tool makes its first files")
    p.add_argument("--clang", default="clang++-22", help="that compiles what they are made of")
    p.add_argument("--tool", help="the escape-check to try with databases and configurations")
    p.add_argument("--seconds", type=int, default=600, help="for each of the readers")
    p.add_argument("--databases", type=int, default=100_000, help="at most")
    p.add_argument("--configurations", type=int, default=100_000, help="at most")
    p.add_argument("--seed", type=int, default=1, help="of the first of them")
    p.add_argument("--timeout", type=float, default=20, help="seconds for one database")
    child.add_memory(p)
    p.add_argument("--jobs", type=int, default=os.cpu_count())
    p.add_argument("--corpus", metavar="DIR", help="contracts that a run before has found worth keeping")
    p.add_argument("--keep", metavar="DIR", default="fuzz-findings", help="where the inputs go")
    o = p.parse_args()
    if not o.fuzzer and not o.tool:
        p.error("one of --fuzzer and --tool is needed")
    if o.graphs and not o.tool:
        p.error("--graphs needs --tool")
    os.makedirs(o.keep, exist_ok=True)
    if o.tool:
        o.tool = os.path.abspath(o.tool)
    well = [contracts(o)] if o.fuzzer else []
    well += [graphs(o)] if o.graphs else []
    well += [databases(o)] if o.tool and o.databases else []
    well += [configurations(o)] if o.tool and o.configurations else []
    return 0 if all(well) else 1


if __name__ == "__main__":
    sys.exit(main())
