#!/usr/bin/env python3
# Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
"""Switches off each rule of the analysis in turn and asks whether a test notices.

    test/mutation/mutate.py --work DIR [--only GLOB] [--jobs N]

A rule that can go without a test noticing has no test. Three kinds of mutants:

    delete   a statement that adds a constraint, a target, a call or a fact
    never    an `if` of the analysis whose condition is never true
    skip     a kind of instruction or intrinsic, as if it moved no pointer

All mutants are built into one program that reads from ESCAPE_MUTANT which of
them is on (mutant schemata; Untch, Offutt and Harrold 1993), so that there is one
build and not hundreds. Each is held against test/conformance and
test/soundness-assumptions, as far as they come by the mutant, until a file gives
another answer than it expects; a crash or a timeout counts as noticed too. What
survives that is held against the lit tests of test/cli, test/dump and
test/program, which see what -m does not show. What survives is printed with its
line. Exit status 1 when anything does that is not in known.txt, which names
each such line and says why no test can tell, or why it needs none.
"""
import argparse
import concurrent.futures
import fnmatch
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
RULES = [
    "lib/Graph/FunctionBuilder.cpp", "lib/Graph/Instructions.cpp", "lib/Graph/Calls.cpp", "lib/Graph/Integers.cpp",
    "lib/Graph/ModuleBuilder.cpp", "lib/Solve/Contracts.cpp", "lib/Solve/FunctionSolver.cpp", "lib/Solve/PointsTo.cpp",
    "lib/Solve/SummaryBuilder.cpp", "lib/Solve/ModuleSolver.cpp", "lib/Solve/Fates.cpp", "lib/Program/Linker.cpp",
]
# A statement that only does something to the graph, the solution or a summary.
RULE_CALL = re.compile(r"""\s*(?:(?:P|S|MB|Out|G|C|New|Into|Result)(?:\.|->))?(?:\w+(?:\[[^\]]*\])?(?:\.|->))?
    (?:constraint|copy|copyCells|escape|unionOfOperands|addressOf|store|load|opaque|memoryCopy|intToPtr|phi|gep
      |atomicRMW|binary|add\w+|unknownCall|pendingCall|instantiate|attributes|libraryDefault|connect\w+|initialise
      |enterSink|readWide|readCell|saturate|hold|effect|assign|push_back|emplace_back|insert|append)\(""", re.VERBOSE)
GUARD = re.compile(r"^(\s*)(?:\} else )?if \((.*)\)( \{)?$")
CASE = re.compile(r"^\s*case ((Instruction|Intrinsic)::\w+):( \{)?$")
SKIPS = {"lib/Graph/Instructions.cpp": ("Instruction", "I.getOpcode()", "return;"),
         "lib/Graph/Calls.cpp": ("Intrinsic", "I.getIntrinsicID()", "return true;")}
LIT_FOLDERS = ("cli", "dump", "program")
PRELUDE = """
#include <atomic>
#include <cstdio>
#include <cstdlib>
namespace escape {
/// Which mutants a run came by; written to the file that ESCAPE_MUTANTS_MET names.
constexpr int MaxMutants = 4096;
struct MutantsMet {
  std::atomic<bool> Met[MaxMutants] = {};
  const char *File = std::getenv("ESCAPE_MUTANTS_MET");
  ~MutantsMet() {
    std::FILE *Out = File ? std::fopen(File, "w") : nullptr;
    for (int I = 0; Out && I < MaxMutants; ++I)
      if (Met[I])
        std::fprintf(Out, "%d ", I);
    if (Out)
      std::fclose(Out);
  }
};
inline MutantsMet TheMutantsMet;
inline const int TheMutant = std::getenv("ESCAPE_MUTANT") ? std::atoi(std::getenv("ESCAPE_MUTANT")) : -1;
/// \\returns whether the mutant \\p Id is on.
inline bool mutantIsOn(int Id) {
  if (TheMutantsMet.File)
    TheMutantsMet.Met[Id] = true;
  return TheMutant == Id;
}
} // namespace escape
"""


