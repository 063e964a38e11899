"""Hidden tests of the part rnn_layer: reading predictions from states, the loss, and gradients through time."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from autograder.judge import item
from autograder.judge.compare import WrongAnswer, check_close
from autograder.judge.following import (
    check_gradients,
    check_outputs,
    check_parameters,
    probe_input,
    random_input,
    understand,
)
from autograder.judge.modules import StudentModule
from autograder.judge.rnn_networks import readout_network
from autograder.judge.snippet import tensor_literal
from autograder.judge.student import Answer, Student, check_arguments
from autograder.judge.tensors import check_tensor, kind_of_tensor

#: D, H and output_dim.
READOUTS = [(2, 3, 4), (3, 2, 1), (4, 1, 2)]
INPUTS = [(2, 4), (4, 3), (3, 1), (1, 5)]

# RecurrentRegressionModel -------------------------------------------------------------------------


def regression_model(student: Student, width: int, hidden_size: int, *output_dim: int) -> StudentModule:
    student.subject = "RecurrentRegressionModel"
    net = student.mixing_net(width, hidden_size)
    network = readout_network(width, hidden_size, *output_dim or (1,))
    shown = ", ".join(["net", *map(str, output_dim)])
    return StudentModule(student, network, "RecurrentRegressionModel", net, *output_dim, shown=shown)


@item("RecurrentRegressionModel", weight=3)
def test_every_step_is_read_by_one_linear_map(student: Student) -> None:
    """At every step the prediction is a linear map, with a bias, of that step's state, however large.

    Credits the readout, for any output_dim.
    """
    for sizes in READOUTS:
        model = regression_model(student, *sizes)
        roles = understand(model, probe_input(sizes[0]))
        for batch, steps in INPUTS:
            check_outputs(model, roles, random_input(batch, steps, sizes[0]))
        check_outputs(model, roles, 200 * random_input(2, 3, sizes[0]))


@item("RecurrentRegressionModel", weight=1)
def test_one_number_is_predicted_if_nothing_else_is_asked_for(student: Student) -> None:
    """Without output_dim, one number is predicted at each step: out has shape (B, T, 1)."""
    model = regression_model(student, 2, 3)
    roles = understand(model, probe_input(2))
    check_outputs(model, roles, random_input(4, 3, 2))


@item("RecurrentRegressionModel", weight=1)
def test_parameters_are_those_of_the_net_and_of_the_readout(student: Student) -> None:
    """parameters() finds those of recurrent_net and H·output_dim + output_dim more, and each of them matters.

    Credits the right parameters, also where the readout is squashed.
    """
    for sizes in READOUTS:
        check_parameters(regression_model(student, *sizes), probe_input(sizes[0]))


@item("RecurrentRegressionModel", weight=1)
def test_readout_and_net_can_be_trained(student: Student) -> None:
    """The gradient of a loss reaches the readout, the net below it and x; model.recurrent_net is the given net.

    Credits gradients that reach the net below.
    """
    for sizes in READOUTS:
        model = regression_model(student, *sizes)
        roles = understand(model, probe_input(sizes[0]))
        check_gradients(model, roles, random_input(3, 4, sizes[0]))
        if student.holds_net(model.handle).value is not True:
            raise WrongAnswer("model.recurrent_net is not the net that the model was given.")


# loss_fn ------------------------------------------------------------------------------------------

#: B and T.
BATCHES = [(2, 3), (3, 1), (1, 4), (4, 6)]


def predictions(batch: int, steps: int) -> tuple[torch.Tensor, torch.Tensor]:
    both = random_input(batch, 2 * steps, 1)
    return torch.tensor(both[:, :steps], dtype=torch.float32), torch.tensor(both[:, steps:], dtype=torch.float32)


def check_loss(student: Student, batch: int, steps: int, *last_only: bool) -> Answer:
    return check_loss_of(student, *predictions(batch, steps), *last_only)


def check_loss_of(student: Student, pred: torch.Tensor, y: torch.Tensor, *last_only: bool) -> Answer:
    answer = student.loss_fn(pred, y, *last_only)
    errors = (pred - y).double().numpy()
    counted = errors[:, -1:] if any(last_only) else errors
    loss, expected = check_tensor("The loss", answer.value, ()), (counted**2).mean()
    if _differ(loss, expected):
        for value, meaning in _other_losses(errors, counted):
            if not _differ(loss, value):
                raise WrongAnswer(f"The loss is {loss:.6g}: {meaning}. It should be {expected:.6g}.")
    check_close("The loss", loss, expected)
    return answer


def _other_losses(errors: np.ndarray, counted: np.ndarray) -> list[tuple[Any, str]]:
    return [
        ((counted**2).sum(), "the sum of the squared errors, not their mean"),
        ((errors**2).mean(), "that of all steps"),
        ((errors[:, -1] ** 2).mean(), "that of the last step alone"),
        ((errors[:, 0] ** 2).mean(), "that of the first step"),
        ((errors[-1] ** 2).mean(), "that of the last row of the batch; time is axis 1"),
        ((counted**2).sum() / len(counted), "the sum over the steps, not their mean"),
        (np.sqrt((counted**2).mean()), "the root of the mean squared error"),
        (np.abs(counted).mean(), "the mean of the absolute errors; they should be squared"),
    ]


def _differ(left: Any, right: Any) -> bool:
    return bool(abs(left - right) > 1e-4 * max(abs(right), 0.01))


@item("loss_fn", weight=2)
def test_loss_is_the_mean_squared_error(student: Student) -> None:
    """The loss is the mean of the squared differences over all rows and steps, of any size, as a tensor of shape ().

    Credits the mean squared error of all steps, whatever the last step alone gives.
    """
    for batch, steps in BATCHES:
        check_loss(student, batch, steps)
        student.begin_case()
        check_loss(student, batch, steps, False)
        student.begin_case()
    pred, y = predictions(4, 6)
    for far_pred, far_y in ((pred + 1000, y + 1000), (3000 * pred, y)):
        check_loss_of(student, far_pred, far_y)
        student.begin_case()


@item("loss_fn", weight=1)
def test_last_step_alone_may_count(student: Student) -> None:
    """With last_timestep_only=True only the last step of every row counts.

    Credits whoever uses last_timestep_only.
    """
    for batch, steps in BATCHES:
        check_loss(student, batch, steps, True)
        student.begin_case()


@item("loss_fn", weight=1)
def test_gradient_of_the_loss_flows_back_to_pred(student: Student) -> None:
    """The gradient of the loss with respect to pred is right, 0 where pred is y; pred and y stay as they were."""
    for last_only in (False, True):
        for batch, steps in BATCHES:
            pred, y = predictions(batch, steps)
            check_arguments(check_loss(student, batch, steps, last_only), {"pred": pred, "y": y})
            check_loss_gradient(student, pred, y, last_only)
            check_loss_gradient(student, y.clone(), y, last_only)
        pred, y = (both.double() for both in predictions(2, 3))
        check_arguments(check_loss_of(student, pred, y, last_only), {"pred": pred, "y": y})
        student.begin_case()


def gradient_of_loss(pred: torch.Tensor, y: torch.Tensor, last_only: bool) -> np.ndarray:
    gradient = 2 * (pred - y).double().numpy() / (len(pred) if last_only else pred.numel())
    if last_only:
        gradient[:, :-1] = 0
    return np.asarray(gradient)


def same(one: np.ndarray, other: np.ndarray) -> bool:
    return one.shape == other.shape and np.allclose(one, other, atol=1e-5)


def check_loss_gradient(student: Student, pred: torch.Tensor, y: torch.Tensor, last_only: bool) -> None:
    expected, of_zeros = (gradient_of_loss(pred, target, last_only) for target in (y, torch.zeros_like(y)))
    student.subject = "loss_fn"
    got = student.loss_gradient(pred, y, last_only).value
    if got is None:
        raise WrongAnswer("No gradient flows from the loss to pred: is there a .item(), .detach() or .data?")
    if isinstance(got, np.ndarray) and same(got, of_zeros) and not same(expected, of_zeros):
        raise WrongAnswer("The gradient is that of targets of 0, which y held before y.copy_() put these into it.")
    what = "The gradient of the loss with respect to pred"
    check_close(what if expected.any() else f"With a pred that is y, {what.lower()}", got, expected, "(B, T, 1)")
    student.begin_case()


# hidden_gradients ---------------------------------------------------------------------------------

#: B, T, D and H.
CASES = [(2, 3, 1, 1), (3, 4, 2, 3), (1, 6, 3, 2), (4, 1, 2, 3)]
#: Many sequences.
MANY = (150, 2, 2, 3)


_MODEL = """import torch
{tensors}
class Memory(torch.nn.Module):
    def forward(self, x):
        self.states = [x[:, 0] @ mixing.requires_grad_()]
        for t in range(1, x.shape[1]):
            self.states.append(keeps * self.states[-1] + x[:, t] @ mixing)
        return torch.stack(self.states, 1), self.states[-1]
