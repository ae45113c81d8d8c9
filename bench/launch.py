"""Run a command and say what it cost: `python -S bench/launch.py RESULT.json COMMAND...`

A program of its own, since the kernel counts in a process's peak what the process that started it
had: this one has next to nothing. Standard library alone; the command's output is thrown away.
"""

import json
import os
import sys
import time


def main() -> None:
    """Run it, wait for it, write {"code", "wall_s", "cpu_s", "peak_mb"}."""
    command = sys.argv[2:]
    nowhere = os.open(os.devnull, os.O_RDWR)
    redirected = [(os.POSIX_SPAWN_DUP2, nowhere, descriptor) for descriptor in (0, 1, 2)]
    start = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ, file_actions=redirected)
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - start
    unit = 1024**2 if sys.platform == "darwin" else 1024
    cost = {
        "code": os.waitstatus_to_exitcode(status),
        "wall_s": wall,
        "cpu_s": usage.ru_utime + usage.ru_stime,
        "peak_mb": usage.ru_maxrss / unit,
    }
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        json.dump(cost, file)


if __name__ == "__main__":
    main()
