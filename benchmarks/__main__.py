"""All benchmarks, or those named, side by side in one run; the results go into benchmarks/results.md.

python -m benchmarks [stock otter floor scaling large_class simulation notebooks hostile] [--rounds N] [--students N] …
"""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measuring import NotMeasured, machine
from benchmarks.options import Options

SECTIONS = ("stock", "otter", "floor", "scaling", "large_class", "simulation", "notebooks", "hostile")
RESULTS = Path(__file__).parent / "results.md"


def main() -> None:
    """Measure what the command line names; end with 1 and one line for each section that cannot be measured."""
    given = _parser().parse_args()
    chosen = [name for name in SECTIONS if name in (given.sections or SECTIONS)]
    problems = []
    with tempfile.TemporaryDirectory(prefix="autograder-benchmark-") as temporary:
        folder = (given.folder or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        numbers = (given.rounds, given.students, given.class_size, given.submissions, given.jobs)
        options = Options(*numbers, folder)
        texts = {}
        for name in chosen:
            print(f"{name} …", file=sys.stderr, flush=True)
            try:
                texts[name] = section(name, options)
            except NotMeasured as why:
                problems.append(f"benchmarks: {name}: {why}")
                continue
            print(texts[name], flush=True)
            if given.write:
                RESULTS.write_text(with_sections(RESULTS.read_text() if RESULTS.is_file() else "", texts))
    sys.exit("\n".join(problems) or None)


def section(name: str, options: Options) -> str:
    """One section of the results, with the command that makes it and the machine."""
    started = time.monotonic()
    text: str = importlib.import_module(f"benchmarks.{name}").report(options)
    command = f"python -m benchmarks {name} {options.words()}"
    took = f"{time.monotonic() - started:.0f} s by the clock"
    return f"{text}\n\n`{command}`: {took}, {time.strftime('%Y-%m-%d', time.gmtime())}, on {machine()}."


def with_sections(old: str, new: dict[str, str]) -> str:
    """The page with these sections in place of what it had of the same name, in the order of ``SECTIONS``."""
    kept = {}
    for piece in old.split(_MARK)[1:]:
        name, _, text = piece.partition(" -->\n")
        kept[name] = text.strip()
    kept |= new
    pieces = [f"{_MARK}{name} -->\n{kept[name]}\n" for name in SECTIONS if name in kept]
    return "\n".join([_HEAD, *pieces])


_MARK = "<!-- section: "
_HEAD = """# What grading costs

Written by `make bench` (`python -m benchmarks --write`). Each section is one run in which what is compared takes turns,
so that the load of the machine meets all; medians of the rounds. Seconds are of CPU, of a command with all that it
starts, unless the clock is named.
"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("sections", nargs="*", choices=[*SECTIONS, []], metavar="SECTION", help=", ".join(SECTIONS))
    parser.add_argument("--write", action="store_true", help="put the sections into benchmarks/results.md")
    parser.add_argument("--rounds", type=_at_least(1), default=3, help="measure each so often, and take the median")
    parser.add_argument("--students", type=_at_least(2), default=2, help="students of each class")
    parser.add_argument("--class-size", type=_at_least(20), default=500, help="students of the large class")
    parser.add_argument("--submissions", type=_at_least(100), default=10_000, help="submissions of the simulation")
    parser.add_argument("--jobs", type=_at_least(1), default=2, help="processes that grade the large class")
    parser.add_argument("--folder", type=Path, help="build course roots here, and use a built course again")
    return parser


def _at_least(least: int) -> type[int]:
    def number(text: str) -> int:
        if not text.isdigit() or int(text) < least:
            raise argparse.ArgumentTypeError(f"{text} is no whole number from {least} on")
        return int(text)

    return number  # type: ignore[return-value]


if __name__ == "__main__":
    main()
