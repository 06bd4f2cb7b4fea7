#!/usr/bin/env python3
# Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
"""The dynamic judge over real programs: fetches the sources of Debian packages,
builds them with Clang and the instrumentation, runs their own tests, and holds
the claims of escape-check against what happened (real.py). Prints a table, and
what is refuted in WORK/NAME/judge.txt. Exit status 1 when any claim is.

usage: projects.py --tool PATH --work DIR [--source DIR] [NAME...]

Without names all projects are taken. In NAME-one the sources and the tests are
one translation unit, so that claims are made across files. --source DIR has unpacked sources in
DIR/NAME/*/, as a work directory has; without it `apt-get source` fetches them."""
import argparse
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
CMAKE = "cmake -S {src} -B . -G Ninja -DCMAKE_BUILD_TYPE=None -DCMAKE_POSITION_INDEPENDENT_CODE=ON"
LUA_TEST = r"""
local t = {}
for i = 1, 2000 do t[i] = ("%d:%s"):format(i, ("x"):rep(i % 90)) end
table.sort(t, function(a, b) return a < b end)
local s = table.concat(t, ","):gsub("x+", "y"):upper()
local co = coroutine.wrap(function(a) for i = 1, 20 do a = coroutine.yield(a .. i) end end)
for i = 1, 20 do co("c") end
print(pcall(function() error({code = 2}) end), pcall(error), select("#", s:byte(1, 90)))
local f = load(string.dump(load("local a = ... return function() return a end")))
assert(f(7)() == 7 and not load("x ="))
local weak = setmetatable({}, {__mode = "k", __gc = function() end})
for i = 1, 100 do weak[{}] = i end
collectgarbage() collectgarbage("generational") collectgarbage("incremental")
local name = os.tmpname()
local h = assert(io.open(name, "w")) h:write(s, 1, 2.5) h:close()
for l in io.lines(name) do assert(#l > 100) end
for a in io.lines(name, "n", 3) do break end
os.remove(name) assert(not io.open(name))
local p = io.popen("echo a") assert(p:read("a") == "a\n") p:close()
print(pcall(string.rep, "x", -1), utf8.char(8364), os.date("%Y"), require("string") == string)
local function deep(n) return n == 0 and 0 or 1 + deep(n - 1) end
print(deep(10000), pcall(function() local function r() return 1 + r() end r() end))
print(string.pack("i4z", 3, "abc"):len(), debug.traceback("here"), goto_ok)
assert(loadfile("/nonexistent") == nil) do local c <close> = setmetatable({}, {__close = print}) end
"""

