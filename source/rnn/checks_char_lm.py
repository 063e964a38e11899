"""One check for each exercise of the part char_lm. What should hold comes from your own functions, not from a solution."""

import numpy as np

from checks import (
    call,
    close,
    differing,
    error_of,
    expect_gradients,
    expect_parts,
    expect_shape,
    fail,
    gradient_check,
)

NAMES = ("dWax", "dWaa", "dWya", "db", "dby")


def text_case(rng, steps, n_x=6, n_a=4, scale=0.5):
    """X, Y, a_prev and parameters at random; all sizes different."""
    Y = [int(ix) for ix in rng.integers(0, n_x, steps)]
    shapes = {"Wax": (n_a, n_x), "Waa": (n_a, n_a), "Wya": (n_x, n_a), "b": (n_a, 1), "by": (n_x, 1)}
    parameters = {name: scale * rng.standard_normal(shape) for name, shape in shapes.items()}
    return [None, *Y[:-1]], Y, 0.5 * rng.standard_normal((n_a, 1)), parameters


def expect_number(called, what, value):
    if not isinstance(value, (float, np.floating)) and not (isinstance(value, np.ndarray) and value.shape == ()):
        got = f"an array of shape {value.shape}" if isinstance(value, np.ndarray) else f"a {type(value).__name__}"
        fail(called, f"{what} is {got}; it should be one float.", f"the line that adds to {what}.",
             "which indices pick one number from an array of shape (n_x, 1)?")


# ---- clip -------------------------------------------------------------------------------------------------------


def check_clip(clip, seed=0):
    """Entries above, below, at and within the bound, for several bounds; both signs."""
    __tracebackhide__ = True
    rng = np.random.default_rng(seed)
    for bound in (5, 0.3, 20):
        shapes = ((4, 6), (4, 4), (6, 4), (4, 1), (6, 1))
        before = {name: 3 * bound * rng.standard_normal(shape) for name, shape in zip(NAMES, shapes)}
        before["dby"][0] = bound
        given = {name: value.copy() for name, value in before.items()}
        after = call(clip, may_change=("gradients",), gradients=given, maxValue=bound)
        expect_gradients("clip", after, {name: ("that of the gradient", value.shape) for name, value in before.items()})
        for name in NAMES:
            blame_clip(f"clip with maxValue {bound}", name, before[name], after[name], bound)
    print("passes: entries above, below and within the bound, for bounds 0.3, 5 and 20")


def blame_clip(called, name, before, after, bound):
    inside, outside = np.abs(before) <= bound, np.abs(before) > bound
    if not np.allclose(after[inside], before[inside], rtol=1e-5):
        fail(called, f"entries of {name} that lie within the bound have changed.", "what is done to small entries.",
             "print an array before and after, with entries 0.1, 1 and 100.")
    wrong = np.argwhere(outside & ~np.isclose(after, np.sign(before) * bound, rtol=1e-5))
    if len(wrong):
        at = tuple(map(int, wrong[0]))
        fail(called, f"{name}[{at[0]}, {at[1]}] was {before[at]:.3g} and is now {after[at]:.3g}.",
             "what becomes of an entry that is too large, and of one that is too small.",
             "sketch the number line from -maxValue to maxValue: which allowed number is nearest?")


# ---- sequence_loss ----------------------------------------------------------------------------------------------


def check_sequence_loss(sequence_loss, seed=0):
    """All-zero parameters, each term alone, all together, probabilities, large scores, and the sum."""
    __tracebackhide__ = True
    rng = np.random.default_rng(seed)
    for n_x, n_a, T in ((6, 4, 5), (7, 3, 1), (31, 5, 8)):
        X, Y, a_prev, parameters = text_case(rng, T, n_x, n_a)
        a_prev = np.asfortranarray(a_prev)
        called = f"sequence_loss with n_x={n_x}, n_a={n_a}, T={T}"

        def read(X=X, Y=Y, a_prev=a_prev, parameters=parameters):
            return call(sequence_loss, X=X, Y=Y, a_prev=a_prev, parameters=parameters)

        result = read()
        expect_parts(called, result, 2, "loss, cache")
        expect_number(called, "loss", result[0])
        expect_parts("sequence_loss, cache", result[1], 2, "the list of probabilities and the list of states")
        probabilities, states = result[1]
        expect_parts("sequence_loss, cache[0]", probabilities, T, f"the probabilities of the T = {T} steps", "step D.")
        expect_parts("sequence_loss, cache[1]", states, T + 1, "a_prev and the T states after it", "step D.")
        expect_shape(called, "probabilities[0]", probabilities[0], "(n_x, 1)", (n_x, 1))
        expect_shape(called, "states[1]", states[1], "(n_a, 1)", (n_a, 1))
        check_states(called, read, X, a_prev, parameters, states)
        check_probabilities(called, probabilities, states, parameters)
        check_sum(called, read, result[0], Y, probabilities, parameters)
    print("passes: all-zero parameters, each term alone, all together, probabilities, large scores, the sum")


