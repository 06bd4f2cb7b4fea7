# How lit runs the tests of this directory. Run them with ctest, or one alone:
#   lit -sv build/test/cli/no-database.test
import importlib.util
import os
import shlex
import shutil
import sys

import lit.formats

config.name = "escape-check"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".c", ".cpp", ".test"]
config.excludes = ["Inputs", "dynamic", "CMakeLists.txt", "__pycache__"]
config.test_source_root = config.source_root
config.test_exec_root = config.exec_root

# Tools write their messages in English, and names in UTF-8.
config.environment["LC_ALL"] = "C.UTF-8"
config.environment["PATH"] = os.pathsep.join([config.tools_dir, config.environment["PATH"]])
config.environment["ESCAPE_CHECK"] = config.escape_check
if "ESCAPE_MUTANT" in os.environ:  # mutation/mutate.py
    config.environment["ESCAPE_MUTANT"] = os.environ["ESCAPE_MUTANT"]
# Inputs/check_sarif.py checks reports against it as well.
sarif_schema = os.environ.get("SARIF_SCHEMA", os.path.join(config.source_root, "..", "build", "sarif-2.1.0.json"))
if os.path.exists(sarif_schema) and importlib.util.find_spec("jsonschema"):
    config.environment["SARIF_SCHEMA"] = sarif_schema
    config.available_features.add("sarif-schema")
else:
    lit_config.note("no schema of SARIF, or no jsonschema in Python: a test is skipped (scripts/install-deps --sarif-schema)")
config.environment["TSAN_OPTIONS"] = f"suppressions={config.source_root}/Inputs/tsan.supp"


def script(path):
    return f"{shlex.quote(sys.executable)} {shlex.quote(os.path.join(config.source_root, path))}"


clang = os.path.join(config.tools_dir, "clang")
plugin = " " + shlex.quote("-fplugin=" + config.plugin)
# What Clang leaves behind at its end is no leak of ours, and it has one thread.
with_plugin = (f"env LD_PRELOAD={config.sanitizer_library} ASAN_OPTIONS=detect_leaks=0 TSAN_OPTIONS=report_bugs=0 "
               if config.sanitizer_library else "")

# Tests of builds need the programs that build.
for program in ("ccache", "distcc", "make", "ninja", "g++", "git", "pre-commit", "bash", "zsh", "fish", "groff", "mandoc"):
    if shutil.which(program):
        config.available_features.add(program)
if shutil.which("dot"):
    config.available_features.add("graphviz")
if not shutil.which("distccd"):
    config.available_features.discard("distcc")
other_clang = [path for path in map(shutil.which, (f"clang++-{n}" for n in range(11, 40)))
               if path and os.path.dirname(os.path.realpath(path)) != os.path.realpath(config.tools_dir)]
if other_clang:
    config.available_features.add("other-clang")
if config.sanitizer_library:
    config.available_features.add("sanitizer")
# The page of --format=html is looked at where there is a browser that a program can drive.
sys.path.insert(0, os.path.join(config.source_root, "Inputs"))
import webdriver
if webdriver.find_browser():
    config.available_features.add("chromium")
else:
    lit_config.note("no chromium with chromedriver: the tests in browser/ are skipped (scripts/install-deps --browser)")

# %escape-check neither uses nor fills the user's cache; %tool is the program alone.
# %{escape-check-file} is its path, to be put into quotes.
# %exits N COMMAND... fails unless the command ends with exit status N.
# %signalled SIGNAL PIPE COMMAND... sends a signal when the command reads from the pipe.
# %terminal COMMAND... makes standard error a terminal.
# %plugin after %clangxx or %clang is the option that loads the plugin. The compilers are of the LLVM that it is built with.
# %the-plugin is its file, %embed the options with which it leaves graphs in objects; %with-plugin in front of a command
# that runs compilers is what their environment needs. %other-clangxx is a Clang of another version.
# %cmake is the CMake that has configured this, %build its build tree.
# %check-json [OPTION...] FILE reads a report and checks it against version 1 of the format.
# %check-sarif [OPTION...] FILE, %check-xml FILE and %check-html [OPTION...] FILE do so with reports of those formats, and
# print what they say.
# %database FILE... [-- OPTION...] writes a compile database of files in the current directory.
# %judged are the options with which a program is built for %real, the judge of
# real programs.
judged = ["-O0", "-gline-tables-only", f"-fpass-plugin={config.judge_dir}/escape-instrument.so",
          f"-L{config.judge_dir}", "-lescape-objects", f"-Wl,-rpath,{config.judge_dir}", "-pthread"]
config.substitutions += [
    ("%escape-check", shlex.quote(config.escape_check) + " --no-cache"),
    ("%{escape-check-file}", config.escape_check),
    ("%tool", shlex.quote(config.escape_check)),
    ("%version", config.version),
    ("%check-m", script("conformance/check_m.py")),
    ("%judged", shlex.join(judged)),
    ("%real", script("dynamic/real.py")),
    ("%check-json", script("Inputs/check_json.py")),
    ("%check-sarif", script("Inputs/check_sarif.py")),
    ("%check-xml", script("Inputs/check_xml.py")),
    ("%check-html", script("Inputs/check_html.py")),
    ("%database", script("Inputs/database.py")),
    ("%python", shlex.quote(sys.executable)),
    ("%exits", script("Inputs/exits.py")),
    ("%signalled", script("Inputs/signalled.py")),
    ("%terminal", script("Inputs/terminal.py")),
    ("%clangxx %plugin", with_plugin + clang + "++" + plugin),
    ("%clang %plugin", with_plugin + clang + plugin),
    ("%the-plugin", shlex.quote(config.plugin)),
    ("%embed", f"-fplugin={config.plugin} -fplugin-arg-escape-embed"),
    ("%with-plugin", with_plugin),
    ("%llvm-ar", os.path.join(config.tools_dir, "llvm-ar")),
    ("%other-clangxx", other_clang[0] if other_clang else "false"),
    ("%cmake", shlex.quote(config.cmake)),
    ("%include", shlex.quote(config.include_dir)),
    ("%build", shlex.quote(config.build_root)),
    ("%clangxx", clang + "++"),
    ("%clang", clang),
]