# Of each: the package, commands to build it and to test it, in a directory of
# its own, and the environment of the tests. A test may fail: what ran, counts.
PROJECTS = {
    "lua": dict(
        package="lua5.4",
        build=["for f in {src}/src/*.c; do case $f in */luac.c) ;; *) "
               "$CC -std=gnu99 -DLUA_USE_LINUX -DLUA_COMPAT_5_3 -I. -c $f || exit 1 ;; esac; done",
               "$CC -rdynamic *.o -o lua -lm -ldl"],
        files={"lua5.4-deb-multiarch.h": '#define DEB_HOST_MULTIARCH "x86_64-linux-gnu"\n',
               "test.lua": LUA_TEST},
        test=["./lua test.lua", "./lua -v", "echo 'print(1)\nx =\nreturn 2' | ./lua -i"]),
    "zstd": dict(
        package="libzstd",
        build=["cmake -S {src}/build/cmake -B . -G Ninja -DCMAKE_BUILD_TYPE=None -DZSTD_BUILD_TESTS=ON "
               "-DZSTD_BUILD_SHARED=OFF -DZSTD_LEGACY_SUPPORT=ON", "ninja -j2"],
        test=["tests/fuzzer -i40", "tests/zstreamtest -i40", "tests/fullbench -i1 -B1000",
              "cp {src}/lib/compress/zstd_compress.c in.c; programs/zstd -19 -T2 -f in.c; "
              "programs/zstd -d -f in.c.zst -o out.c; programs/zstd -l in.c.zst; "
              "programs/zstd -b1 -i0 in.c; "
              "programs/zstd --train -B512 in.c -o dict; programs/zstd -D dict -f in.c"]),
    "leveldb": dict(
        package="leveldb",
        build=[CMAKE + " -DLEVELDB_BUILD_BENCHMARKS=OFF", "ninja -j2"],
        test=["timeout 900 ctest --timeout 150"]),
    "ninja": dict(
        package="ninja-build",
        build=[CMAKE, "ninja -j2"],
        test=["ulimit -n 2000; ./ninja_test", "./ninja -n -v", "./ninja -t targets all"]),
    "re2": dict(
        package="re2",
        # Debian makes these files anew, from its package unicode-data.
        build=["cd {src}/re2 && perl make_perl_groups.pl > perl_groups.cc && "
               "python3 make_unicode_casefold.py > unicode_casefold.cc && "
               "python3 make_unicode_groups.py > unicode_groups.cc",
               CMAKE + " -DRE2_BUILD_TESTING=ON", "ninja -j2"],
        test=["timeout 900 ctest --timeout 100 -E 'exhaustive|random|dfa_test'"]),
    "yaml-cpp": dict(
        package="yaml-cpp",
        build=[CMAKE + " -DYAML_CPP_BUILD_TESTS=ON", "ninja -j2"],
        test=["timeout 600 ctest --timeout 200"]),
    "tinyxml2": dict(
        package="tinyxml2",
        build=[CMAKE + " -DBUILD_TESTING=ON -Dtinyxml2_BUILD_TESTING=ON", "ninja -j2"],
        test=["cp -r {src}/resources .; mkdir -p resources/out; ./xmltest"]),
    "pugixml": dict(
        package="pugixml",
        build=[CMAKE + " -DPUGIXML_BUILD_TESTS=ON -DPUGIXML_BUILD_DEFINES=PUGIXML_HEADER_ONLY", "ninja -j2"],
        test=["p=$PWD/pugixml-check; cd {src} && timeout 600 $p"]),
    "jsoncpp": dict(
        package="libjsoncpp",
        build=[CMAKE + " -DJSONCPP_WITH_TESTS=ON -DJSONCPP_WITH_POST_BUILD_UNITTEST=OFF", "ninja -j2"],
        test=["bin/jsoncpp_test", "for f in {src}/test/data/*.json; do cp $f .; "
              "bin/jsontestrunner_exe $(basename $f); done"]),
    "fmt": dict(
        package="fmtlib",
        build=[CMAKE + " -DFMT_DOC=OFF -DFMT_TEST=ON", "ninja -j2"],
        test=["timeout 600 ctest --timeout 200"]),
    "jansson": dict(
        package="jansson",
        build=[CMAKE + " -DJANSSON_BUILD_DOCS=OFF -DJANSSON_EXAMPLES=OFF", "ninja -j2"],
        test=["timeout 600 ctest --timeout 60"]),
    "libyaml": dict(
        package="libyaml",
        build=[CMAKE, "ninja -j2"],
        test=["timeout 600 ctest --timeout 60", "for f in {src}/examples/*.yaml {src}/regression-inputs/*; do "
              "for p in tests/run-*; do timeout 20 $p $f; done; done"]),
    "libgit2": dict(
        package="libgit2",
        build=[CMAKE + " -DBUILD_TESTS=ON -DBUILD_CLI=OFF -DDISABLE_ONLINE_TESTS=ON "
               "-DREGEX_BACKEND=pcre2 -DUSE_GSSAPI=OFF -DUSE_HTTPS=OFF -DUSE_SSH=OFF "
               "-DUSE_NTLMCLIENT=OFF -DUSE_HTTP_PARSER=system", "ninja -j2"],
        test=["./libgit2_tests -q -sconfig -sdiff -sindex -srefs -smerge -srebase -scommit "
              "-sobject -srepo -sstatus -sworktree -ssubmodule -spack -sodb -srevwalk", "./util_tests -q"]),
    "cppcheck": dict(
        package="cppcheck",
        build=[CMAKE + " -DBUILD_TESTS=ON -DUSE_MATCHCOMPILER=Off -DBUILD_GUI=OFF "
               "-DENABLE_OSS_FUZZ=OFF", "ninja -j2 testrunner"],
        test=["bin/testrunner -q TestTokenizer TestLeakAutoVar TestStl TestClass TestPreprocessor "
              "TestSuppressions TestLibrary TestCmdlineParser TestImportProject TestCppcheck"]),
}

