"""The parent's part in a restore that was asked for on a page: it ends all processes, restores,
and begins anew as the same process, so that whoever watches over it (systemd) sees nothing."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from forum.lib import restores

LOOK = 0.5  # seconds between two looks whether somebody asked
ENDED_BEFORE = "The forum was ended before it began. Nothing has changed."


def forget(instance: Path) -> None:
    """What was asked for and never begun is not done a day later, at the next start."""
    if asked := restores.take(instance):
        restores.end(instance, replace(asked, error=ENDED_BEFORE))


def watch(instance: Path, stop: Callable[[], object]) -> None:
    """Call `stop` once somebody asks. Does not return before."""
    while not restores.is_asked(instance):
        time.sleep(LOOK)
    print("A restore was asked for; the forum ends for it, and starts again.", file=sys.stderr)
    stop()


def carry_out(instance: Path, signals: set[signal.Signals]) -> None:
    """Restore what was asked for, if anything was, and become the same command anew: then this does
    not return. All of it comes back or nothing changes; it starts again either way."""
    asked = restores.take(instance)
    if asked is None:
        return
    signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)  # from here on they end it as usual
    command = [sys.executable, "-m", "forum.cli", "restore", asked.key, "--replace"]
    done = subprocess.run(  # noqa: S603 - our own command, and a key from our table
        [*command, "--asked-by", asked.by], stdout=sys.stderr, stderr=subprocess.PIPE, text=True,
        check=False,
    )  # fmt: skip
    sys.stderr.write(done.stderr)
    said = done.stderr.strip().rpartition("\n")[2].removeprefix("Error: ")
    error = (said or f"It ended with {done.returncode}.") if done.returncode else ""
    restores.end(instance, replace(asked, error=error))
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - our own command
