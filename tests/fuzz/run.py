"""`make fuzz`: tries every target for its share of FUZZ_SECONDS, guided by coverage where atheris is installed.

What breaks a promise is kept in ``corpus/``, where the fast suite meets it from then on.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import random
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable

from tests.fuzz.mutating import CORPUS, kept, mutated

#: Cannot be guided: its input only seeds a generator, and each try runs a whole hidden test.
_NOT_GUIDED = ("answers",)


def main(seconds: float) -> int:
    """Fuzz all targets, each in a process of its own; 0 if none broke a promise."""
    names = sorted(path.name for path in CORPUS.iterdir())
    failed = []
    for name in names:
        command = [sys.executable, "-m", "tests.fuzz.run", name, str(seconds / len(names))]
        if subprocess.run(command, check=False).returncode:
            failed.append(name)
    print(f"fuzzed {', '.join(names)}: " + (f"{', '.join(failed)} FAILED" if failed else "no promise was broken"))
    return 1 if failed else 0


def fuzz(name: str, seconds: float) -> int:
    """Fuzz one target for some seconds; 0 if it kept its promises."""
    if importlib.util.find_spec("atheris") and name not in _NOT_GUIDED:
        _guided(name, seconds)
    from tests.fuzz.targets import TARGETS

    tried, problem = by_chance(TARGETS[name], kept(name), seconds, random.Random(f"{name} {time.time()}"))
    print(f"{name}: {tried} inputs")
    if problem is None:
        return 0
    data, words = problem
    path = CORPUS / name / f"crash-{hashlib.sha256(data).hexdigest()[:16]}"
    path.write_bytes(data)
    print(f"{words}\nkept as {path}")
    return 1


def by_chance(
    target: Callable[[bytes], None], inputs: list[bytes], seconds: float, chance: random.Random
) -> tuple[int, tuple[bytes, str] | None]:
    """How many mutated inputs were tried, and the first that broke a promise with what was raised."""
    end, tried = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        data = mutated(inputs, chance)
        tried += 1
        try:
            target(data)
        except BaseException:
            return tried, (data, traceback.format_exc())
    return tried, None


def _guided(name: str, seconds: float) -> None:
    """Let libFuzzer look for inputs that reach new code; it ends the process."""
    import atheris

    with atheris.instrument_imports(include=["autograder"]):
        from tests.fuzz.targets import TARGETS

    new = tempfile.mkdtemp(prefix="fuzz-")
    options = [f"-max_total_time={max(int(seconds), 1)}", f"-artifact_prefix={CORPUS / name}/", "-timeout=60"]
    options += ["-max_len=65536", "-rss_limit_mb=4096", "-verbosity=0", "-print_final_stats=1"]
    print(f"{name}:", flush=True)
    atheris.Setup([sys.argv[0], *options, new, str(CORPUS / name)], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    if len(sys.argv) == 3:
        sys.exit(fuzz(sys.argv[1], float(sys.argv[2])))
    sys.exit(main(float(os.environ.get("FUZZ_SECONDS", "600"))))