class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.recurrent_net = Memory()
    def forward(self, x):
        all_h, _ = self.recurrent_net(x)
        return all_h @ readout, all_h
hidden_gradients({arguments})"""


class Fading:
    """A linear memory with a readout, its input and target; gradients of the loss in closed form.

    Of each state, the next one keeps about the share ``keeps``.
    """

    def __init__(self, batch: int, steps: int, width: int, hidden_size: int, keeps: float = 1.0) -> None:
        draw = np.random.default_rng([batch, steps, width, hidden_size])
        self.keeps = keeps * np.round(draw.uniform(0.5, 1.5, hidden_size), 2)
        self.mixing = np.round(draw.normal(0, 1, (width, hidden_size)), 2)
        self.readout = np.round(draw.normal(0, 1, (hidden_size, 1)), 2)
        self.x, self.y = random_input(batch, steps, width), random_input(batch, steps, 1)

    def code(self, arguments: str) -> str:
        """The call, with the model written out."""
        values = {"keeps": self.keeps, "mixing": self.mixing, "readout": self.readout, "x": self.x, "y": self.y}
        tensors = "\n".join(f"{name} = {tensor_literal(value.astype(np.float32))}" for name, value in values.items())
        return _MODEL.format(tensors=tensors, arguments=arguments)

    def direct(self, last_only: bool) -> np.ndarray:
        """The gradients (T, B, H) with respect to the states, without what they do to later states."""
        states = np.zeros((self.x.shape[1], self.x.shape[0], len(self.keeps)))
        for t in range(len(states)):
            states[t] = self.x[:, t] @ self.mixing + (self.keeps * states[t - 1] if t else 0)
        errors = states @ self.readout - self.y.transpose(1, 0, 2)
        if last_only:
            errors[:-1] = 0
        return np.asarray(2 * errors / (errors[-1:] if last_only else errors).size * self.readout[:, 0])

    def total(self, last_only: bool) -> np.ndarray:
        """The gradients (T, B, H) with respect to the states, on all paths."""
        gradients = self.direct(last_only)
        for t in range(len(gradients) - 2, -1, -1):
            gradients[t] += self.keeps * gradients[t + 1]
        return gradients


def norms(gradients: np.ndarray) -> np.ndarray:
    return np.sqrt((gradients**2).sum(axis=(1, 2)))


def check_norms(student: Student, case: Fading, *last_only: bool, times: int = 1) -> Answer:
    """Require the norms of one model, measured so many times. Raises WrongAnswer."""
    student.subject = "hidden_gradients"
    model = student.fading_model(case.keeps, case.mixing, case.readout)
    answers = [check_norms_of(student, model, case, *last_only) for _ in range(times)]
    return answers[0]


def check_norms_of(student: Student, model: Answer, case: Fading, *last_only: bool) -> Answer:
    x, y = (torch.tensor(values, dtype=torch.float32) for values in (case.x, case.y))
    student.code = case.code(", ".join(["Model()", "x", "y", *map(repr, last_only)]))
    answer = student.hidden_gradients(model, x, y, *last_only)
    got, total, direct = as_norms(answer.value), case.total(any(last_only)), case.direct(any(last_only))
    expected = norms(total)
    if got.shape == expected.shape and not _close(got, expected):
        for values, meaning in _other_meanings(case, total, direct, any(last_only)):
            if _close(got, values):
                raise WrongAnswer(f"The result is {_listed(got)}: {meaning}. It should be {_listed(expected)}.")
    check_close("The result", got, expected, "(T,)")
    if not np.allclose(got, expected, rtol=0.01, atol=0):
        raise WrongAnswer(f"The result is {_listed(got)}; it should be {_listed(expected)}: small norms count too.")
    return answer


def as_norms(got: Any) -> np.ndarray:
    if isinstance(got, list | tuple) and got:
        got = np.array([float(check_number(entry)) for entry in got])
    if isinstance(got, torch.Tensor):
        got = got.numpy()
    if not isinstance(got, np.ndarray):
        raise WrongAnswer(f"hidden_gradients returned {kind_of_tensor(got)}; it should return a tensor of shape (T,).")
    return got.astype(np.float64)


def check_number(entry: Any) -> float:
    if isinstance(entry, float | int | np.floating):
        return float(entry)
    return float(check_tensor("An entry of the result", entry, ()))


def _other_meanings(
    case: Fading, total: np.ndarray, direct: np.ndarray, last_only: bool
) -> list[tuple[np.ndarray, str]]:
    rows = np.sqrt((total**2).sum(axis=2))
    return [
        (norms(direct), "the gradient of each state's own prediction alone, without what the state does to later ones"),
        (norms(total)[::-1], "the norms from the last step to the first"),
        (norms(total) ** 2, "the squares of the norms"),
        (np.abs(total).sum(axis=(1, 2)), "sums of absolute values, not norms"),
        (np.abs(total.mean(axis=(1, 2))), "means, not norms"),
        (rows.mean(axis=1), "the mean of one norm for each row, not one norm of the whole matrix"),
        (rows.sum(axis=1), "the sum of one norm for each row, not one norm of the whole matrix"),
        (norms(case.total(not last_only)), f"what last_timestep_only={not last_only} would give"),
    ]


def _close(got: np.ndarray, expected: np.ndarray) -> bool:
    return bool(np.allclose(got, expected, rtol=1e-4, atol=1e-6))


def _listed(values: np.ndarray) -> str:
    return "[" + ", ".join(f"{value:.6g}" for value in values) + "]"


@item("hidden_gradients", weight=4)
def test_gradients_take_all_paths_to_the_loss(student: Student) -> None:
    """Entry t is the norm of the gradient of the loss with respect to the state of step t, through later states too.

    Credits the norms of the loss at all steps.
    """
    for sizes in (*CASES[:3], MANY):
        check_norms(student, Fading(*sizes))


@item("hidden_gradients", weight=2)
def test_last_step_alone_may_be_the_loss(student: Student) -> None:
    """With last_timestep_only=True the loss is that of the last step, and reaches early states through later ones.

    Credits the norms of the loss at the last step.
    """
    for case in (*(Fading(*sizes) for sizes in CASES[:3]), Fading(2, 5, 2, 3, keeps=0.01)):
        check_norms(student, case, True)


@item("hidden_gradients", weight=1)
def test_one_step_has_one_norm(student: Student) -> None:
    """A sequence of one step gives one norm, that of the matrix (B, H).

    Credits the norm itself: with one step there is one path.
    """
    for last_only in ((), (True,), (False,)):
        check_norms(student, Fading(*CASES[3]), *last_only)


@item("hidden_gradients", weight=1)
def test_measuring_twice_gives_the_same(student: Student) -> None:
    """A second measurement on the same model gives the same norms; x and y stay, and so do mode and frozen weights.

    Credits a measurement that leaves the model as it was.
    """
    case = Fading(*CASES[1])
    check_unmoved(check_norms(student, case, times=2))
    model = student.fading_model(case.keeps, case.mixing, case.readout, True)
    before = condition(student, model)
    check_norms_of(student, model, case)
    if condition(student, model) != before:
        raise WrongAnswer(
            "The model came in training mode, with a weight that is not trained (requires_grad=False); afterwards its "
            "mode, or what is trained of it, is another."
        )


def condition(student: Student, model: Answer) -> tuple[list[bool], list[bool]]:
    """Which modules of a model are in training mode, and which of its parameters are to be trained."""
    return student.condition(model).of_type(tuple[list[bool], list[bool]])


def check_unmoved(answer: Answer) -> None:
    for position, name in ((1, "x"), (2, "y")):
        if answer.changed(position):
            raise WrongAnswer(f"The call changed its argument {name}; work on a copy, the caller still needs it.")
