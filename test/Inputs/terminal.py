#!/usr/bin/env python3
"""usage: terminal.py COMMAND...: runs the command with a terminal as its standard error, and prints what that shows."""

import os
import pty
import subprocess
import sys

ours, theirs = pty.openpty()
process = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stderr=theirs)
os.close(theirs)
shown = b""
try:
    while part := os.read(ours, 4096):
        shown += part
except OSError:  # how Linux says that nobody has the other end any more
    pass
sys.stderr.write(shown.decode(errors="replace").replace("\r\n", "\n"))
sys.exit(process.wait())