def check_states(called, read, X, a_prev, parameters, states):
    """The first state with one term alone; then each state against the one before it."""
    def alone(*kept, **changed):
        only = {key: value * (key in (*kept, "Wya", "by")) for key, value in parameters.items()}
        return read(parameters=only, **changed)[1][1]

    if not close(states[0], a_prev):
        fail(called, "states[0] is not a_prev.", "what stands in states before the loop.", "print its length after each step.")
    for key, past in (("Waa", parameters["Waa"] @ a_prev), ("b", parameters["b"])):
        if not close(alone(key)[1], np.tanh(past)):
            fail(f"sequence_loss with every parameter zero except {key}, Wya and by", "the first state does not fit that term.",
                 f"step A: how {key} enters, and whether tanh is taken of the sum.",
                 "take n_a = 1 and follow that one term by hand.")
    if np.any(alone("Wax")[1]):
        fail("sequence_loss with Waa = 0 and b = 0", "the first state is not zero, although X[0] is None.",
             "step A: what None stands for.", "print what your code adds to the sum at t = 0.")
    for t in range(1, len(X)):
        if not close(alone("Wax")[t + 1], np.tanh(parameters["Wax"][:, [X[t]]])):
            fail("sequence_loss with Waa = 0 and b = 0", f"states[{t + 1}] does not fit the character X[{t}] = {X[t]}.",
                 "step A: which column of Wax, and with which shape.", "write Wax times a one-hot column by hand, n_x = 2.")
    for t, x in enumerate(X):
        column = parameters["Wax"][:, [x]] if x is not None else 0.0
        if not close(states[t + 1], np.tanh(column + parameters["Waa"] @ states[t] + parameters["b"])):
            fail(called, f"states[{t + 1}] does not follow from X[{t}] and states[{t}], though each term alone is right.",
                 "what is added before tanh, and which state is the past.", f"print X[{t}] and the past in step {t}.")


def check_probabilities(called, probabilities, states, parameters):
    for t, found in enumerate(probabilities):
        if not close(np.sum(found), 1.0):
            fail(called, f"probabilities[{t}] sums to {np.sum(found):.3g}, not to 1.", "step B: softmax.",
                 "print the sum that you divide by.")
        scores = parameters["Wya"] @ states[t + 1] + parameters["by"]
        with np.errstate(all="ignore"):
            odds = np.log(found / found[0])
        if not close(odds, scores - scores[0]):
            fail(called, f"probabilities[{t}] sums to 1, but two characters do not differ by exp(difference of their scores).",
                 "step B: Wya, the state after X[t], by, and exp.", "try scores 0, 0 and ln 2: the answers are 1/4, 1/4, 1/2.")


def check_sum(called, read, loss, Y, probabilities, parameters):
    T, zeros = len(Y), {key: 0 * value for key, value in parameters.items()}
    n_x = len(parameters["by"])
    plain = float(read(parameters=zeros)[0])
    if not close(plain, T * np.log(n_x)):
        fail(f"{called} and all parameters zero", f"loss is {plain:.4f}. Each of the T steps should cost ln n_x = {np.log(n_x):.4f}.",
             "step C: sum or mean, sign, and the size of the vocabulary.", "divide your loss by ln n_x: what number comes out?")
    summed = -sum(np.log(probabilities[t][Y[t], 0]) for t in range(T))
    if not close(float(loss), summed):
        fail(called, f"loss is {float(loss):.4f}; the cost of the targets Y in your own probabilities is another.",
             "step C: which probability is looked up at step t.", "with T = 2, print Y[t] and the number that you take the log of.")
    for shift in (1000.0, -1000.0):
        moved = float(read(parameters={**parameters, "by": parameters["by"] + shift})[0])
        if not close(moved, float(loss)):
            fail(f"sequence_loss with {shift:+.0f} on every entry of by", f"loss is {moved:.4g}; it should not move at all.",
                 "step B: exp of 1000 overflows, exp of -1000 is zero.",
                 "what can you subtract from all scores without changing the probabilities?")
    lowered = zeros["by"].copy()
    lowered[Y[0]] = -60.0
    surprise, should = float(read(parameters={**zeros, "by": lowered})[0]), T * np.log(n_x - 1) + 60 * Y.count(Y[0])
    if not close(surprise, should):
        fail(f"{called}, all parameters zero but by[{Y[0]}] = -60", f"loss is {surprise:.4f}; it should be {should:.4f}.",
             "step C: what is done to a very small probability before the log.", "print -np.log(np.exp(-60)), then yours.")


