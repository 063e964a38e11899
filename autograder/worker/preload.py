"""What every worker has loaded before it is asked for, so that a first cell costs no more than a second one."""

from __future__ import annotations

import contextlib
import gc
import importlib.util
import sys

from autograder.worker.shell import StudentShell, run_cell, start_shell

#: Loaded where they are in sight: a part that refuses a library has a zygote without it.
LIBRARIES = """
numpy numpy.random numpy.linalg numpy.fft numpy.testing
matplotlib matplotlib.pyplot matplotlib.animation matplotlib.ticker matplotlib.backends.backend_agg
matplotlib_inline.backend_inline
tqdm tqdm.auto tqdm.notebook
torch torch.nn torch.nn.functional torch.optim torch.utils.data torch.nn.utils.rnn
collections itertools functools math random time json string copy typing dataclasses pathlib urllib.request
""".split()

_FIRST_CELL = """
import numpy as np
print(np.arange(3.0))
np.arange(3.0)
"""
_FIRST_FIGURE = """
%matplotlib inline
import matplotlib.pyplot as plt
figure, axes = plt.subplots()
axes.plot([0, 1], label="a")
axes.legend()
axes.set_title("$x_1$")
plt.show()
"""


def warm_shell() -> StudentShell:
    """The libraries loaded and used once; a shell in which nothing was run, as far as a notebook can tell."""
    for name in LIBRARIES:
        if _in_sight(name.partition(".")[0]):
            with contextlib.suppress(ImportError):  # what it needs may be refused
                importlib.import_module(name)
    if "torch" in sys.modules:
        _use_torch()
    if "tqdm" in sys.modules:
        # or else a progress bar leaves a thread that watches it, and the next test has to have a fresh worker
        sys.modules["tqdm"].tqdm.monitor_interval = 0
    shell = start_shell(1 << 20)
    untouched = dict(shell.user_ns)
    _run(shell, _FIRST_CELL)
    if "matplotlib.pyplot" in sys.modules:
        _run(shell, _FIRST_FIGURE)
        _close_fonts()
    shell.user_ns.clear()
    shell.user_ns.update(untouched)
    shell.outputs.take()
    gc.collect()
    gc.freeze()  # or else the first collection in each worker would copy all that is loaded
    return shell


def _run(shell: StudentShell, cell: str) -> None:
    failure = run_cell(shell, cell)
    if failure is not None:
        raise RuntimeError(f"a first cell of the zygote failed: {failure.type}: {failure.message}")


def _close_fonts() -> None:
    """A font is read from its file as it is used: forks that share the file would read each other's place."""
    from matplotlib import font_manager, mathtext

    font_manager._get_font.cache_clear()  # type: ignore[attr-defined]
    mathtext.MathTextParser._parse_cached.cache_clear()  # type: ignore[attr-defined]
    gc.collect()


def _in_sight(package: str) -> bool:
    """Whether a package can be loaded: a refused one is an empty folder, or not there at all."""
    spec = importlib.util.find_spec(package)
    return spec is not None and spec.origin is not None


def _use_torch() -> None:
    """One step of training: torch looks at the processor and loads more of itself when it is first used."""
    import torch

    torch.set_num_threads(1)
    model = torch.nn.Linear(2, 2)
    optimizer = torch.optim.Adam(model.parameters())
    optimizer.zero_grad()
    torch.nn.functional.cross_entropy(model(torch.ones(2, 2)), torch.tensor([0, 1])).backward()
    optimizer.step()
