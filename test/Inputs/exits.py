#!/usr/bin/env python3
"""usage: exits.py N COMMAND...: runs the command; ends well only if its exit status is N."""

import subprocess
import sys

status = subprocess.run(sys.argv[2:]).returncode
if status != int(sys.argv[1]):
    print(f"exits.py: exit status {status}, not {sys.argv[1]}: {' '.join(sys.argv[2:])}", file=sys.stderr)
    sys.exit(1)