# Programs made of one unit, which includes all files of a project and a test: the
# files, what is not among them, names that each file has for itself, macros that
# a file leaves behind, what is before the first, flags.
ONE = {
    "tinyxml2": dict(
        files=["tinyxml2.cpp", "xmltest.cpp"],
        test=["cp -r {src}/resources .; mkdir -p resources/out; ./one"]),
    "jsoncpp": dict(
        files=["src/lib_json/*.cpp", "src/test_lib_json/*.cpp"],
        undef=["isnan"], flags="-I{src}/include -I{src}/src/test_lib_json",
        test=["./one"]),
    "ninja": dict(
        files=["src/*.cc"],
        without="win32|msvc|minidump|perftest|browse|/ninja.cc|[.]in[.]cc|getopt|includes_norm|"
                "hash_collision|canon_perf",
        own=["kTestFilename", "kTestDepsFilename", "kFileSignature", "kCurrentVersion"],
        before="#include <unistd.h>\n#include </usr/include/getopt.h>\n#define GETOPT_H\n",
        flags="-I{src}/src", test=["ulimit -n 2000; ./one"]),
    "re2": dict(
        files=["re2/*.cc", "util/rune.cc", "util/strutil.cc", "util/test.cc", "re2/testing/re2_test.cc"],
        own=["ExtraDebug"], undef=["Mark", "ToString"], flags="-I{src} -pthread", test=["./one"]),
    "leveldb": dict(
        files=["db/*.cc", "table/*.cc", "util/*.cc", "helpers/memenv/memenv.cc", "db/db_test.cc"],
        without="(?<!/db)_test.cc|windows|leveldbutil",
        flags="-I{src} -I{src}/include -DLEVELDB_PLATFORM_POSIX=1 -lgtest -lgmock "
              "-lbenchmark -lsnappy -pthread", test=["timeout 300 ./one"]),
    "yaml-cpp": dict(
        files=["src/*.cpp", "src/contrib/*.cpp", "util/parse.cpp"],
        flags="-I{src}/include -I{src}/src",
        test=["for f in {src}/test/specexamples.h {src}/.clang-format; do ./one < $f; done; "
              "printf 'a: [1, {{x: y}}]\\nb: &q\\n  - |\\n    t\\n  - *q\\n? k\\n: \"v\"\\n' | ./one; "
              "printf 'a: *b' | ./one; printf '%%TAG ! tag:x,2000:\\n---\\n!foo b' | ./one"]),
}
for name, one in ONE.items():
    PROJECTS[name + "-one"] = dict(package=PROJECTS[name]["package"], one=one, build=[
        "$CXX -std=c++17 one.cpp " + one.get("flags", "") + " -o one"],
        test=one["test"])

WRAPPER = """#!/bin/sh
# Options that come last win over those of the project.
case " $* " in
*" -c "* | *" -E "* | *" -S "* | *" -M "* | *" -MM "*) link= ;;
*) link="-L{lib} -Wl,--no-as-needed -lescape-objects -Wl,-rpath,{lib}" ;;
esac
exec {compiler} "$@" -O0 -gline-tables-only -w -Wno-error -U_FORTIFY_SOURCE \\
  -fno-sanitize=all -fpass-plugin={lib}/escape-instrument.so \\
  -gen-cdb-fragment-path "$ESCAPE_FRAGMENTS" $link
"""


def one_unit(one, src):
    """The text of a file that includes all of them."""
    found = []
    for pattern in one["files"]:
        found += [f for f in sorted(glob.glob(os.path.join(src, pattern)))
                  if f not in found and not re.search(one.get("without", "$^"), f)]
    text = one.get("before", "")
    for i, f in enumerate(found):
        own = one.get("own", [])
        text += "".join(f"#define {n} {n}_{i}\n" for n in own) + f'#include "{f}"\n'
        text += "".join(f"#undef {n}\n" for n in own + one.get("undef", []))
    return text


def run(command, log, **options):
    """-> whether it succeeded"""
    log.write(f"\n$ {command}\n")
    log.flush()
    try:
        return subprocess.run(command, shell=isinstance(command, str), stdout=log, stdin=subprocess.DEVNULL,
                              stderr=subprocess.STDOUT, **options).returncode == 0
    except subprocess.TimeoutExpired:
        log.write("\ntime limit\n")
        return False


def write_compilers(work, lib, llvm):
    for name, compiler in {"cc": f"clang-{llvm}", "c++": f"clang++-{llvm}"}.items():
        path = os.path.join(work, name)
        with open(path, "w") as f:
            f.write(WRAPPER.format(lib=lib, compiler=compiler))
        os.chmod(path, 0o755)


def source_of(name, package, work, reuse, log):
    where = os.path.join(reuse or work, name)
    os.makedirs(where, exist_ok=True)
    if not reuse and not glob.glob(where + "/*/"):
        run(f"apt-get source -q {package}", log, cwd=where, timeout=600)
    found = [d for d in glob.glob(where + "/*/") if os.path.isdir(d + "debian")]
    return found[0].rstrip("/") if found else None


