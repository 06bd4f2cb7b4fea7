#!/usr/bin/env python3
# Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
"""usage: with_distccd.py COMMAND...

Runs the command while two distccd listen on loopback, DISTCC_ONE and DISTCC_TWO in its environment. They are ended
with the command, and end themselves after two minutes if this is killed. They write one.log and two.log. When root runs
this, they are somebody else's, who may not be able to read the build tree but can read DISTCC_PUBLIC."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def listens(port):
    try:
        socket.create_connection(("127.0.0.1", port)).close()
        return True
    except ConnectionRefusedError:
        return False


def start(log):
    """Starts a daemon. It is tried again when somebody else took the port."""
    for _ in range(10):
        port = free_port()
        with open(log, "w") as output:
            daemon = subprocess.Popen(
                ["distccd", "--daemon", "--no-detach", "--no-fork", "--lifetime=120", "--enable-tcp-insecure",
                 "--listen", "127.0.0.1", "--allow", "127.0.0.1", "--port", str(port), "--user", "nobody",
                 "--log-level=info", "--log-stderr"],
                env={**os.environ, "TMPDIR": public}, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        while daemon.poll() is None:
            if listens(port):
                return daemon, f"127.0.0.1:{port}"
            time.sleep(0.01)
    sys.exit(f"with_distccd.py: distccd does not start: see {log}")


daemons = []
public = tempfile.mkdtemp(prefix="escape-check-distcc-", dir="/tmp")
try:
    os.chmod(public, 0o777)
    os.environ["DISTCC_PUBLIC"] = public
    for name in ("ONE", "TWO"):
        daemon, host = start(name.lower() + ".log")
        daemons.append(daemon)
        os.environ[f"DISTCC_{name}"] = host
    os.makedirs("client", exist_ok=True)
    os.environ["DISTCC_DIR"] = os.path.abspath("client")
    status = subprocess.run(sys.argv[1:]).returncode
finally:
    for daemon in daemons:
        daemon.kill()
        daemon.wait()
    shutil.rmtree(public)
sys.exit(status)
