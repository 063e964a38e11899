"""Checks to run yourself: a gradient ruler, a step-count fingerprint, and one check per exercise.

Nothing in here solves an exercise. What should hold comes from properties (probabilities sum to 1), from cases
where every term but one is zero, and from nudging the inputs of your own functions.
"""

import contextlib
import copy
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


def call(function, **arguments):
    """Call a student's function by position, and see that it leaves its arguments as they were."""
    __tracebackhide__ = True  # a notebook then shows the student's lines, not these
    name, before = getattr(function, "__name__", "your function"), copy.deepcopy(arguments)
    for leak in leaks(function):
        fail(name, f"it reads {leak} from the notebook, not from its arguments, so it fits one input only.",
             f"every {leak} in your function.", f"take {leak} from an argument, under any name you like.")
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
    for key in arguments:
        if not same(arguments[key], before[key]):
            fail(name, f"your call changed its argument {key} in place; arguments must stay as they were.",
                 f"`+=` or `[...] =` on {key} or on a part of it.", "put the result into a new array.")
    return result


def leaks(function):
    """Names of arrays, or dicts of arrays, that a function takes from the notebook instead of its arguments."""
    def is_array(value):
        values = value.values() if isinstance(value, dict) else [value]
        return any(isinstance(entry, (np.ndarray, np.generic)) for entry in values)

    outside = inspect.getclosurevars(function) if inspect.isfunction(function) else None
    return [name for name, value in outside.globals.items() if is_array(value)] if outside else []


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


# ---- one check for each exercise of the part rnn_cell -----------------------------------------------------------


def check_rnn_cell_forward(rnn_cell_forward, seed=0):
    """Shapes, each term alone, all terms together, probabilities, large scores."""
    __tracebackhide__ = True
    rng, name = np.random.default_rng(seed), "rnn_cell_forward"
    for n_x, n_a, n_y, m in ((3, 5, 2, 4), (4, 2, 3, 1)):
        x, a_prev, parameters = rnn_case(rng, 2, n_x, n_a, n_y, m)
        xt, a_prev = x[:, :, 1], np.asfortranarray(a_prev)
        result = call(rnn_cell_forward, xt=xt, a_prev=a_prev, parameters=parameters)
        expect_parts(name, result, 3, "a_next, yt_pred, cache")
        expect_shape(name, "a_next", result[0], "(n_a, m)", (n_a, m))
        expect_shape(name, "yt_pred", result[1], "(n_y, m)", (n_y, m))
        expect_parts(f"{name}, cache", result[2], 4, "a_next, a_prev, xt, parameters")
        if not all(map(close, result[2][:3], (result[0], a_prev, xt))) or not isinstance(result[2][3], dict):
            fail(name, "the cache does not hold a_next, a_prev, xt and parameters in this order.", "step D.",
                 "print the shape of the first three entries, and the type of the last.")
        check_cell_state(rnn_cell_forward, xt, a_prev, parameters)
        check_cell_prediction(rnn_cell_forward, xt, a_prev, parameters)
    print("passes: shapes, each term alone, all terms together, columns of probabilities, large scores")


def check_cell_state(cell, xt, a_prev, parameters):
    """With one term alone a_next has a closed form; together, the terms add before tanh is taken."""
    def state(*kept):
        only = {key: value * (key in kept) for key, value in parameters.items()}
        return call(cell, xt=xt, a_prev=a_prev, parameters=only)[0]

    alone = {"Wax": parameters["Wax"] @ xt, "Waa": parameters["Waa"] @ a_prev, "ba": parameters["ba"] + 0 * a_prev}
    for key, partner in (("Wax", "xt"), ("Waa", "a_prev"), ("ba", "each column")):
        a_next = state(key)
        if not close(a_next, np.tanh(alone[key])):
            found = "does not fit that term" if np.any(a_next) else "is all zero"
            fail(f"rnn_cell_forward with every parameter zero except {key}", f"a_next {found}.",
                 f"step A: how {key} meets {partner}, and whether tanh is taken of the sum.",
                 f"set the others to zero yourself, take n_x = n_a = m = 1, and follow {key} by hand.")
    if not close(state(*alone), np.tanh(sum(alone.values()))):
        fail("rnn_cell_forward", "with each term alone a_next is right, with all three together it is not.",
             "step A: what is added, and when tanh is taken.", "take terms 1, 1 and 1 by hand: how often is tanh taken?")


