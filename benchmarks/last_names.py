"""How often does a fair solution of last_names miss the target? ``python benchmarks/last_names.py [--runs 20]``.

Trains networks as the notebook does, each with a seed of its own, and has their predictions judged by the hidden
answers, as those of a student are: first the reference, then other fair choices, at last about the best that honest
work reaches. Prints accuracies, and a limit of the chance to miss the target. Exit code 1 if the reference did not
beat every counting baseline of the notebook, or missed the target, in any run.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(HOUSE), str(HOUSE / "source")]

from autograder.build.regions import without_markers  # noqa: E402
from autograder.build.source import Role, read_source  # noqa: E402
from autograder.hidden_tests.test_last_names import CEILING, FLOOR, TARGET  # noqa: E402
from autograder.judge.predictions import load_answers, read_predictions, share_right  # noqa: E402

PART, FILE = "last_names", "last_names_predictions.csv"
CHOICES: dict[str, dict[str, Any]] = {
    "an RNN": {"model_type": "rnn"},
    "an LSTM of 32 units": {"model_type": "lstm", "rnn_size": 32},
    "an LSTM without dropout": {"model_type": "lstm", "dropout": 0.0},
    "an LSTM of 2 layers": {"model_type": "lstm", "num_layers": 2},
}


class Notebook:
    """The names that the solved notebook defines, experiments left out, run in a folder with the public data."""

    def __init__(self, folder: Path) -> None:
        (folder / "data").mkdir()
        for path in (HOUSE / "datasets").glob(f"{PART}_*.csv"):
            (folder / "data" / path.name).write_bytes(path.read_bytes())
        os.chdir(folder)
        self.names: dict[str, Any] = {"__name__": "notebook"}
        for cell in read_source(PART, HOUSE).with_role(Role.GIVEN, Role.SOLUTION):
            exec("\n".join(without_markers(cell)), self.names)
        self.train, self.test = self.names["train"], self.names["test_names"]
        self.languages: list[str] = self.names["LANGUAGES"]

    def network(self, seed: int, **choice: Any) -> Any:
        """A network that was trained as the notebook trains it."""
        return self.names["trained"].__wrapped__(seed=seed, **choice)[0]

    def accuracy_of(self, seed: int, **choice: Any) -> float:
        """The accuracy of its predictions on the hidden answers."""
        return accuracy(self.test, self.names["predictions"](self.network(seed, **choice), self.test, self.languages))

    def counting(self, size: int, form: str = "{}") -> list[list[float]]:
        """For each test name, how probable each language is by counted stretches, as logarithms."""
        scores = self.names["count_grams"]([(form.format(name), language) for name, language in self.train], size)
        return [[self._score(form.format(name), size, *scores[language]) for language in self.languages]
                for name in self.test]  # fmt: skip

    def _score(self, name: str, size: int, share: float, logs: dict[str, float], unseen: float) -> float:
        return share + sum(logs.get(gram, unseen) for gram in self.names["grams"](name, size))

    def best(self, rows: Sequence[Sequence[float]]) -> float:
        """The accuracy of answering with the largest entry of each row."""
        return accuracy(self.test, [self.languages[max(range(len(row)), key=row.__getitem__)] for row in rows])


def accuracy(asked: Sequence[str], found: Sequence[str]) -> float:
    """The share of right predictions, handed in as a student's are."""
    rows = ["name,language", *(f"{name},{language}" for name, language in zip(asked, found, strict=True))]
    answers = load_answers(FILE)
    return share_right(read_predictions(FILE, "\n".join(rows).encode(), answers), answers)


def committee(notebook: Notebook, count: int) -> float:
    """The accuracy of several networks and counted triples with marked ends, their beliefs multiplied."""
    import torch

    x, lengths = notebook.names["encode_names"](notebook.test)
    beliefs = 0.5 * torch.tensor(notebook.counting(3, "<{}>")).log_softmax(dim=1)
    with torch.no_grad():
        for seed in range(count):
            model = notebook.network(seed, model_type="lstm").cpu().eval()
            beliefs += model(x, lengths - 1).log_softmax(dim=1) / count
    return notebook.best(beliefs.tolist())


def at_most(failures: int, runs: int, confidence: float = 0.95) -> float:
    """The chance of failing under which so few failures are just too improbable: Clopper and Pearson's upper limit."""

    def so_few(chance: float) -> float:
        return sum(math.comb(runs, k) * chance**k * (1 - chance) ** (runs - k) for k in range(failures + 1))

    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if so_few(middle) > 1 - confidence else (low, middle)
    return high


def report(what: str, found: Sequence[float], seconds: float) -> None:
    """Print what several runs of one choice came to."""
    missed = sum(one < TARGET for one in found)
    credit = statistics.fmean(min(1.0, max(0.0, (one - FLOOR) / (TARGET - FLOOR))) for one in found)
    print(f"{what}: mean {statistics.fmean(found):.4f}, spread {statistics.stdev(found):.4f},", end=" ")
    print(f"from {min(found):.4f} to {max(found):.4f}; {missed} of {len(found)} below {TARGET}, so the chance", end=" ")
    print(f"is at most {at_most(missed, len(found)):.2f} (95 %); mean credit {credit:.3f};", end=" ")
    print(f"{seconds / len(found):.1f} s of CPU each", flush=True)


def runs_of(notebook: Notebook, what: str, count: int, **choice: Any) -> list[float]:
    """The accuracies of several runs, reported."""
    started = time.process_time()
    found = [notebook.accuracy_of(seed, **choice) for seed in range(count)]
    report(what, found, time.process_time() - started)
    return found


def compare(notebook: Notebook, runs: int, others: int) -> bool:
    """Print everything; whether the reference beat the baselines and the target in every run."""
    largest = max(notebook.languages, key=lambda language: sum(own == language for _, own in notebook.train))
    bars = {"the largest language": accuracy(notebook.test, [largest] * len(notebook.test))}
    bars |= {f"stretches of {size}": notebook.best(notebook.counting(size)) for size in (1, 2, 3)}
    marked = {"of 3, ends marked (beyond the notebook's bar)": notebook.best(notebook.counting(3, "<{}>"))}
    for what, share in (bars | marked).items():
        print(f"{what}: {share:.4f}", flush=True)
    found = runs_of(notebook, "the reference, an LSTM", runs, model_type="lstm")
    for what, choice in CHOICES.items():
        runs_of(notebook, what, others, **choice)
    print(f"{others} LSTMs and counted triples together: {committee(notebook, others):.4f}; ceiling {CEILING}")
    good = sum(one >= TARGET and one > max(bars.values()) for one in found)
    print(f"The reference beat the baselines and reached the target in {good} of {runs} runs.")
    return good == runs


def main() -> int:
    """Parse, compare, and say whether all was well."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--runs", type=int, default=20, help="runs of the reference")
    parser.add_argument("--others", type=int, default=5, help="runs of every other choice")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return 0 if compare(Notebook(Path(folder)), chosen.runs, chosen.others) else 1


if __name__ == "__main__":
    sys.exit(main())