# ---- sequence_gradients -----------------------------------------------------------------------------------------


def check_sequence_gradients(sequence_gradients, sequence_loss, seed=0):
    """All five gradients against slopes of your own sequence_loss, for names of 1, 2 and 4 steps."""
    __tracebackhide__ = True
    rng, grid = np.random.default_rng(seed), {}
    for T in (1, 2, 4):
        X, Y, a_prev, parameters = text_case(rng, T)
        cache = call(sequence_loss, X=X, Y=Y, a_prev=a_prev, parameters=parameters)[1]
        result = call(sequence_gradients, X=X, Y=Y, parameters=parameters, cache=cache)
        expect_parts("sequence_gradients", result, 2, "gradients, a")
        expect_gradients("sequence_gradients", result[0], {
            "dWax": ("(n_a, n_x)", (4, 6)), "dWaa": ("(n_a, n_a)", (4, 4)), "dWya": ("(n_x, n_a)", (6, 4)),
            "db": ("(n_a, 1)", (4, 1)), "dby": ("(n_x, 1)", (6, 1))})
        expect_parts(f"sequence_gradients with T={T}, a", result[1], T + 1, "the T + 1 states", "what you return second.")
        if not close(result[1][-1], cache[1][-1]):
            fail("sequence_gradients", "a[-1] is not the last state.", "what you return second.", "print a[-1] and cache[1][-1].")
        grid[T] = gradient_check(lambda **weights: sequence_loss(X, Y, a_prev, weights)[0], parameters, result[0], show=False)
    print("gradient " + "".join(f"  T = {T:<4}" for T in grid))
    for key in grid[1]:
        print(f"{key:<9}" + "".join("  differs " if grid[T][key][1] else "  ok      " for T in grid))
    if any(map(differing, grid.values())):
        blame_gradients(grid)
    worst = max(error for rows in grid.values() for error, _ in rows.values())
    print(f"passes: all five agree with measured slopes for 1, 2 and 4 steps, worst relative error {worst:.0e}")


def blame_gradients(grid):
    """Name the family of the bug from the first T that fails and from the gradients that fail there."""
    one, more, name = differing(grid[1]), differing(grid[2]) | differing(grid[4]), "sequence_gradients"
    listed = "; ".join(f"{key} {grid[1][key][1]}" for key in grid[1] if key in one)
    if "dby" in one:
        fail(name, f"already for 1 step: {listed}.", "subgoal A: probability minus truth, sign included.",
             "print ds for the worked case: (0.6652, -0.7553, 0.0900).")
    if one == {"dWax"}:
        fail(name, "for 1 step only dWax differs. X[0] is None: nothing came in through Wax.",
             "subgoal C, at the step where X[t] is None.", "print dWax for X = [None]: which entries are not zero?")
    if one:
        part = "A" if one == {"dWya"} else "B and C"
        fail(name, f"already for 1 step: {listed}. The rest is right.", f"subgoal {part}: which state, which side transposed, which slope?",
             "with T = 1, write the shape of each factor beside it.")
    if {"dWya", "dby"} & more:
        fail(name, f"exact for 1 step; for more, {', '.join(sorted(more))} differ.",
             "how the gradients of several steps come together.", "print dby after each turn of the loop: does it add up?")
    fail(name, f"exact for 1 step; for more, {', '.join(sorted(more))} differ, the rest does not.",
         "subgoals B and D: what step t + 1 hands to step t; and whether every step adds to its sum.",
         "with T = 2, print the carried gradient and dWaa after each turn of the loop.")


# ---- sample -----------------------------------------------------------------------------------------------------


