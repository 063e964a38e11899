"""Tools to check your own work: a gradient ruler, a step-count fingerprint, and the checkpoint.

Nothing in here solves an exercise. What should hold comes from properties (probabilities sum to 1), from cases
where every term but one is zero, and from nudging the inputs of your own functions.
"""

import contextlib
import copy
import dis
import inspect
import io

import numpy as np

TOLERANCE = 1e-4  # difference divided by the largest entry; float32 passes


class CheckFailed(AssertionError):
    """The message of a check; a notebook shows it without the lines of this file."""

    def _render_traceback_(self):
        return [f"Check failed.\n{self}"]


class NotWritten(CheckFailed):
    """The exercise, or one that it needs, still raises NotImplementedError."""


def fail(called, found, where, next_step):
    raise CheckFailed(f"{called}: {found}\nWhere to look: {where}\nNext: {next_step}")


def call(function, *, may_change=(), **arguments):
    """Call a student's function by position, and see that it leaves its arguments as they were."""
    __tracebackhide__ = True  # a notebook then shows the student's lines, not these
    name = getattr(function, "__name__", "your function")
    before = copy.deepcopy({key: value for key, value in arguments.items() if key not in may_change})
    for leak in leaks(function):
        fail(name, f"it reads {leak} from the notebook, not from its arguments, so it fits one input only.",
             f"every {leak} in your function, and in those that it calls.",
             f"take {leak} from an argument, under any name you like.")
    try:
        with np.errstate(all="ignore"):
            result = function(*arguments.values())
    except NotImplementedError:
        raise NotWritten(f"{name}: it, or an exercise that it calls, is not written yet.\n"
                         "Next: fill in the cell with YOUR CODE HERE, run it, then run this cell again.") from None
    except Exception as error:
        shapes = ", ".join(f"{key} {value.shape}" for key, value in arguments.items() if hasattr(value, "shape"))
        error.add_note(f"Raised inside your {name}{', called with ' if shapes else ''}{shapes}.\n"
                       "Next: print the shape of each array in the line that the arrow marks.")
        raise
    for key in before:
        if not same(arguments[key], before[key]):
            fail(name, f"your call changed its argument {key} in place; arguments must stay as they were.",
                 f"`+=` or `[...] =` on {key} or on a part of it.", "put the result into a new array.")
    return result


def leaks(function):
    """Names of arrays, or dicts of arrays, that a function takes from the notebook instead of its arguments.

    Those count too that it takes through other functions of the notebook. A CONSTANT may be one: a table that is the
    same for every input. Classes and plain numbers are none.
    """
    def is_array(value):
        values = value.values() if isinstance(value, dict) else [value]
        return any(isinstance(entry, np.ndarray) or hasattr(type(entry), "requires_grad") for entry in values)

    def read(code):  # names that are looked up in the notebook; np.zeros reads np, not a variable called zeros
        for instruction in dis.get_instructions(code):
            if instruction.opname == "LOAD_GLOBAL":
                yield instruction.argval
        for inner in filter(inspect.iscode, code.co_consts):
            yield from read(inner)

    found, waiting = {}, [function] if inspect.isfunction(function) else []
    for reader in waiting:
        for name in read(reader.__code__):
            value = reader.__globals__.get(name)
            if is_array(value) and not (name.isupper() and len(name) > 2):
                found[name] = True
            if inspect.isfunction(value) and value.__globals__ is function.__globals__ and value not in waiting:
                waiting.append(value)
    return list(found)


def same(one, other):
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    return np.array_equal(one, other)


def error_of(value, wanted):
    """Largest difference, divided by the largest entry; the floor keeps all-zero arrays harmless."""
    error = np.max(np.abs(np.asarray(value, dtype=float) - wanted)) / max(1e-2, np.max(np.abs(wanted)))
    return np.inf if np.isnan(error) else error


def close(value, wanted):
    return np.shape(value) == np.shape(wanted) and error_of(value, wanted) < TOLERANCE


def expect_parts(called, value, parts, contents, where="the order and the number of what you return."):
    if not isinstance(value, (tuple, list)) or len(value) != parts:
        got = "None" if value is None else f"a {type(value).__name__}"
        got += f" of {len(value)}" if hasattr(value, "__len__") else ""
        fail(called, f"came back as {got}; it should hold {parts} things: {contents}.",
             where, "print its type and its length.")


def expect_shape(called, what, value, symbols, shape):
    got = np.shape(value) if isinstance(value, np.ndarray) else f"none, it is a {type(value).__name__}"
    if got != shape:
        guess = " Two axes look exchanged." if sorted(got) == sorted(shape) else ""
        fail(called, f"{what} has shape {got}; it should be {symbols} = {shape}.{guess}",
             f"the line that makes {what}.", "write the shape of each factor beside it, then print them.")


def expect_gradients(called, value, shapes):
    """A dict with the promised keys, each gradient shaped like the thing it belongs to."""
    if not isinstance(value, dict) or not set(shapes) <= set(value):
        got = f"a dict with {', '.join(map(str, value))}" if isinstance(value, dict) else f"a {type(value).__name__}"
        fail(called, f"came back as {got}; it should be a dict with {', '.join(shapes)}.",
             "what the docstring promises under Returns.", "print the keys of what you return.")
    for key, (symbols, shape) in shapes.items():
        expect_shape(called, key, value[key], symbols, shape)


# ---- the gradient ruler: for any function that returns one number -----------------------------------------------