class Mutant:
    def __init__(self, number, kind, path, line, text):
        self.number, self.kind, self.path, self.line, self.text = number, kind, path, line, text.strip()

    def __str__(self):
        return f"{self.path}:{self.line}: {self.kind}: {self.text}"

    def key(self):
        """What it is called in known.txt: lines move, their text stays."""
        return f"{self.path}: {self.kind}: {self.text}"


def statement_end(lines, first):
    """The last line of the statement that begins at `first`, or None when it is not one whole statement."""
    depth = 0
    for index in range(first, min(first + 12, len(lines))):
        for char in lines[index]:
            depth += {"(": 1, ")": -1, "{": 1, "}": -1}.get(char, 0)
        if depth < 0:
            return None
        if depth == 0:
            return index if lines[index].rstrip().endswith(";") else None
    return None


def default_of(lines, index):
    """What the switch whose label is at `index` does by default."""
    label = re.match(r" *", lines[index])[0] + "default:"
    at = next((i for i in range(index, len(lines)) if lines[i].startswith(label)), None)
    return lines[at + 1] if at else ""


def skip_case(path, lines, index, mutants):
    """Returns the line of a case label with its mutant; as it is when the case does nothing anyway."""
    case = CASE.match(lines[index])
    if not case or path not in SKIPS:
        return lines[index]
    kind, asked, leave = SKIPS[path]
    body = next(line for line in lines[index:] if not CASE.match(line))
    if case[2] != kind or (body.strip() == leave and not case[3]):
        return lines[index]
    if "return nullptr;" in default_of(lines, index):
        leave = "return nullptr;"
    mutants.append(Mutant(len(mutants), "skip", path, index + 1, case[1]))
    return f"{lines[index]} if (::escape::mutantIsOn({mutants[-1].number}) && {asked} == {case[1]}) {leave}"


def mutate(path, mutants):
    """Returns the text of `path` with its mutants in it, and adds them to `mutants`."""
    lines = (ROOT / path).read_text().split("\n")
    out, index = [], 0
    while index < len(lines):
        line = lines[index]
        guard = GUARD.match(line)
        body = re.sub(r"^\s*return ", "", line)
        end = statement_end(lines, index) if RULE_CALL.match(body) else None
        begins = index == 0 or re.search(r"[;{}:)]\s*$|else$|^\s*//|^#|^$", lines[index - 1])
        if end is not None and begins and not re.match(r"\w", line):
            number = len(mutants)
            text = " ".join(part.strip() for part in lines[index:end + 1])
            mutants.append(Mutant(number, "delete", path, index + 1, text))
            leave = (" return true;" if "return true;" in SKIPS.get(path, "") else " return;") \
                if line.lstrip().startswith("return ") else ""
            out.append(f"{{ if (::escape::mutantIsOn({number})) {{{leave} }} else {{")
            out.extend(lines[index:end + 1])
            out.append("} }")
            index = end + 1
            continue
        declares = guard and re.search(r"^[\w:<>,*& ]+ [*&]?\w+ = |;|constexpr", guard[2])
        if guard and not declares and guard[2].count("(") == guard[2].count(")"):
            number = len(mutants)
            mutants.append(Mutant(number, "never", path, index + 1, line))
            line = line.replace(f"if ({guard[2]})", f"if (!::escape::mutantIsOn({number}) && ({guard[2]}))")
        out.append(line if line != lines[index] else skip_case(path, lines, index, mutants))
        index += 1
    at = next(i for i, text in enumerate(out) if text.startswith("#include")) + 1
    return "\n".join(out[:at]) + PRELUDE + "\n".join(out[at:])


