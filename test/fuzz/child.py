# Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
"""Runs a program within limits, and tells what is wrong with the way in which it ended."""
import os
import re
import resource
import shutil
import signal
import subprocess
import tempfile
import threading

GIGABYTE = 1 << 30
CRASH_MESSAGE = "the analysis crashed"


def add_memory(parser):
    parser.add_argument("--memory", type=lambda text: int(float(text) * GIGABYTE), default=4 * GIGABYTE, metavar="GB",
                        help="what one run may take; 0: anything, as for a program that is built with a sanitizer")


class Ended:
    """How a program ended: `status` is an exit status, or -n for signal n; `late` that it was stopped for its time;
    `memory` the most that it had at once, in bytes."""

    def __init__(self, status, late, memory, out, err):
        self.status, self.late, self.memory, self.out, self.err = status, late, memory, out, err

    def complaint(self, statuses=(0,), memory=4 * GIGABYTE):
        """What must never be, in a few words that can be part of a file's name, or None."""
        if self.late:
            return "hang"
        if memory and self.memory > memory or "std::bad_alloc" in self.err or "LLVM ERROR: out of memory" in self.err:
            return "memory"
        if self.status < 0:
            return f"signal-{-self.status}"
        if CRASH_MESSAGE in self.err or "PLEASE submit a bug report" in self.err:
            return "crash"
        if self.status not in statuses:
            return f"status-{self.status}"
        return None


def run(args, timeout=20, memory=4 * GIGABYTE, cwd=None):
    """-> Ended. The program may take half as much memory again as `memory` before it is refused more, so that it is
    seen to have passed the limit. 0: as much as it asks for; a sanitizer reserves much more than it uses."""
    def limit():
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if memory:
            resource.setrlimit(resource.RLIMIT_AS, (memory * 3 // 2, memory * 3 // 2))

    late = threading.Event()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        p = subprocess.Popen(args, stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=cwd, preexec_fn=limit,
                             start_new_session=True)

        def stop():
            late.set()
            os.killpg(p.pid, signal.SIGKILL)

        timer = threading.Timer(timeout, stop)
        timer.start()
        _, status, usage = os.wait4(p.pid, 0)
        timer.cancel()
        p.returncode = os.waitstatus_to_exitcode(status)
        texts = []
        for stream in out, err:
            stream.seek(0)
            texts.append(stream.read().decode(errors="replace"))
    return Ended(p.returncode, late.is_set(), usage.ru_maxrss * 1024, *texts)


def place(text):
    """Where a sanitizer, an assertion or a limit stopped the program, in one line that is the same for the same
    mistake: what it was, and the innermost function of this project."""
    what = "?"
    for pattern in (r"ERROR: AddressSanitizer: ([\w-]+)", r"runtime error: (.*)", r"(Assertion .* failed)",
                    r"ERROR: libFuzzer: ([\w-]+(?: signal)?)", r"(LLVM ERROR.*)"):
        found = re.search(pattern, text)
        if found:
            what = re.sub(r"\b(0x)?[0-9a-f]*\d[0-9a-f]*\b", "N", found[1])
            break
    frame = re.search(r"#\d+ 0x[0-9a-f]+ in (escape::[^\n]*?) ?/[^\n]*?(/\w+\.\w+:\d+)", text)
    other = re.search(r"#\d+ 0x[0-9a-f]+ in (llvm::[^\n]*?) (?:/|\()", text)
    return what + (f", {frame[1]} {frame[2]}" if frame else f", {other[1]}" if other else "")


class LibFuzzer:
    """One of the fuzzers that CMake builds with ESCAPE_FUZZ."""

    def __init__(self, program, timeout=20, memory=4 * GIGABYTE):
        self.program, self.timeout = os.path.abspath(program), timeout
        self.options = [f"-timeout={timeout}", f"-rss_limit_mb={memory >> 20}", f"-malloc_limit_mb={memory >> 20}"]
        os.environ.setdefault("ASAN_OPTIONS", "detect_leaks=0:handle_abort=1")
        os.environ.setdefault("UBSAN_OPTIONS", "print_stacktrace=1")
        # As large as the stack that the tool gives itself.
        hard = resource.getrlimit(resource.RLIMIT_STACK)[1]
        if hard == resource.RLIM_INFINITY or hard >= 64 << 20:
            resource.setrlimit(resource.RLIMIT_STACK, (64 << 20, hard))

    def tries(self, path):
        """-> where the program stops on this input, or None when it ends well."""
        with tempfile.TemporaryDirectory() as work:
            ended = run([self.program, *self.options, path], self.timeout * 3, memory=0, cwd=work)
        return None if ended.status == 0 and not ended.late else place(ended.err)

    def fuzz(self, corpus, seconds, jobs, keep, extra=()):
        """Mutates the inputs in `corpus`, to which it adds new ones. -> (number of inputs, coverage); what the program
        did not end well on is in the new directory `keep`."""
        os.makedirs(keep)
        with tempfile.TemporaryDirectory() as work:
            ended = run([self.program, *self.options, f"-fork={jobs}", "-ignore_crashes=1", "-ignore_timeouts=1",
                         "-ignore_ooms=1", f"-max_total_time={int(seconds)}", f"-artifact_prefix={keep}/", *extra,
                         os.path.abspath(corpus)], seconds + 300, memory=0, cwd=work)
        counts = re.findall(r"^#(\d+): cov: (\d+)", ended.err, re.M)
        if not counts:
            print(ended.err[-2000:])
        return tuple(map(int, counts[-1])) if counts else (0, 0)


def sort_findings(fuzzer, found, keep, name):
    """Tries again what is in the directory `found`, and moves the smallest input for each place to `keep`.
    -> {place: path}"""
    smallest = {}
    for path in sorted((os.path.join(found, f) for f in os.listdir(found)), key=os.path.getsize)[:200]:
        where = fuzzer.tries(path)
        if where and where not in smallest:
            smallest[where] = path
    result = {}
    for number, (where, path) in enumerate(smallest.items()):
        result[where] = os.path.join(keep, f"{name}-{number}-{os.path.basename(path)[:16]}")
        shutil.copy(path, result[where])
    return result


def hunt(program, seed, o, name, options):
    """Fuzzes with `program` for o.seconds in the corpus that `seed`, called with its directory, puts its first inputs
    in; what was found goes to o.keep, and is printed. -> whether it ran and nothing was found"""
    with tempfile.TemporaryDirectory() as work:
        corpus = o.corpus or work + "/corpus"
        os.makedirs(corpus, exist_ok=True)
        seed(corpus)
        seeds = len(os.listdir(corpus))
        fuzzer = LibFuzzer(program)
        count, coverage = fuzzer.fuzz(corpus, o.seconds, o.jobs, work + "/found", options)
        findings = sort_findings(fuzzer, work + "/found", o.keep, name)
    for where, path in findings.items():
        print(f"{path}: {where}")
    print(f"{name}: {count} inputs from {seeds}, coverage {coverage}; "
          f"{len(findings)} places where it did not end well")
    return not findings and count > 0