def measured_gradient(loss, inputs, name, eps):
    """The slope of loss along every entry of inputs[name], from four nudges: their error shrinks like eps**4."""
    slopes = np.zeros(np.shape(inputs[name]))
    for index in np.ndindex(slopes.shape):
        values = []
        for nudge in (eps, -eps, 2 * eps, -2 * eps):
            moved = np.array(inputs[name], dtype=float)
            moved[index] += nudge
            values.append(float(loss(**{**inputs, name: moved})))
        slopes[index] = (8 * (values[0] - values[1]) - (values[2] - values[3])) / (12 * eps)
    return slopes


def gradient_check(loss, inputs, gradients, eps=5e-3, tolerance=1e-3, show=True):
    """Compare gradients with measured slopes; print a row for each, return {name: (error, remark)}.

    loss(**inputs) returns one number. inputs is a dict of arrays, for example {"x": x, "Wax": Wax};
    the gradient of "x" stands in gradients under "dx". Errors are relative to the largest entry;
    the remark is empty where the two agree.
    """
    rows, line = {}, "{:<9} {:<12} {:>12} {:>12} {:>8}  {}".format
    if show:
        print(line("gradient", "worst entry", "yours", "measured", "error", "verdict"))
    for name in inputs:
        key, slopes = "d" + name, measured_gradient(loss, inputs, name, eps)
        yours = np.asarray(gradients[key], dtype=float)
        if yours.shape != slopes.shape:
            rows[key], cells = (np.inf, f"shape {yours.shape} instead of {slopes.shape}"), ["", "", "", ""]
        else:
            rows[key] = (error_of(yours, slopes), remark(yours, slopes, tolerance))
            worst = np.unravel_index(np.argmax(np.abs(yours - slopes)), slopes.shape)
            place = str(list(map(int, worst))).replace(" ", "")
            cells = [place, f"{yours[worst]:.6g}", f"{slopes[worst]:.6g}", f"{rows[key][0]:.0e}"]
        if show:
            print(line(key, *cells, rows[key][1] or "ok"))
    return rows


def remark(yours, slopes, tolerance):
    """Empty if the two agree; else the first simple relation that explains the difference."""
    factor = np.sum(yours * slopes) / max(1e-12, np.sum(slopes**2))
    relations = {
        "": slopes, "differs: all zero": 0 * slopes, "differs: transposed": slopes.T,
        f"differs: {factor:.4g} times the measured one": factor * slopes,
    }  # fmt: skip
    fits = (name for name, wanted in relations.items()
            if wanted.shape == yours.shape and error_of(yours, wanted) < tolerance)
    return next(fits, "differs")


def differing(rows):
    return {key for key, (_, text) in rows.items() if text}


# ---- the fingerprint: from how many steps on does a recurrent backward pass fail, and where? --------------------


def rnn_case(rng, steps, n_x=3, n_a=5, n_y=7, m=6):
    """Random x, a0 and parameters, all sizes different; x is not contiguous in memory."""
    x = rng.standard_normal((steps, n_x, m)).transpose(1, 2, 0)
    shapes = {"Wax": (n_a, n_x), "Waa": (n_a, n_a), "Wya": (n_y, n_a), "ba": (n_a, 1), "by": (n_y, 1)}
    return x, 0.5 * rng.standard_normal((n_a, m)), {key: 0.5 * rng.standard_normal(shapes[key]) for key in shapes}


def rows_at(forward, backward, case, steps, seed, loss_at=None):
    """The rows of a gradient check on that many steps; with loss_at, the loss looks at that step alone."""
    rng = np.random.default_rng(seed)
    x, a0, parameters = case(rng, steps)
    a, *_, caches = call(forward, x=x, a0=a0, parameters=parameters)
    da = rng.standard_normal(np.shape(a))
    if loss_at is not None:
        da *= np.arange(steps) == loss_at
    gradients = call(backward, da=da, caches=caches)

    def loss(x, a0, **weights):
        return np.sum(da * forward(x, a0, {**parameters, **weights})[0])

    weights = {key: value for key, value in parameters.items() if "d" + key in gradients}
    return gradient_check(loss, {"x": x, "a0": a0, **weights}, gradients, show=False)


def step_fingerprint(forward, backward, case=rnn_case, steps=(1, 2, 4), seed=0):
    """Check backward(da, caches) on sequences of several lengths T; print a grid, return {T: rows}.

    forward(x, a0, parameters) returns the states first and the caches last; case draws its arguments.
    """
    grid = {count: rows_at(forward, backward, case, count, seed) for count in steps}
    print("gradient " + "".join(f"  T = {count:<4}" for count in steps))
    for key in grid[steps[0]]:
        print(f"{key:<9}" + "".join("  differs " if grid[count][key][1] else "  ok      " for count in steps))
    return grid


# ---- around the exercises ---------------------------------------------------------------------------------------


@contextlib.contextmanager
def when_written(names):
    """For cells that use an exercise: while it is not written, say so in one line."""
    try:
        yield
    except NotImplementedError:
        print(f"This cell waits for your {names}. Come back when the check passes.")


def checkpoint(*items):
    """Each item is (name, minutes, check, functions…): print which of them pass, and what is left."""
    left, width = {}, max(18, *(len(name) for name, *_ in items))
    for name, minutes, check, *functions in items:
        state = "passes its public checks"
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                check(*functions)
        except Exception as error:
            left[name] = minutes
            reason = (str(error) or repr(error)).splitlines()[0]
            state = "not started" if isinstance(error, NotWritten) else f"fails: {reason}"
        print(f"{name:<{width}} {minutes:>3} min  {state}")
    print(f"\n{len(items) - len(left)} of {len(items)} pass.", end=" ")
    print(f"Next: {next(iter(left))}; about {sum(left.values())} minutes are left." if left else "All done.")