def prepare(work):
    """Copies the sources to `work`, puts the mutants in, and builds them."""
    source, build = work / "source", work / "build"
    files = subprocess.run(["git", "-C", ROOT, "ls-files", "-z"], check=True, capture_output=True).stdout
    mutants = []
    for name in files.decode().split("\0"):
        if not name or not (ROOT / name).is_file():
            continue
        to = source / name
        to.parent.mkdir(parents=True, exist_ok=True)
        data = mutate(name, mutants).encode() if name in RULES else (ROOT / name).read_bytes()
        if not to.exists() or to.read_bytes() != data:
            to.write_bytes(data)
            to.chmod((ROOT / name).stat().st_mode)
    if not (build / "build.ninja").exists():
        subprocess.run(["cmake", "-S", source, "-B", build, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release"],
                       check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["ninja", "-C", build, "escape-check", "EscapePlugin"], check=True, stdout=subprocess.DEVNULL)
    return mutants, build / "bin/escape-check"


def tests():
    """Each test that compares what is said with what is expected: its file and options."""
    found = []
    for folder in ("conformance", "soundness-assumptions"):
        for path in sorted((ROOT / "test" / folder).rglob("*.c*")):
            for line in path.read_text().splitlines()[:8]:
                run = re.search(r"RUN: %check-m %s(.*)", line)
                if run:
                    found.append((path, shlex.split(run[1])))
    return found


def passes(tool, test, environment):
    path, options = test
    command = [sys.executable, ROOT / "test/conformance/check_m.py", path, *options]
    try:
        return subprocess.run(command, env={**os.environ, "ESCAPE_CHECK": str(tool), **environment}, timeout=60,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def lit_passes(build, mutant):
    """Whether the lit tests that need nothing but the tool pass."""
    lit = re.search(r"^LLVM_LIT[^=]*=(.*)$", (build / "CMakeCache.txt").read_text(), re.MULTILINE)
    command = [sys.executable, lit[1] if lit else "/usr/lib/llvm-22/bin/lit", "-q", "-j1", "--max-failures=1",
               *(build / "test" / folder for folder in LIT_FOLDERS)]
    return subprocess.run(command, env={**os.environ, "ESCAPE_MUTANT": str(mutant)}, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL).returncode == 0


class Judge:
    """Finds the test that notices a mutant. The quick ones and those that noticed others lately are tried first."""

    def __init__(self, tool):
        self.build = tool.parents[1]
        if not lit_passes(self.build, -1):
            sys.exit(f"mutate: a test of {LIT_FOLDERS} fails without any mutant")
        self.tool, self.order, seconds, self.met = tool, tests(), {}, {}
        with tempfile.TemporaryDirectory() as folder:
            for test in self.order:
                begin, met = time.monotonic(), pathlib.Path(folder, "met")
                if not passes(tool, test, {"ESCAPE_MUTANTS_MET": str(met)}):
                    sys.exit(f"mutate: {test[0]} fails without any mutant")
                seconds[test[0]] = time.monotonic() - begin
                self.met[test[0]] = set(map(int, met.read_text().split()))
        self.order.sort(key=lambda test: seconds[test[0]])

    def notices(self, mutant):
        for place, test in enumerate(list(self.order)):
            if mutant.number in self.met[test[0]] and not passes(self.tool, test, {"ESCAPE_MUTANT": str(mutant.number)}):
                if place > len(self.order) // 4:
                    self.order.remove(test)
                    self.order.insert(0, test)
                return test[0].relative_to(ROOT)
        return None if lit_passes(self.build, mutant.number) else "a test of " + ", ".join(LIT_FOLDERS)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=pathlib.Path, required=True, help="where to build; kept")
    parser.add_argument("--only", default="*", help="mutants whose file, line and text match")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="mutants tried at a time")
    parser.add_argument("--list", action="store_true", help="print the mutants and stop")
    args = parser.parse_args()
    if args.list:
        mutants = []
        for path in RULES:
            mutate(path, mutants)
        print("\n".join(f"{m.number} {m}" for m in mutants))
        return 0
    mutants, tool = prepare(args.work.resolve())
    chosen = [m for m in mutants if fnmatch.fnmatch(str(m), args.only)]
    known = {line.split(" # ")[0].strip()
             for line in (ROOT / "test/mutation/known.txt").read_text().splitlines() if not line.startswith("#")}
    judge, begin, survivors = Judge(tool), time.monotonic(), []
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for mutant, by in zip(chosen, pool.map(judge.notices, chosen)):
            state = f"noticed by {by}" if by else "known" if mutant.key() in known else "SURVIVES"
            print(f"{mutant}: {state}", flush=True)
            if state == "SURVIVES":
                survivors.append(mutant)
    print(f"{len(chosen)} mutants, {len(survivors)} survive, {time.monotonic() - begin:.0f} s")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