def check_sample(sample, seed=0):
    """Endings, the letter that comes back as input, the state that is carried, and how often what is drawn."""
    __tracebackhide__ = True
    letters = {"\n": 0, "a": 1, "b": 2, "c": 3}

    def draw(parameters, count=1, max_length=50, char_to_ix=letters, first=seed):
        names = [call(sample, may_change=("rng",), parameters=parameters, char_to_ix=char_to_ix,
                      rng=np.random.default_rng(first + i), max_length=max_length) for i in range(count)]
        for name in names:
            expect_name(name, char_to_ix["\n"], len(char_to_ix), max_length)
        return [[int(ix) for ix in name] for name in names]

    flat = network(4)
    by = np.log(np.array([[0.2], [0.5], [0.3 - 1e-9], [1e-9]]))
    for max_length in (1, 2, 50):
        draw({**flat, "by": by}, 20, max_length)
    draw(network(9), 5, char_to_ix={**{letter: ix for ix, letter in enumerate("hgfedcba")}, "\n": 8})
    if len(draw({**network(4), "by": np.array([[-99.0], [0], [0], [0]])}, max_length=3)[0]) != 4:
        fail("sample with max_length=3 and newline impossible", "there are not 3 characters and a newline.",
             "when your loop stops, and what is added then.", "print the list after each draw, for max_length 1 and 2.")
    check_memory(draw)
    check_chance(draw, {**flat, "by": by})
    print("passes: endings, the last letter as input, the state carried, the share of each letter")


def network(n_x, n_a=5):
    shapes = {"Wax": (n_a, n_x), "Waa": (n_a, n_a), "Wya": (n_x, n_a), "b": (n_a, 1), "by": (n_x, 1)}
    return {name: np.zeros(shape) for name, shape in shapes.items()}


def expect_name(name, newline, n_x, max_length):
    called = f"sample with {n_x} characters, newline at index {newline}, max_length={max_length}"
    if not isinstance(name, (list, tuple)) or not all(isinstance(ix, (int, np.integer)) for ix in name):
        fail(called, f"came back as {type(name).__name__} with {[type(ix).__name__ for ix in name][:1] if isinstance(name, list) else '…'}; "
             "it should be a list of int.", "what is appended, and what is returned.", "print the list and the type of its first entry.")
    found = shown([int(ix) for ix in name])
    if not len(name) or name[-1] != newline or list(name).count(newline) != 1:
        fail(called, f"returned {found}. Newline should be the last entry, and stand nowhere else.",
             "when your loop stops, and when newline is added.", "call it with max_length=1 and look at both endings.")
    if len(name) > max_length + 1 or not all(0 <= ix < n_x for ix in name):
        fail(called, f"returned {found}. At most max_length characters may stand before newline.",
             "the condition of your loop.", "with max_length=2, print the list after each draw.")


def check_memory(draw):
    """Two networks that leave nothing to chance: one repeats what it read, one counts by its state alone."""
    chain = network(4, n_a=4)  # unit i says: write character i next
    chain["Wax"][1] = -5.0  # whatever was read, a is over
    chain["Wax"][[2, 3, 0], [1, 2, 3]] = 5.0  # after a comes b, after b comes c, after c newline
    chain["b"] = np.array([[-0.5], [0.5], [-0.5], [-0.5]])  # nothing read yet: a
    chain["Wya"] = 60 * np.eye(4)
    wanted = [1, 2, 3, 0]
    found = draw(chain)[0]
    if found != wanted:
        fail("sample with a network that writes b after a, c after b, newline after c", f"wrote {shown(found)} instead of {wanted}.",
             "what the next step reads, and what the first step reads.", "print the input of each step beside what was drawn before it.")
    clock = network(4, n_a=1)
    clock.update({"b": np.array([[2.0]]), "Waa": np.array([[-6.0]]), "Wya": np.array([[0], [50.0], [-50], [0]])})
    clock["by"] = np.array([[-99.0], [0], [0], [-99]])
    found, wanted = draw(clock, max_length=4)[0], [1, 2, 1, 2, 0]
    if found != wanted:
        fail("sample with a network whose state changes its sign at every step", f"wrote {shown(found)} instead of {wanted}.",
             "which state each step starts from; the first is zero.", "print the state before and after each step.")


def shown(name):
    return f"[{', '.join(map(str, name[:6]))}, … {len(name)} entries]" if len(name) > 6 else str(name)


