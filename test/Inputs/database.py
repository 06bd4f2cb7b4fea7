# Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
"""Writes compile_commands.json of the given files to the current directory.

usage: database.py FILE... [-- OPTION...]"""
import json
import os
import sys

files, _, options = " ".join(sys.argv[1:]).partition(" -- ")
entries = [{"directory": os.getcwd(), "file": name,
            "arguments": ["clang++" if name.endswith(".cpp") else "clang", *options.split(), "-c", name]}
           for name in files.split()]
with open("compile_commands.json", "w") as out:
    json.dump(entries, out)