def check_cell_prediction(cell, xt, a_prev, parameters):
    def predict(past=a_prev, scale=1.0, **changed):
        weights = {**parameters, "Wya": scale * parameters["Wya"], **changed}
        return call(cell, xt=xt, a_prev=past, parameters=weights)[:2]

    a_next, yt_pred = predict()
    if not close(yt_pred.sum(axis=0), np.ones(yt_pred.shape[1])):
        whole = " All entries together sum to 1." if close(yt_pred.sum(), 1.0) else ""
        fail("rnn_cell_forward", f"the columns of yt_pred sum to {np.round(yt_pred.sum(axis=0), 3)}, not to 1.{whole}",
             "step C: which entries are divided by which sum? One column is one example.",
             "print the array that you divide by, and its shape.")
    silent = 0 * parameters["Waa"]
    if not close(predict(Waa=silent)[1], predict(past=a_prev + 1, Waa=silent)[1]):
        fail("rnn_cell_forward with Waa = 0", "yt_pred moves with a_prev, although a_next does not.",
             "step B: which state the prediction reads.",
             "in the drawing of the cell, follow the wire into Wya back to its start.")
    scores = parameters["Wya"] @ a_next + parameters["by"]
    with np.errstate(all="ignore"):
        odds = np.log(yt_pred / yt_pred[0])
    if not close(odds, scores - scores[0]):
        fail("rnn_cell_forward", "columns sum to 1, but two classes do not differ by exp(difference of their scores).",
             "step B (Wya, a_next, by) and step C (exp).", "try scores 0, 0 and ln 2; the answers are 1/4, 1/4, 1/2.")
    large = predict(scale=1e5)[1]
    if not close(large.sum(axis=0), np.ones(large.shape[1])):
        fail("rnn_cell_forward with Wya 100,000 times larger", "yt_pred holds nan or inf.",
             "step C: exp of 1000 overflows.", "what can you subtract from a whole column without changing its probabilities?")


def check_rnn_forward(rnn_forward, rnn_cell_forward, seed=0):
    """Shapes, each state follows from the one before it, predictions, and the layout of the caches."""
    __tracebackhide__ = True
    rng, collected = np.random.default_rng(seed), "how your loop collects caches: first and last t, append or extend."
    for n_x, n_a, n_y, m, T in ((3, 5, 2, 4, 6), (4, 3, 5, 2, 1)):
        x, a0, parameters = rnn_case(rng, T, n_x, n_a, n_y, m)
        called = f"rnn_forward with n_x={n_x}, n_a={n_a}, n_y={n_y}, m={m}, T={T}"
        result = call(rnn_forward, x=x, a0=a0, parameters=parameters)
        expect_parts(called, result, 3, "a, y_pred, caches")
        a, y_pred, caches = result
        expect_shape(called, "a", a, "(n_a, m, T)", (n_a, m, T))
        expect_shape(called, "y_pred", y_pred, "(n_y, m, T)", (n_y, m, T))
        expect_parts("rnn_forward, caches", caches, 2, "the list of the T step caches, and x", collected)
        expect_parts("rnn_forward, caches[0]", caches[0], T, f"one cache for each of the T = {T} steps", collected)
        expect_parts("rnn_forward, caches[0][0]", caches[0][0], 4, "a_next, a_prev, xt, parameters", collected)
        expect_shape("rnn_forward, caches", "caches[1]", caches[1], "x: (n_x, m, T)", (n_x, m, T))
        for t in range(T):
            past = a[:, :, t - 1] if t else a0
            state, prediction, _ = call(rnn_cell_forward, xt=x[:, :, t], a_prev=past, parameters=parameters)
            if not close(a[:, :, t], state):
                blame_state(called, rnn_cell_forward, x[:, :, t], a0, a[:, :, t], parameters, t)
            if not close(y_pred[:, :, t], prediction):
                fail(called, f"a[:,:,{t}] is right, y_pred[:,:,{t}] is not the prediction of that step.",
                     "the line that stores the prediction.", "print y_pred[:,0,:]: has each step its own column?")
            if not close(caches[0][t][0], state) or not close(caches[0][t][2], x[:, :, t]):
                fail(called, f"caches[0][{t}] does not hold the a_next and xt of step {t}.",
                     "where caches are collected.", f"print caches[0][{t}][0] beside a[:,:,{t}].")
    print("passes: shapes, every state follows from the one before, predictions, caches, one step alone")