def check_chance(draw, parameters, count=600):
    """Newline 20 %, a 50 %, b 30 %: shares off by more than 9 points are chance in fewer than one of 100,000 runs."""
    firsts = [name[0] for name in draw(parameters, count)]
    shares = [100 * firsts.count(ix) / count for ix in range(3)]
    if not np.allclose(shares, (20, 50, 30), atol=9):
        same = " All of them begin alike." if max(shares) == 100 else ""
        fail("sample with probabilities 20 %, 50 % and 30 %, 600 seeds",
             f"these come first in {shares[0]:.0f} %, {shares[1]:.0f} % and {shares[2]:.0f} %.{same}",
             "how one index is drawn, and whether the drawing asks rng.", "draw 1000 times from (0.2, 0.5, 0.3) alone, and count.")
    if draw(parameters, 20) != draw(parameters, 20):
        fail("sample, called again with the same seeds", "the names differ.", "where chance comes from.",
             "find every random number in your function: does it come from rng?")


# ---- optimize ---------------------------------------------------------------------------------------------------


def check_optimize(optimize, sequence_loss, sequence_gradients, clip, seed=0):
    """The loss before the step, gradients clipped at 5, the step in place, the last state."""
    __tracebackhide__ = True
    rng = np.random.default_rng(seed)
    for rate, scale in ((0.02, 0.5), (0.3, 0.5), (0.02, 6.0)):
        X, Y, a_prev, before = text_case(rng, 7, n_a=8, scale=0.5)
        before["Wya"] = before["Wya"] * scale / 0.5
        loss, cache = call(sequence_loss, X=X, Y=Y, a_prev=a_prev, parameters=before)
        raw, states = call(sequence_gradients, X=X, Y=Y, parameters=before, cache=cache)
        clipped = call(clip, may_change=("gradients",), gradients={key: raw[key].copy() for key in NAMES}, maxValue=5)
        after = {key: value.copy() for key, value in before.items()}
        called = f"optimize with learning rate {rate}{', and gradients above 5' if scale > 1 else ''}"
        result = call(optimize, may_change=("parameters",), X=X, Y=Y, a_prev=a_prev, parameters=after, learning_rate=rate)
        expect_parts(called, result, 3, "loss, gradients, a_last")
        expect_number(called, "loss", result[0])
        if not close(float(result[0]), float(loss)):
            fail(called, f"loss is {float(result[0]):.4f}; before the step it was {float(loss):.4f}.",
                 "which parameters the loss is computed with.", "print the loss before and after the line that changes them.")
        check_step(called, before, after, raw, clipped, rate)
        expect_gradients(called, result[1], {key: ("that of its parameter", raw[key].shape) for key in NAMES})
        if not all(close(result[1][key], clipped[key]) for key in NAMES):
            fail(called, "the step is right, but the returned gradients are not the clipped ones.", "what you return second.",
                 "print the largest entry of each gradient that you return.")
        if not close(result[2], states[-1]):
            fail(called, "a_last is not the state after the last step of X.", "what you return third.", "print a_last and its shape.")
    print("passes: loss before the step, clipped gradients, parameters changed in place, last state")


def check_step(called, before, after, raw, clipped, rate):
    def moved_by(gradients, factor):
        return all(close(after[key], before[key] - factor * gradients["d" + key]) for key in before)

    if moved_by(clipped, rate):
        return
    guesses = {
        "They did not change at all": moved_by(clipped, 0),
        "They moved along the gradient, not against it": moved_by(clipped, -rate),
        "They moved by the gradients before clipping": moved_by(raw, rate),
        "They moved at rate 0.01, whatever the learning rate": moved_by(clipped, 0.01),
        "They moved twice as far": moved_by(clipped, 2 * rate),
    }
    guess = next((text for text, fits in guesses.items() if fits), "They did not move by rate times the gradients clipped at 5")
    worst = max(before, key=lambda key: error_of(after[key], before[key] - rate * clipped["d" + key]))
    fail(called, f"the parameters that you were given hold wrong values afterwards, most of all {worst}. {guess}.",
         "the line that changes parameters, and the bound of clip.", "with learning rate 1, print one entry before, its gradient, and after.")


# ---- model ------------------------------------------------------------------------------------------------------