def database(build, fragments):
    """One compile_commands.json of what the compiler left in `fragments`."""
    entries, seen = [], set()
    for path in sorted(glob.glob(fragments + "/*.json")):
        with open(path) as f:
            e = json.loads(f.read().strip().rstrip(","))
        # The probes of configurations are gone, or are nothing of the program's.
        if not os.path.exists(os.path.join(e["directory"], e["file"])) or "CMakeFiles/" in e["file"] + e["directory"]:
            continue
        ours = ("-fpass-plugin=", "-gline-tables-only", "-w")
        e["arguments"] = [a for a in e["arguments"] if not a.startswith(ours[0]) and a not in ours]
        key = (e["directory"], e["file"], *e["arguments"])
        if key not in seen:
            seen.add(key)
            entries.append(e)
    with open(build + "/compile_commands.json", "w") as f:
        json.dump(entries, f, indent=1)
    return len(entries)


def judge(name, o):
    """-> (row of the table, whether anything was refuted)"""
    project = PROJECTS[name]
    top = os.path.join(o.work, name)
    build, fragments, objects = (os.path.join(top, d) for d in ("escape-build", "fragments", "objects"))
    os.makedirs(top, exist_ok=True)
    log = open(top + "/log.txt", "a" if o.again else "w")
    start = time.time()
    src = source_of(name.removesuffix("-one"), project["package"], o.work, o.source, log)
    if not src:
        return f"| {name} | no source, see {top}/log.txt |", False
    environment = dict(os.environ, CC=o.work + "/cc", CXX=o.work + "/c++", ESCAPE_FRAGMENTS=fragments,
                       LC_ALL="C.UTF-8")
    for variable in ("CFLAGS", "CXXFLAGS", "CPPFLAGS", "LDFLAGS", "ESCAPE_OBJECTS"):
        environment.pop(variable, None)
    if not o.again:
        for d in (build, fragments, objects):
            shutil.rmtree(d, ignore_errors=True)
            os.makedirs(d)
        files = dict(project.get("files", {}))
        if "one" in project:
            files["one.cpp"] = one_unit(project["one"], src)
        for file, text in files.items():
            os.makedirs(os.path.dirname(os.path.join(build, file)), exist_ok=True)
            with open(os.path.join(build, file), "w") as f:
                f.write(text)
        for command in project["build"]:
            if not run(command.format(src=src), log, cwd=build, env=environment, timeout=o.limit):
                return f"| {name} | not built, see {top}/log.txt |", False
        built = time.time()
        database(build, fragments)
        environment["ESCAPE_OBJECTS"] = objects + "/o"
        failed = 0
        for command in project["test"]:
            failed += not run(command.format(src=src), log, cwd=build, env=environment, timeout=o.limit)
        log.write(f"\nbuilt in {built - start:.0f} s, tested in {time.time() - built:.0f} s, "
                  f"{failed} of {len(project['test'])} test commands failed\n")
    report = top + "/report.json"
    if o.again < 2:
        run([o.tool, "--no-cache", "-p", build, "--format=json", "-o", report, *o.tool_arg], log, timeout=o.limit)
    with open(top + "/judge.txt", "w") as out:
        code = subprocess.run([sys.executable, HERE + "/real.py", "-p", build, "--report", report,
                               "--name", name, "--lost", "20", objects + "/o"], stdout=out,
                              stderr=subprocess.STDOUT).returncode
    with open(top + "/judge.txt") as f:
        rows = [line.strip() for line in f if line.startswith("| ")]
    return rows[-1] if rows else f"| {name} | not judged, see {top}/judge.txt |", code == 1


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("name", nargs="*")
    p.add_argument("--tool", required=True, help="escape-check")
    p.add_argument("--tool-arg", action="append", default=[], metavar="ARG", help="further argument for it")
    p.add_argument("--work", required=True, help="a directory for sources, builds and results")
    p.add_argument("--source", help="a directory with sources that were fetched before")
    p.add_argument("--lib", help="where escape-instrument.so and libescape-objects.so are; "
                   "../lib of the tool if not given")
    p.add_argument("--llvm", default="22", help="version of Clang, that of the plugin")
    p.add_argument("--limit", type=float, default=1800, help="seconds that a command may take")
    p.add_argument("--again", action="count", default=0,
                   help="only analyse and judge anew; twice: only judge")
    o = p.parse_args()
    o.work, o.tool = os.path.abspath(o.work), os.path.abspath(o.tool)
    os.makedirs(o.work, exist_ok=True)
    o.lib = os.path.abspath(o.lib or os.path.dirname(o.tool) + "/../lib")
    if not os.path.exists(o.lib + "/escape-instrument.so"):
        p.error(f"no escape-instrument.so in {o.lib}")
    write_compilers(o.work, o.lib, o.llvm)
    print("| project | sites | never outlive | proven | share | outlive | not known | objects | refuted |")
    print("|---|---|---|---|---|---|---|---|---|")
    bad = False
    for name in o.name or PROJECTS:
        row, refuted = judge(name, o)
        bad |= refuted
        print(row, flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