def blame_state(called, cell, xt, a0, found, parameters, t):
    """State t does not follow from the one before: say from which past it would."""
    pasts = {"a state of zeros": 0 * a0, "a0": a0} if t else {"a state of zeros": 0 * a0}
    fits = [f"fits {name} as its past" for name, past in pasts.items()
            if close(found, call(cell, xt=xt, a_prev=past, parameters=parameters)[0])]
    guess = "is all zero" if not np.any(found) else fits[0] if fits else "fits neither zeros nor a0 as its past"
    fail(called, f"a[:,:,{t}] does not follow from x[:,:,{t}] and {f'a[:,:,{t - 1}]' if t else 'a0'}. It {guess}.",
         "the first t of your loop, and what you hand to the cell as a_prev.",
         f"with T = {t + 1}, print t and a_prev[0, 0] before each call of the cell.")


def check_rnn_cell_backward(rnn_cell_backward, rnn_cell_forward, seed=0):
    """Shapes, then all five gradients against slopes of your own rnn_cell_forward."""
    __tracebackhide__ = True
    rng, worst = np.random.default_rng(seed), 0.0
    for n_x, n_a, m in ((3, 5, 4), (4, 2, 1)):
        x, a_prev, parameters = rnn_case(rng, 2, n_x, n_a, 6, m)
        xt, da_next = x[:, :, 1], np.asfortranarray(rng.standard_normal((n_a, m)))
        cache = call(rnn_cell_forward, xt=xt, a_prev=a_prev, parameters=parameters)[2]
        gradients = call(rnn_cell_backward, da_next=da_next, cache=cache)
        expect_gradients("rnn_cell_backward", gradients, {
            "dxt": ("(n_x, m)", (n_x, m)), "da_prev": ("(n_a, m)", (n_a, m)), "dWax": ("(n_a, n_x)", (n_a, n_x)),
            "dWaa": ("(n_a, n_a)", (n_a, n_a)), "dba": ("(n_a, 1)", (n_a, 1))})

        def loss(xt, a_prev, da_next=da_next, parameters=parameters, **weights):
            return np.sum(da_next * rnn_cell_forward(xt, a_prev, {**parameters, **weights})[0])

        inputs = {"xt": xt, "a_prev": a_prev, **{key: parameters[key] for key in ("Wax", "Waa", "ba")}}
        rows = gradient_check(loss, inputs, gradients, show=False)
        if differing(rows):
            gradient_check(loss, inputs, gradients)
            doubled = call(rnn_cell_backward, da_next=2 * da_next, cache=cache)
            blame_cell(rnn_cell_backward, rnn_cell_forward, rows, same(doubled, gradients))
        worst = max(worst, *(error for error, _ in rows.values()))
    print(f"passes: all five gradients agree with measured slopes, worst relative error {worst:.0e}")


def blame_cell(backward, forward, rows, deaf):
    wrong, name = differing(rows), "rnn_cell_backward"
    if deaf:
        fail(name, "twice the da_next gives the same gradients, not twice as much.",
             "step A: the chain rule starts from da_next.", "mark in your code where da_next enters.")
    if len(wrong) < 5:
        listed = "; ".join(f"{key} {rows[key][1]}" for key in rows if key in wrong)
        fail(name, f"{5 - len(wrong)} of 5 agree with the measured slopes. Not: {listed}.",
             "the line of each one named: which two arrays meet, which side is transposed, what is summed?",
             "try gradient_check with m = 1, then with two equal columns: what should double?")
    # One unit, one example, da_next = 1: dba is the slope of tanh.
    ones, weights = np.ones((1, 1)), dict.fromkeys(("Wax", "Waa", "Wya", "ba", "by"), np.full((1, 1), 0.3))
    a_next, _, cache = call(forward, xt=ones, a_prev=ones, parameters=weights)
    slope = np.ravel(call(backward, da_next=ones, cache=cache)["dba"])[0]
    fail(name, f"all five differ. For one unit with a_next = {a_next[0, 0]:.4f}, your slope of tanh is {slope:.4f}.",
         "step A: a_next is tanh(z) already. Which function of a_next is the slope?",
         "sketch tanh: how steep is it at that height? Compare with state 0 of the worked case.")