def check_model(model, sequence_loss, seed=0):
    """With learning rate 0: the loss of each name, once in an epoch, in new orders. Then that it learns, and its ends."""
    __tracebackhide__ = True
    data = ["a", "ba", "cab", "abba", "bacca", "cabbab"]
    char_to_ix = {character: ix for ix, character in enumerate("\nabc")}
    ix_to_char = {ix: character for character, ix in char_to_ix.items()}

    def train(names, steps, n_a, rate, seed=seed):
        called = f"model with {len(names)} names, num_iterations={steps}, learning_rate={rate}"
        result = call(model, may_change=("rng",), data=names, ix_to_char=ix_to_char, char_to_ix=char_to_ix,
                      num_iterations=steps, n_a=n_a, rng=np.random.default_rng(seed), learning_rate=rate)
        expect_parts(called, result, 2, "parameters, losses")
        parameters, losses = result
        expect_gradients(called, {"d" + key: value for key, value in parameters.items()} if isinstance(parameters, dict) else parameters, {
            "dWax": ("(n_a, n_x)", (n_a, 4)), "dWaa": ("(n_a, n_a)", (n_a, n_a)), "dWya": ("(n_x, n_a)", (4, n_a)),
            "db": ("(n_a, 1)", (n_a, 1)), "dby": ("(n_x, 1)", (4, 1))})
        expect_parts(called, losses, steps, "the loss of each step", "what is appended to losses, and how often.")
        return called, parameters, [float(loss) for loss in losses]

    check_epochs(train, data, char_to_ix, sequence_loss)
    _, one, _ = train(data, 20, 5, 0.01)
    if not all(close(one[key], value) for key, value in train(data, 20, 5, 0.01)[1].items()):
        fail("model, called twice with the same seed", "the parameters differ.", "where chance comes from.",
             "find every random number in your function: does it come from rng?")
    called, _, losses = train(data, 600, 9, 0.05)
    if np.mean(losses[-6:]) > 0.6 * np.mean(losses[:6]):
        fail(called, f"the mean loss of an epoch went from {np.mean(losses[:6]):.1f} to {np.mean(losses[-6:]):.1f} nats only.",
             "whether every step starts from the parameters of the step before, and the state from zeros.",
             "print by[0] every 50 steps, and train on a single name.")
    try:
        train([], 3, 5, 0.01)
    except ValueError:
        print("passes: the loss of each name, once in every epoch, new orders, same seed, learning, no names")
    except ZeroDivisionError:
        fail("model without any names", "raised ZeroDivisionError; it should raise ValueError with a clear message.",
             "the docstring under Raises.", "what is the first thing that your function can know about data?")
    else:
        fail("model without any names", "returned; it should raise ValueError.", "the docstring under Raises.",
             "what is the first thing that your function can know about data?")


def check_epochs(train, data, char_to_ix, sequence_loss):
    called, parameters, losses = train(data, 15, 5, 0.0)

    def cost(X, Y):
        return float(sequence_loss(X, Y, np.zeros((5, 1)), parameters)[0])

    names = [[char_to_ix[character] for character in name] for name in data]
    costs = np.array([cost([None, *name], [*name, 0]) for name in names])
    short = np.array([cost([None, *name[:-1]], name) for name in names])
    late = np.array([cost([None, *name[1:]], [*name[1:], 0]) for name in names])
    orders = [[int(np.argmin(np.abs(costs - loss))) for loss in losses[start : start + 6]] for start in (0, 6, 12)]
    for loss in losses:
        if np.min(np.abs(costs - loss)) > 1e-4 * loss:
            guess = "It fits a name without its newline in Y." if np.min(np.abs(short - loss)) < 1e-4 * loss else ""
            guess = guess or ("It fits a name without its first letter." if np.min(np.abs(late - loss)) < 1e-4 * loss else "It fits none of the names.")
            fail(called, f"a loss of {loss:.4f} came back. {guess}", "how X and Y are made: None first in X, newline last in Y; and the first state.",
                 "print X and Y for the name 'ba'.")
    if any(len(set(order)) != len(order) for order in orders):
        fail(called, f"the names came in the order {[which for order in orders for which in order]}; each epoch of 6 should hold each name once.",
             "which entry of the order belongs to which step.", "with 3 names and 7 steps, print the step and the name.")
    if orders[0] == orders[1] and orders[0][:3] == orders[2]:
        fail(called, f"each epoch had the order {orders[0]}; each should have a new one.", "where the order is drawn.",
             "print the order at the beginning of every epoch.")
