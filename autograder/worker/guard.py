"""What the worker does to itself before any student code runs: limits, system call filter, refused modules."""

from __future__ import annotations

import ctypes
import importlib.abc
import importlib.machinery
import os
import resource
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from autograder.protocol.messages import Start

_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, _PR_SET_NO_NEW_PRIVS = 22, 2, 38

#: What a user has only so much of, in all sandboxes and outside: queued signals and timers, locked memory, messages.
_SHARED_WITH_THE_USER = (
    ()
    if sys.platform != "linux"
    else ((resource.RLIMIT_SIGPENDING, 256), (resource.RLIMIT_MEMLOCK, 0), (resource.RLIMIT_MSGQUEUE, 0))
)


def confine(start: Start) -> None:
    """Apply the limits of ``start`` to this process for good. Raises OSError if one cannot be applied."""
    for what, limit in (
        (resource.RLIMIT_AS, start.address_space),
        (resource.RLIMIT_FSIZE, start.file_bytes),
        (resource.RLIMIT_NOFILE, start.open_files),
        (resource.RLIMIT_NPROC, start.threads),  # does not bind root, wherever it is mapped to
    ):
        if limit:
            resource.setrlimit(what, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if start.syscall_filter:
        for what, limit in _SHARED_WITH_THE_USER:
            resource.setrlimit(what, (limit, limit))
        _install_filter(start.syscall_filter)


class _FilterProgram(ctypes.Structure):
    """``struct sock_fprog`` of <linux/filter.h>; each instruction has 8 bytes."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def _install_filter(program: bytes) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(program, len(program))
    filter_program = _FilterProgram(len(program) // 8, ctypes.addressof(buffer))
    for request in (
        (_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0),
        (_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(filter_program), 0, 0),
    ):
        if libc.prctl(*request):
            raise OSError(ctypes.get_errno(), "the system call filter could not be installed")


class Refusal(importlib.abc.MetaPathFinder):
    """Refuses top-level modules by name, with a message that says so."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = frozenset(names)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] in self.names:
            raise ModuleNotFoundError(f"{fullname.partition('.')[0]} may not be used in this part", name=fullname)
        return None


def refuse_modules(names: Sequence[str]) -> None:
    """Make imports of these top-level modules fail from now on, loaded or not."""
    for loaded in [name for name in sys.modules if name.partition(".")[0] in names]:
        del sys.modules[loaded]
    sys.meta_path.insert(0, Refusal(names))


def close_descriptors_but(kept: int) -> None:
    """Close what was inherited, but for 0, 1, 2 and ``kept``: who starts or forks this process may have more open."""
    os.closerange(3, kept)
    os.closerange(kept + 1, os.sysconf("SC_OPEN_MAX"))


#: Ready-made layers, by the operations that do their work: whoever calls these has not written a recurrence.
LAYERS = {
    "torch.nn.RNN": ("rnn_tanh", "rnn_relu"),
    "torch.nn.LSTM": ("lstm",),
    "torch.nn.GRU": ("gru",),
    "torch.nn.RNNCell": ("rnn_tanh_cell", "rnn_relu_cell"),
    "torch.nn.LSTMCell": ("lstm_cell",),
    "torch.nn.GRUCell": ("gru_cell",),
}


@contextmanager
def refusing(names: Sequence[str]) -> Iterator[None]:
    """Refuse what is named while student code runs in here: layers of ``LAYERS`` when called, or all of torch.

    By the ordinary routes only: ``torch.ops`` and ``torch.jit`` remain.
    """
    finder = Refusal([name for name in names if name not in LAYERS and name not in sys.modules])
    sys.meta_path.insert(0, finder)
    try:
        with _refusing_operations(names):
            yield
    finally:
        sys.meta_path.remove(finder)


@contextmanager
def _refusing_operations(names: Sequence[str]) -> Iterator[None]:
    if not names or not hasattr(sys.modules.get("torch"), "overrides"):
        yield
        return
    from torch.overrides import TorchFunctionMode

    layers = {operation: name for name in names for operation in LAYERS.get(name, ())}
    everything = "torch" in names

    class Refusing(TorchFunctionMode):
        def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            if everything:
                raise RuntimeError("torch may not be used here: write it with numpy")
            layer = layers.get(getattr(function, "__name__", ""))
            if layer is not None:
                raise RuntimeError(f"{layer} may not be used here: it is what this exercise has you write yourself")
            return function(*args, **(kwargs or {}))

    with Refusing():
        yield


def silence_descriptors() -> None:
    """Point descriptors 0, 1 and 2 nowhere: native code and children have no terminal to write to."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)
