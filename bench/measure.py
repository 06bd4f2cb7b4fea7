"""What the scripts in this directory share: running commands and measuring them.

Times are CPU seconds (user and system) of the process and its children unless
a name says wall: on a machine that does other work, too, only those compare.
"""

import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DEFAULT_TOOL = os.path.join(ROOT, "build", "bin", "escape-check")
CLANG_DIRECTORIES = ["/usr/lib/llvm-22/bin"]

# In the order in which they run; the names are those of --stats.
STAGES = ["parse and lower", "graph", "capture", "solve", "findings"]


def fail(message):
    print(f"{os.path.basename(sys.argv[0])}: error: {message}", file=sys.stderr)
    sys.exit(2)


@dataclass
class Run:
    """One process, or several taken together."""

    cpu: float
    wall: float
    rss: int  # peak, in KiB; of several the largest
    status: int
    timed_out: bool = False
    errors: str = ""

    @property
    def failed(self):
        return self.status != 0


def run(command, cwd=None, timeout=None, keep_errors=False):
    """Runs one command and takes its CPU time and peak memory from the kernel."""
    with tempfile.TemporaryFile() as errors:
        start = time.monotonic()
        process = subprocess.Popen(
            command,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors if keep_errors else subprocess.DEVNULL,
        )
        late = threading.Event()

        def stop():
            late.set()
            process.kill()

        timer = threading.Timer(timeout, stop) if timeout else None
        if timer:
            timer.daemon = True  # who is told to end does not wait for it
            timer.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            raise
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if timer:
            timer.cancel()
        text = ""
        if keep_errors:
            errors.seek(0)
            text = errors.read().decode(errors="replace")
        return Run(
            cpu=usage.ru_utime + usage.ru_stime,
            wall=wall,
            rss=usage.ru_maxrss,
            status=process.returncode,
            timed_out=late.is_set(),
            errors=text,
        )


def limit_memory(gigabytes):
    """Bounds the address space of this process and of all that it starts."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = int(gigabytes * 1e9)
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


def find_tool(name):
    path = shutil.which(name) or (name if os.path.exists(name) else None)
    if not path:
        fail(f"there is no {name}; build escape-check first, or name it with --tool")
    return os.path.abspath(path)


def find_clang(name):
    """Returns the paths of the C and of the C++ compiler."""
    head, base = os.path.split(name)
    cxx = os.path.join(head, base.replace("clang", "clang++", 1))
    found = []
    for wanted in (name, cxx):
        path = shutil.which(wanted)
        for directory in CLANG_DIRECTORIES:
            path = path or shutil.which(os.path.join(directory, wanted))
        if not path:
            fail(f"there is no {wanted}; name the compiler with --clang")
        found.append(path)
    return tuple(found)


def clang_startup(clang, runs=15):
    """Median CPU time of a clang that has nothing to do."""
    with tempfile.TemporaryDirectory() as directory:
        empty = os.path.join(directory, "empty.cpp")
        open(empty, "w", encoding="ascii").close()
        command = [clang, "-fsyntax-only", "-w", empty]
        return statistics.median(run(command).cpu for _ in range(runs))


@dataclass
class Statistics:
    """What escape-check --stats prints."""

    seconds: dict = field(default_factory=dict)
    counts: dict = field(default_factory=dict)
    unknown_calls: list = field(default_factory=list)  # (name, count), most first
    bounds: str = ""
    failures: list = field(default_factory=list)  # (file, reason)

    @property
    def bounds_hit(self):
        return sum(int(n) for n in re.findall(r"\d+", self.bounds))


def parse_statistics(text):
    result = Statistics()
    for line in text.splitlines():
        if match := re.match(r"seconds (.+): ([0-9.]+)$", line):
            result.seconds[match[1]] = float(match[2])
        elif match := re.match(r"unknown call (.+): (\d+)$", line):
            result.unknown_calls.append((match[1], int(match[2])))
        elif match := re.match(r"bounds hit: (.+)$", line):
            result.bounds = match[1]
        elif match := re.match(
            r"(units(?: from the cache)?|(?:user )?functions|(?:allocations|variables) [a-z-]+|"
            r"unknown instructions): (\d+)$",
            line,
        ):
            result.counts[match[1]] = int(match[2])
        elif match := re.match(r"escape-check: error: (.+?): (.+)$", line):
            result.failures.append((match[1], match[2]))
    return result


def stage_seconds(tool, stats, threads=1):
    """CPU seconds of each stage, as far as wall time tells them.

    --stats measures wall time in each thread: on a machine that does other
    work, too, that is more than the thread worked.
    """
    share = min(1.0, tool.cpu / (tool.wall * threads))
    result = {stage: 0.0 for stage in STAGES}
    for stage, seconds in stats.seconds.items():
        result[stage] = share * seconds
    result["rest"] = max(0.0, tool.cpu - sum(result.values()))
    return result


def megabytes(kib):
    return kib / 1024
