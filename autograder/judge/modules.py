"""A torch module of a submission, as the judge sees it: parameters to set, outputs and gradients to ask for."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
import numpy as np
import torch

from autograder.judge.compare import WrongAnswer
from autograder.judge.networks import Network
from autograder.judge.student import Answer, Student, StudentRaised
from autograder.judge.tensors import check_outputs

#: More parameters than this times what is asked for are not probed: the answer is far off anyway.
_MOST = 8
_FLOATS = {"float32": torch.float32, "float64": torch.float64}


class Parameter(msgspec.Struct, frozen=True, array_like=True):
    """A parameter by the name that the student gave it."""

    name: str
    shape: Annotated[tuple[Annotated[int, msgspec.Meta(ge=0, le=1 << 20)], ...], msgspec.Meta(max_length=8)]
    dtype: str

    @property
    def size(self) -> int:
        return math.prod(self.shape)


class StudentModule:
    """A module made by the student's class ``name`` from ``args``, to be compared with a network.

    ``shown`` are the arguments as code, if they are not what Python shows of them. What an adapter made is no
    code that a student could repeat.
    Raises WrongAnswer, StudentRaised: it cannot be made, or not be called.
    """

    def __init__(self, student: Student, network: Network, name: str, *args: Any, shown: str | None = None) -> None:
        self.student, self.network, self.name = student, network, name
        student.subject = name
        self.made = f"{name}({shown or ', '.join(map(repr, args))})"
        self.repeatable = not any(isinstance(entry, Answer) for entry in args)
        self._show("")
        self.handle = student.make(name, *args)
        self.args = args
        self.parameters: list[Parameter] = []
        self._played: dict[bytes, list[np.ndarray]] = {}

    def _show(self, code: str) -> None:
        lines = ["import torch", f"module = {self.made}", *code.splitlines()]
        self.student.code = "\n".join(lines) if self.repeatable else ""

    @property
    def size(self) -> int:
        """How many numbers its parameters hold."""
        return sum(parameter.size for parameter in self.parameters)

    @property
    def dtype(self) -> torch.dtype:
        """The dtype that the module computes in, as far as its parameters tell."""
        kinds = {parameter.dtype for parameter in self.parameters} & _FLOATS.keys()
        return _FLOATS[kinds.pop()] if len(kinds) == 1 else torch.float32

    def tensor(self, x: np.ndarray) -> torch.Tensor:
        """An input as the module takes it."""
        return torch.tensor(x, dtype=self.dtype)

    def describe(self, x: np.ndarray) -> None:
        """Learn the parameters, after a pass over x (B, T, D)."""
        self._show(_input(x) + "module(x)")
        handed = torch.tensor(x, dtype=torch.float32)
        try:
            rows = self.student.describe(self.handle, handed).value
        except StudentRaised as raised:
            rows = self._describe_otherwise(raised, x)
        if rows is None:
            raise WrongAnswer(f"{self.made} is no torch.nn.Module.")
        try:
            self.parameters = msgspec.convert(rows, list[Parameter])
        except msgspec.ValidationError:
            raise self._forged() from None
        if self.size > _MOST * self.network.size + 64:
            raise WrongAnswer(f"{self.made} has {self.size} parameters; {self.network.size} are asked for.")

    def _forged(self) -> WrongAnswer:
        """What to raise when the worker's side of this did not do what it does."""
        return WrongAnswer(f"{self.made} does not answer as a torch.nn.Module does.")

    def _describe_otherwise(self, raised: StudentRaised, x: np.ndarray) -> Any:
        """The parameters of a module that computes in float64. Raises StudentRaised, with a reason if one is found."""
        failure = raised.failure
        if re.search("dtype|Double", failure.message):
            return self.student.describe(self.handle, torch.tensor(x)).value
        hidden_size = self.network.shapes(x)[0][-1]
        square = np.resize(x, (hidden_size, *x.shape[1:]))
        try:
            self.student.describe(self.handle, torch.tensor(square, dtype=torch.float32))
        except StudentRaised:
            raise raised from None
        reason = f"It runs when the batch has {hidden_size} rows, as many as the state has units: an axis is mixed up"
        said = failure.message.rstrip(".")
        raise StudentRaised(msgspec.structs.replace(failure, message=f"{said}. {reason}")) from None

    def starts(self, x: np.ndarray) -> list[np.ndarray]:
        """The numbers (P,) that the parameters of two more such modules start from."""
        found = self.student.starts(self.name, list(self.args), self.tensor(x)).of_type(list[np.ndarray])
        if [row.shape for row in found] != [(self.size,)] * 2:
            raise self._forged()
        return found

    def play(self, settings: np.ndarray, x: np.ndarray) -> list[np.ndarray]:
        """The outputs that are compared, each (K, ...), for parameters set to each row of settings (K, P) in turn.

        The same question is asked once.
        """
        key = settings.tobytes() + x.tobytes() + repr(x.shape).encode()
        if key not in self._played:
            self._played[key] = self.play_anew(settings, x)
        return self._played[key]

    def play_anew(self, settings: np.ndarray, x: np.ndarray, *, x_stays: bool = False) -> list[np.ndarray]:
        """As ``play``, asked again. Raises WrongAnswer if ``x_stays`` and x is not what it was afterwards, too."""
        answer = self.student.play(self.handle, settings, self.tensor(x))
        if x_stays and answer.changed(2):
            raise WrongAnswer(f"{self.name} changed its argument x; work on a copy, the caller still needs it.")
        answers = answer.value
        if not isinstance(answers, list) or len(answers) != len(settings):
            raise self._forged()
        checked = [self.network.compared(self.checked(answer, x)) for answer in answers]
        return [np.stack(output) for output in zip(*checked, strict=True)]

    def differentiate(
        self, setting: np.ndarray, x: np.ndarray, upstream: Sequence[np.ndarray]
    ) -> list[np.ndarray | None]:
        """The gradients of x and of each parameter, None where there is none; ``upstream`` weighs all outputs."""
        answer = self.student.differentiate(self.handle, setting, self.tensor(x), list(upstream)).value
        outputs, gradients = self.pair(answer)
        self.checked(outputs, x)
        if not (_are_gradients(gradients) and len(gradients) == 1 + len(self.parameters)):
            raise self._forged()
        return list(gradients)

    def pair(self, answer: Any) -> tuple[Any, Any]:
        """The two entries of an adapter's answer. Raises WrongAnswer: it has others."""
        if not isinstance(answer, tuple) or len(answer) != 2:
            raise self._forged()
        return answer

    def checked(self, answer: Any, x: np.ndarray) -> list[np.ndarray]:
        """All outputs, in order. Raises WrongAnswer: what the module returned for x is not what it should."""
        network = self.network
        return check_outputs(self.name, answer, network.outputs, network.shapes(x), network.axes)

    def show(self, setting: np.ndarray, x: np.ndarray, calls: int = 1) -> None:
        """Have a message end with code that sets the parameters and calls the module, perhaps several times."""
        zeros = "    for parameter in module.parameters(): parameter.zero_()\n"
        lines, start = [], 0
        for parameter in self.parameters:
            values = setting[start : start + parameter.size].reshape(parameter.shape)
            start += parameter.size
            if values.any():
                lines.append(f"    module.get_parameter({parameter.name!r}).copy_(torch.tensor({_numbers(values)}))")
        if len(lines) == len(self.parameters):
            zeros = ""
        body = zeros + "\n".join(lines)
        self._show(f"with torch.no_grad():\n{body.rstrip()}\n{_input(x, self.dtype)}{', '.join(['module(x)'] * calls)}")

    def entry(self, index: int) -> str:
        """Parameter entry ``index`` of a setting, in the student's words: ``linear.weight[1, 0]``."""
        for parameter in self.parameters:
            if index < parameter.size:
                place = ", ".join(map(str, map(int, np.unravel_index(index, parameter.shape))))
                return f"`{parameter.name}[{place}]`" if parameter.shape else f"`{parameter.name}`"
            index -= parameter.size
        raise IndexError(index)

    def parameter_of(self, index: int) -> Parameter:
        """The parameter that holds entry ``index`` of a setting."""
        ends = np.cumsum([parameter.size for parameter in self.parameters])
        return self.parameters[int(np.searchsorted(ends, index, side="right"))]


def _are_gradients(value: Any) -> bool:
    return isinstance(value, list) and all(
        entry is None or (isinstance(entry, np.ndarray) and entry.dtype == np.float64) for entry in value
    )


def _input(x: np.ndarray, dtype: torch.dtype = torch.float32) -> str:
    kind = ", dtype=torch.float64" if dtype == torch.float64 else ""
    return f"x = torch.tensor({_numbers(x)}{kind})\n"


def _numbers(values: np.ndarray) -> str:
    return repr(np.asarray(values, np.float64).tolist())
