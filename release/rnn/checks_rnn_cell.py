"""One check for each exercise of the part rnn_cell. What should hold comes from your own functions, not from a solution."""

import numpy as np

from checks import (
    call,
    close,
    differing,
    expect_gradients,
    expect_parts,
    expect_shape,
    fail,
    gradient_check,
    rnn_case,
    rows_at,
    same,
    step_fingerprint,
)


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
    for more in (1000, -1000):
        if not close(predict(by=parameters["by"] + more)[1], yt_pred):
            fail(f"rnn_cell_forward with {more} added to every score (by)", "yt_pred should stay as it was, and does not.",
                 "step C: what you do about large scores.", "try the scores of the example: 1000, 1000 and 1000 + ln 2.")


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
        if not close(caches[1], x):
            fail("rnn_forward", "caches[1] has the shape of x, and other numbers.", collected, "print caches[1] - x.")
        for t in range(T):
            past = a[:, :, t - 1] if t else a0
            state, prediction, _ = call(rnn_cell_forward, xt=x[:, :, t], a_prev=past, parameters=parameters)
            if not close(a[:, :, t], state):
                blame_state(called, rnn_cell_forward, x[:, :, t], a0, a[:, :, t], parameters, t)
            if not close(y_pred[:, :, t], prediction):
                fail(called, f"a[:,:,{t}] is right, y_pred[:,:,{t}] is not the prediction of that step.",
                     "the line that stores the prediction.", "print y_pred[:,0,:]: has each step its own column?")
            if not all(map(close, caches[0][t][:3], (state, past, x[:, :, t]))):
                fail(called, f"caches[0][{t}] does not hold the a_next, a_prev and xt of step {t}.",
                     "where caches are collected, and arrays that you write to again at the next step.",
                     f"print caches[0][{t}][0] beside a[:,:,{t}], and caches[0][{t}][1] beside the state before.")
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
