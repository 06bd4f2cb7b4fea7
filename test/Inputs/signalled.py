#!/usr/bin/env python3
"""usage: signalled.py SIGNAL PIPE COMMAND...

Runs the command and sends it the signal (INT, TERM, ...) once it waits for input from the named pipe. Ends as the
shell shows it: 128 and the number of the signal that ended the command, else the status that it ended with.
"""

import errno
import os
import signal
import subprocess
import sys
import time

number, pipe, command = signal.Signals["SIG" + sys.argv[1]], sys.argv[2], sys.argv[3:]

# A shell starts what it runs in the background with SIGINT ignored; that is inherited.
process = subprocess.Popen(command, preexec_fn=lambda: signal.signal(number, signal.SIG_DFL))
writer = None
while writer is None and process.poll() is None:
    try:
        writer = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
    except OSError as error:
        if error.errno != errno.ENXIO:  # nobody reads yet
            raise
        time.sleep(0.01)
if writer is None:
    sys.exit(f"signalled.py: it ended with {process.returncode} and did not read {pipe}")
process.send_signal(number)
try:
    status = process.wait(timeout=60)
except subprocess.TimeoutExpired:
    process.kill()
    sys.exit(f"signalled.py: it goes on after {number.name}")
sys.exit(128 - status if status < 0 else status)