def check_rnn_backward(rnn_backward, rnn_forward, seed=0):
    """Shapes, then the fingerprint: all five gradients for sequences of 1, 2 and 4 steps."""
    __tracebackhide__ = True
    x, a0, parameters = rnn_case(np.random.default_rng(seed), 4)
    a, _, caches = call(rnn_forward, x=x, a0=a0, parameters=parameters)
    expect_gradients("rnn_backward", call(rnn_backward, da=np.ones_like(a), caches=caches), {
        "dx": ("(n_x, m, T)", (3, 6, 4)), "da0": ("(n_a, m)", (5, 6)), "dWax": ("(n_a, n_x)", (5, 3)),
        "dWaa": ("(n_a, n_a)", (5, 5)), "dba": ("(n_a, 1)", (5, 1))})
    grid = step_fingerprint(rnn_forward, rnn_backward, seed=seed)
    if any(map(differing, grid.values())):
        blame_steps(rnn_backward, rnn_forward, grid, seed)
    worst = max(error for rows in grid.values() for error, _ in rows.values())
    print(f"passes: gradients agree for {', '.join(map(str, grid))} steps, worst relative error {worst:.0e}")


def blame_steps(backward, forward, grid, seed):
    """Name the family of the bug from the first T that fails and from the gradients that fail there."""
    one, two, name = differing(grid[1]), differing(grid[2]) | differing(grid[4]), "rnn_backward"
    if one == set(grid[1]):
        zero = " and are zero" if all("all zero" in text for _, text in grid[1].values()) else ""
        fail(name, f"all five differ{zero} already for 1 step.",
             "what reaches the cell as da_next; and does the cell's check pass?",
             "with T = 1, print what you hand to rnn_cell_backward beside da[:,:,0].")
    if one == {"da0"} and two > one:
        fail(name, "for 1 step only da0 differs, for more steps everything.",
             "the way from dz to the state before: is Waa transposed?", "write axis names, not numbers, for Waa and dz.")
    if one == two == {"da0"}:
        fail(name, "da0 differs for every number of steps, the rest is right.", "what you return as da0.",
             "in the drawing, which dashed arrow ends at a0? Which variable holds it after the loop?")
    if one:
        listed = "; ".join(f"{key} {grid[1][key][1]}" for key in grid[1] if key in one)
        fail(name, f"already for 1 step: {listed}.", "the line that collects each one named: what is added to what?",
             "with T = 1, print it before and after that line, beside the cell's gradient.")
    if two <= {"dWax", "dWaa", "dba"}:
        fail(name, f"exact for 1 step; for more, {', '.join(sorted(two))} differ, dx and da0 do not.",
             "how a weight's gradient comes together. Every step used the weight.",
             "print dba after each turn of the loop: does it add up, or is it replaced?")
    past, last = (differing(rows_at(forward, backward, rnn_case, 2, seed, loss_at=t)) for t in (0, 1))
    if past and not last:
        fail(name, "exact for 1 step, wrong for more. "
             "With the loss at the last step alone it is right; at an earlier step alone, wrong.",
             "the two dashed arrows into an earlier state.",
             "with T = 2, print da[:,:,0] beside what you hand to the cell at t = 0.")
    fail(name, "exact for 1 step, wrong for more. What the loss says at step t + 1 does not reach step t as it should.",
         "what step t + 1 hands to step t.",
         "count the dashed arrows into a[:,:,0] in the drawing; find each in your code.")


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
    left = {}
    for name, minutes, check, *functions in items:
        state = "passes its public checks"
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                check(*functions)
        except Exception as error:
            left[name] = minutes
            reason = (str(error) or repr(error)).splitlines()[0]
            state = "not started" if isinstance(error, NotWritten) else f"fails: {reason}"
        print(f"{name:<18} {minutes:>3} min  {state}")
    print(f"\n{len(items) - len(left)} of {len(items)} pass.", end=" ")
    print(f"Next: {next(iter(left))}; about {sum(left.values())} minutes are left." if left else "All done.")
