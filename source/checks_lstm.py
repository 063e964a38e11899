"""One check for each numpy exercise of the part lstm. What should hold comes from your own functions, not from a solution."""

import numbers

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
    rows_at,
    same,
    step_fingerprint,
)

OPEN, SHUT = 40.0, -40.0  # biases at which a gate is 1, or 0, up to rounding
WEIGHTS = [kind + gate for kind in "Wb" for gate in "fico"]
CACHE = ("a_next", "c_next", "a_prev", "c_prev", "ft", "it", "cct", "ot", "xt", "parameters")


def lstm_case(rng, steps, n_x=3, n_a=5, n_y=2, m=6):
    """Random x, a0 and parameters, all sizes different, each gate its own; x is not contiguous in memory."""
    x = rng.standard_normal((steps, n_x, m)).transpose(1, 2, 0)
    shapes = {name: (n_a, n_a + n_x) if name[0] == "W" else (n_a, 1) for name in WEIGHTS}
    shapes |= {"Wy": (n_y, n_a), "by": (n_y, 1)}
    return x, 0.7 * rng.standard_normal((n_a, m)), {key: 0.7 * rng.standard_normal(shapes[key]) for key in shapes}


def fixed(parameters, **biases):
    """The same parameters with some gates fixed: their weights zero, their biases as told."""
    changed = {"W" + gate: 0 * parameters["W" + gate] for gate in biases}
    changed |= {"b" + gate: np.full_like(parameters["b" + gate], bias) for gate, bias in biases.items()}
    return {**parameters, **changed}


# ---- lstm_cell_forward ------------------------------------------------------------------------------------------


def check_lstm_cell_forward(lstm_cell_forward, seed=0):
    """Shapes, gates at their limits, each gate term by term, the prediction, the cache."""
    __tracebackhide__ = True
    rng = np.random.default_rng(seed)
    for n_x, n_a, n_y, m in ((3, 5, 2, 4), (4, 2, 3, 1)):
        x, a_prev, parameters = lstm_case(rng, 2, n_x, n_a, n_y, m)
        xt, a_prev, c_prev = x[:, :, 1], np.asfortranarray(a_prev), 2 * rng.standard_normal((n_a, m))

        def run(parameters=parameters, memory=c_prev, xt=xt, a_prev=a_prev):
            return call(lstm_cell_forward, xt=xt, a_prev=a_prev, c_prev=memory, parameters=parameters)

        result = run()
        expect_parts("lstm_cell_forward", result, 4, "a_next, c_next, yt_pred, cache")
        for name, value, rows in (("a_next", result[0], n_a), ("c_next", result[1], n_a), ("yt_pred", result[2], n_y)):
            symbols = "(n_y, m)" if name == "yt_pred" else "(n_a, m)"
            expect_shape("lstm_cell_forward", name, value, symbols, (rows, m))
        expect_parts("lstm_cell_forward, cache", result[3], 10, ", ".join(CACHE))
        check_limits(run, parameters, c_prev)
        gates = {gate: check_gate(run, gate, parameters, xt, a_prev) for gate in "fico"}
        check_memory(result, gates, c_prev)
        check_prediction(result, parameters)
        check_large(run, parameters, result, c_prev)
        check_cache_order(result, (a_prev, c_prev), gates, xt)
    print("passes: shapes, gates open and shut, each gate term by term, memory, output, prediction, large numbers, cache")


def check_limits(run, parameters, c_prev):
    """Gates that are 0 or 1 leave no doubt about what should come out."""
    kept, both = (run(fixed(parameters, f=OPEN, i=bias))[1] for bias in (SHUT, OPEN))
    if not close(kept, c_prev):
        guesses = {"It is so with the two exchanged.": close(run(fixed(parameters, f=SHUT, i=OPEN))[1], c_prev),
                   "It does not change with bi.": close(kept, both), "It is c_prev + 1.": close(kept, c_prev + 1),
                   "A shut gate seems to be -1, as by tanh.": close((kept + both) / 2, c_prev)}
        fail("lstm_cell_forward with forget gate open (bf = 40) and input gate shut (bi = -40)",
             " ".join(["c_next should be c_prev, and is not.", *(text for text in guesses if guesses[text])][:2]),
             "steps A to C: the gates, and what they multiply.",
             "take one unit with c_prev = 2, and follow your lines by hand.")
    if np.any(np.abs(run(fixed(parameters, f=SHUT, i=SHUT))[1]) > 1e-6):
        fail("lstm_cell_forward with forget and input gate shut", "c_next should be all zero, and is not.",
             "steps A to C: each of the two terms of c_next is a product.", "write the two terms with ft = 0 and it = 0.")
    a_next, c_next, *_ = run(fixed(parameters, o=OPEN))
    if not close(a_next, np.tanh(c_next)):
        raw = "It is c_next itself." if close(a_next, c_next) else "It is not."
        fail("lstm_cell_forward with the output gate open (Wo = 0, bo = 40)", f"a_next should be tanh(c_next). {raw}",
             "step D.", "in the fourth drawing, follow the branch from c_next to a_next.")
    if np.any(np.abs(run(fixed(parameters, o=SHUT))[0]) > 1e-6):
        fail("lstm_cell_forward with the output gate shut (Wo = 0, bo = -40)", "a_next should be all zero, and is not.",
             "step D: what multiplies tanh(c_next).", "print ot: is it all zero?")


def measured_gate(run, gate, parameters):
    """A gate's values, with the others at their limits so that they can be seen from outside."""
    ones = np.ones_like(run()[1])
    if gate == "o":
        return run(fixed(parameters, f=OPEN, i=SHUT), memory=OPEN * ones)[0]
    others = {"f": {"i": SHUT}, "i": {"f": SHUT, "c": OPEN}, "c": {"f": SHUT, "i": OPEN}}[gate]
    return run(fixed(parameters, **others), memory=ones)[1]


def check_gate(run, gate, parameters, xt, a_prev):
    """One gate: its bias alone, what it makes of a_prev alone, of xt alone, and of all three."""
    W, b = parameters["W" + gate], parameters["b" + gate] + 0 * a_prev[:1]
    n_a, squash = len(a_prev), np.tanh if gate == "c" else lambda z: 1 / (1 + np.exp(-z))
    terms = {f"b{gate}": b, "a_prev": W[:, :n_a] @ a_prev, "xt": W[:, n_a:] @ xt}
    for kept, z in (*terms.items(), ("all", sum(terms.values()))):
        columns = np.arange(W.shape[1]) < n_a
        own = {"a_prev": W * columns, "xt": W * ~columns, "all": W}.get(kept, 0 * W)
        bias = parameters["b" + gate] * (kept in ("all", "b" + gate))
        found = measured_gate(run, gate, {**parameters, "W" + gate: own, "b" + gate: bias})
        if not close(found, squash(z)):
            blame_gate(gate, kept, found, z, W, xt, a_prev)
    return found


def blame_gate(gate, kept, found, z, W, xt, a_prev):
    name, n_x = {"f": "ft", "i": "it", "c": "cct", "o": "ot"}[gate], len(xt)
    reversed_stack = {"a_prev": W[:, n_x:] @ a_prev, "xt": W[:, :n_x] @ xt}
    with np.errstate(all="ignore"):
        plain = {"It fits tanh instead of sigmoid.": np.tanh(z), "It fits sigmoid instead of tanh.": 1 / (1 + np.exp(-z)),
                 "It fits if nothing is squashed.": z, "It does not move at all.": 0 * z + found.flat[0]}
    fits = [text for text, value in plain.items() if close(found, value)]
    where = f"the line that makes {name}: which W, which b, and what W{gate} meets."
    if kept in reversed_stack and not fits:
        fits = ["The stack should have a_prev above xt."]
        where = "the order in which a_prev and xt are stacked, and the axis."
    only = "" if kept == "all" else f" and everything in it zero but {kept}" if kept[0] == "b" else f", which meets {kept} only"
    fail(f"lstm_cell_forward, gate {name}{only}", f"{name} is not what it should be. {' '.join(fits[:1])}".rstrip(),
         where, f"take n_a = n_x = m = 1, and work out {name} by hand.")


def check_memory(result, gates, c_prev):
    a_next, c_next, *_ = result
    if not close(c_next, gates["f"] * c_prev + gates["i"] * gates["c"]):
        fail("lstm_cell_forward", "each gate alone is right, c_next from all together is not.", "step C: two products, one sum.",
             "print ft, it, cct and c_next for one unit, and do the sum by hand.")
    if not close(a_next, gates["o"] * np.tanh(c_next)):
        fail("lstm_cell_forward", "ot and c_next are right, a_next is not.", "step D: which memory is shown?",
             "print ot, c_next and a_next for one unit.")


def check_prediction(result, parameters):
    a_next, c_next, yt_pred, _ = result
    scores = {name: parameters["Wy"] @ value + parameters["by"] for name, value in (("a_next", a_next), ("c_next", c_next))}
    with np.errstate(all="ignore"):
        odds = np.log(yt_pred / yt_pred[0])
    if not close(yt_pred.sum(axis=0), np.ones(yt_pred.shape[1])) or not close(odds, scores["a_next"] - scores["a_next"][0]):
        raw = close(odds, scores["c_next"] - scores["c_next"][0])
        found = "is read from c_next; outside, only a_next is seen" if raw else "is not softmax(Wy @ a_next + by), column by column"
        fail("lstm_cell_forward", f"yt_pred {found}.", "step E.", "print yt_pred.sum(axis=0), and what Wy meets.")


def check_large(run, parameters, result, c_prev):
    """Sums and scores in the thousands, and a memory in the hundreds, are as right as small ones."""
    for more in (1000, -1000):
        if not close(run({**parameters, "by": parameters["by"] + more})[2], result[2]):
            fail(f"lstm_cell_forward with {more} added to every score (by)",
                 "yt_pred should stay as it was, and does not.", "step E: exp of 1000 overflows, exp of -1000 is 0.",
                 "read how softmax in the first cell takes care of it.")
        limit, biases = OPEN if more > 0 else SHUT, dict.fromkeys("fio", more)
        if not close(run(fixed(parameters, **biases))[1], run(fixed(parameters, **dict.fromkeys(biases, limit)))[1]):
            fail(f"lstm_cell_forward with gates whose sum is {more}", f"c_next should be as with gates whose sum is {limit:g}.",
                 "the sigmoid: exp of 1000 overflows.", "read how sigmoid in the first cell takes care of it.")
    if not close(run(fixed(parameters, f=OPEN, i=SHUT), memory=300 * c_prev)[1], 300 * c_prev):
        fail("lstm_cell_forward with a memory in the hundreds, forget gate open and input gate shut",
             "c_next should be c_prev, and is not.", "step C: no term of c_next is limited.", "print c_next beside c_prev.")


def check_cache_order(result, before, gates, xt):
    wanted = (*result[:2], *before, *(gates[gate] for gate in "fico"), xt)
    for place, (name, value) in enumerate(zip(CACHE, wanted)):
        if not close(result[3][place], value):
            fail("lstm_cell_forward", f"cache[{place}] should be {name}, and is not.", "the order of the ten in the cache.",
                 "compare it with the docstring, one by one: candidate before output gate.")
    if not isinstance(result[3][9], dict):
        fail("lstm_cell_forward", "cache[9] should be the dict parameters.", "the order of the ten.", "print its type.")


# ---- lstm_forward -----------------------------------------------------------------------------------------------


def check_lstm_forward(lstm_forward, lstm_cell_forward, seed=0):
    """Shapes, each step follows from the one before it, predictions, and the layout of the caches."""
    __tracebackhide__ = True
    rng, collected = np.random.default_rng(seed), "how your loop collects caches: first and last t, append or extend."
    for n_x, n_a, n_y, m, T in ((3, 5, 2, 4, 6), (4, 3, 5, 2, 1)):
        x, a0, parameters = lstm_case(rng, T, n_x, n_a, n_y, m)
        called = f"lstm_forward with n_x={n_x}, n_a={n_a}, n_y={n_y}, m={m}, T={T}"
        result = call(lstm_forward, x=x, a0=a0, parameters=parameters)
        expect_parts(called, result, 4, "a, y, c, caches")
        a, y, c, caches = result
        for name, value, rows in (("a", a, n_a), ("y", y, n_y), ("c", c, n_a)):
            expect_shape(called, name, value, f"({'n_y' if name == 'y' else 'n_a'}, m, T)", (rows, m, T))
        expect_parts("lstm_forward, caches", caches, 2, "the list of the T step caches, and x", collected)
        expect_parts("lstm_forward, caches[0]", caches[0], T, f"one cache for each of the T = {T} steps", collected)
        expect_parts("lstm_forward, caches[0][0]", caches[0][0], 10, ", ".join(CACHE), collected)
        if not close(caches[1], x):
            fail("lstm_forward", "caches[1] is not x.", collected, "print its type and its shape.")
        for t in range(T):
            past = (a[:, :, t - 1], c[:, :, t - 1]) if t else (a0, 0 * a0)

            def step(a_prev, c_prev, t=t):
                return call(lstm_cell_forward, xt=x[:, :, t], a_prev=a_prev, c_prev=c_prev, parameters=parameters)

            output, memory, prediction, _ = step(*past)
            if not close(a[:, :, t], output) or not close(c[:, :, t], memory):
                blame_step(step, past, a0, (a[:, :, t], c[:, :, t]), t)
            if not close(y[:, :, t], prediction):
                fail(called, f"a and c of step {t} are right, y[:,:,{t}] is not the prediction of that step.",
                     "the line that stores the prediction.", "print y[:,0,:]: has each step its own column?")
            if not all(close(caches[0][t][place], value) for place, value in zip((0, 2, 3, 8), (output, *past, x[:, :, t]))):
                fail(called, f"caches[0][{t}] does not hold the a_next, a_prev, c_prev and xt of step {t}.",
                     "where caches are collected, and arrays that you write to again at the next step.",
                     f"print caches[0][{t}][0] beside a[:,:,{t}], and caches[0][{t}][3] beside the memory before.")
    print("passes: shapes, every step follows from the one before, an empty memory first, predictions, caches")


def blame_step(step, past, a0, found, t):
    """Step t does not follow from the one before: say from which past it would, or what else has happened."""
    pasts = {"a memory of zeros": (past[0], 0 * a0), "a0 as the output before": (a0, past[1]),
             "a0 and a memory of zeros": (a0, 0 * a0), "a0 as the memory before": (past[0], a0),
             "an output of zeros before": (0 * a0, past[1])}
    fits = [f"They fit {name}." for name, before in pasts.items() if all(map(close, found, step(*before)))]
    if all(map(close, found[::-1], step(*past))):
        fits = ["They are exchanged: a holds the memories."]
    elif np.array_equal(*found):
        fits = ["Both are the same: is c another name for a?"]
    before = f"a[:,:,{t - 1}] and c[:,:,{t - 1}]" if t else "a0 and a memory of zeros"
    fail(f"lstm_forward, step {t}", f"a and c do not follow from {before}. {(fits or ['They fit no past at hand.'])[0]}",
         "the first t of your loop, and what you hand to the cell as a_prev and c_prev.",
         f"with T = {t + 1}, print a_prev[0, 0] and c_prev[0, 0] before each call.")


# ---- lstm_cell_backward -----------------------------------------------------------------------------------------


def check_lstm_cell_backward(lstm_cell_backward, lstm_cell_forward, seed=0):
    """Shapes, then all eleven gradients against slopes of your own lstm_cell_forward."""
    __tracebackhide__ = True
    rng, worst = np.random.default_rng(seed), 0.0
    for n_x, n_a, m in ((3, 5, 4), (4, 2, 1)):
        x, a_prev, parameters = lstm_case(rng, 2, n_x, n_a, 6, m)
        c_prev, da_next, dc_next = np.asfortranarray(rng.standard_normal((3, n_a, m)))
        inputs = {"xt": x[:, :, 1], "a_prev": a_prev, "c_prev": c_prev, **{key: parameters[key] for key in WEIGHTS}}

        def rows(da, dc, kept="fico", show=False, inputs=inputs, parameters=parameters):
            """The gradient check for these upstream gradients; gates that are not kept have no weights."""
            values = {key: value * (key[0] != "W" or key[1] in kept) for key, value in inputs.items()}
            past = {key: values[key] for key in ("xt", "a_prev", "c_prev")}
            weights = {**parameters, **{key: values[key] for key in WEIGHTS}}
            cache = call(lstm_cell_forward, **past, parameters=weights)[3]
            gradients = call(lstm_cell_backward, da_next=da, dc_next=dc, cache=cache)
            expect_gradients("lstm_cell_backward", gradients, {
                "d" + key: ("that of " + key, value.shape) for key, value in values.items()})

            def loss(xt, a_prev, c_prev, **changed):
                a, c, *_ = lstm_cell_forward(xt, a_prev, c_prev, {**parameters, **changed})
                return np.sum(da * a) + np.sum(dc * c)

            return gradient_check(loss, values, gradients, show=show)

        measured = rows(da_next, dc_next)
        if differing(measured):
            rows(da_next, dc_next, show=True)
            blame_cell(measured, rows, da_next, dc_next)
        worst = max(worst, *(error for error, _ in measured.values()))
    print(f"passes: all eleven gradients agree with measured slopes, worst relative error {worst:.0e}")


def grouped(rows):
    """The gradients that differ, those with the same remark together."""
    wrong = differing(rows)
    remarks = dict.fromkeys(text for key, (_, text) in rows.items() if key in wrong)
    return "; ".join(f"{', '.join(key for key in rows if rows[key][1] == text)} ({text})" for text in remarks)


def blame_cell(measured, rows, da, dc):
    wrong, name = differing(measured), "lstm_cell_backward"
    by_output, by_memory = differing(rows(da, 0 * dc)), differing(rows(0 * da, dc))
    listed = grouped(measured)
    if wrong <= {"dxt", "da_prev"}:
        missing = [gate for gate in "fico" if differing(rows(da, dc, kept=gate)) & wrong]
        blamed = f" It is so if W{missing[0]} alone is not zero." if len(missing) == 1 else ""
        fail(name, f"9 of 11 agree. Not: {listed}.{blamed}", "subgoal C: through which matrix each dz goes back; which rows are whose.",
             "count the wires that leave [a_prev; xt] in the fourth drawing; as many gradients come back.")
    if wrong == {"dc_prev"}:
        fail(name, "only dc_prev differs, the other ten agree.", "subgoal D: what stood between c_prev and c_next.",
             "for one unit, nudge c_prev by 0.1: how much does c_next move?")
    if not by_memory and by_output & {"dc_prev", "dbi"}:
        fail(name, "right if only dc_next is not zero, wrong if only da_next is.", "subgoal A: the route from a_next into c_next.",
             "with da_next = 1 and dc_next = 0, follow the dashed arrows of the worked case: which slope, at which number?")
    if not by_output and by_memory:
        fail(name, "right if only da_next is not zero, wrong if only dc_next is.", "subgoal A: two dashed arrows reach c_next.",
             "with da_next = 0 and dc_next = 1, print the gradient that has arrived at c_next.")
    alone = [gate for gate in "fico" if wrong <= {"dxt", "da_prev", "dW" + gate, "db" + gate}]
    if alone:
        gate = alone[0]
        fail(name, f"only gate {gate} is wrong, and what flows back through it: {listed}.",
             f"subgoals B and C for gate {gate}: what it multiplies, the slope of its squashing, what its W meets.",
             f"take one unit with da_next = dc_next = 1, and nudge b{gate}.")
    if not wrong & {"dxt", "da_prev", "dc_prev"} and " times " in listed:
        fail(name, f"dxt, da_prev and dc_prev agree; not: {listed}.", "subgoal C: sums over the examples.",
             "with one example, then with two equal ones: what should double?")
    exchanged = [gate for gate in "fico" if {"dW" + gate, "db" + gate} & wrong]
    if len(exchanged) == 2 and not wrong & {"dxt", "da_prev", "dc_prev"}:
        fail(name, f"only {listed}.", f"the dict that you return: are gates {' and '.join(exchanged)} exchanged?",
             "print dWf and dWi beside the table above.")
    if not wrong & {"dc_prev", "dbf", "dbi", "dbc", "dbo"}:
        fail(name, f"the biases agree, not: {listed}.", "subgoal C: what each dz meets, and which side is transposed.",
             "write the shape of each factor beside it; for square ones, name the axes.")
    fail(name, f"{11 - len(wrong)} of 11 agree with the measured slopes. Not: {listed}.",
         "subgoal A first: dc_prev and the biases hang on it; then B, gate by gate.",
         "take n_a = n_x = m = 1 and da_next = 0: then only one route is left. Compare line by line with the worked case.")


# ---- lstm_backward ----------------------------------------------------------------------------------------------


def deaf_case(rng, steps):
    """Gates that read xt alone: only the memory leads from step to step."""
    x, a0, parameters = lstm_case(rng, steps)
    return x, a0, {key: value * (np.arange(value.shape[1]) >= 5) if key in WEIGHTS[:4] else value
                   for key, value in parameters.items()}


def forgetful_case(rng, steps):
    """The forget gate shut: only the output leads from step to step."""
    x, a0, parameters = lstm_case(rng, steps)
    return x, a0, fixed(parameters, f=SHUT)


def check_lstm_backward(lstm_backward, lstm_forward, seed=0):
    """Shapes, then the fingerprint: all ten gradients for sequences of 1, 2 and 4 steps."""
    __tracebackhide__ = True
    x, a0, parameters = lstm_case(np.random.default_rng(seed), 4)
    a, *_, caches = call(lstm_forward, x=x, a0=a0, parameters=parameters)
    shapes = {"dx": ("(n_x, m, T)", x.shape), "da0": ("(n_a, m)", a0.shape)}
    shapes |= {"d" + key: ("that of " + key, parameters[key].shape) for key in WEIGHTS}
    gradients = call(lstm_backward, da=np.ones_like(a), caches=caches)
    expect_gradients("lstm_backward", gradients, shapes)
    if same(call(lstm_backward, da=2 * np.ones_like(a), caches=caches), gradients):
        fail("lstm_backward", "twice the da gives the same gradients, not twice as much.", "where da[:, :, t] enters.",
             "mark it in your code: each step has a loss of its own.")
    grid = step_fingerprint(lstm_forward, lstm_backward, case=lstm_case, seed=seed)
    if any(map(differing, grid.values())):
        blame_time(lstm_backward, lstm_forward, grid, seed)
    worst = max(error for rows in grid.values() for error, _ in rows.values())
    print(f"passes: gradients agree for {', '.join(map(str, grid))} steps, worst relative error {worst:.0e}")


def blame_time(backward, forward, grid, seed):
    """Name the family of the bug from the first T that fails, and from which of the two lanes is broken."""
    one, more, name = differing(grid[1]), differing(grid[2]) | differing(grid[4]), "lstm_backward"
    if one == more == {"da0"}:
        fail(name, "da0 differs for every number of steps, the rest is right.", "what you return as da0.",
             "in the drawing of the two lanes, which dashed arrow ends at a0?")
    if one:
        fail(name, f"already for 1 step: {grouped(grid[1])}.", "what reaches the cell, what you collect; and does the cell's check pass?",
             "with T = 1, print it beside what your lstm_cell_backward gives for da[:,:,0] and a dc_next of zeros.")
    if not more & {"dx", "da0"}:
        fail(name, f"exact for 1 step; for more, {', '.join(sorted(more))} differ, dx and da0 do not.",
             "how a weight's gradient comes together. Every step used the weight.",
             "print dbo after each turn of the loop: does it add up, or is it replaced?")
    memory, output = (differing(rows_at(forward, backward, case, 4, seed)) for case in (deaf_case, forgetful_case))
    if memory and not output:
        fail(name, "exact for 1 step. With the forget gate shut all steps agree; with gates that read xt alone they do not.",
             "the upper lane: how what is said to c[:,:,t+1] reaches c[:,:,t].",
             "count the dashed arrows that leave step 1 in the drawing; find each in your loop.")
    if output and not memory:
        fail(name, "exact for 1 step. With gates that read xt alone all steps agree; with the forget gate shut they do not.",
             "the lower lane: how what is said to a[:,:,t+1] reaches a[:,:,t].",
             "count the dashed arrows that enter step 0 from the right; find each in your loop.")
    fail(name, "exact for 1 step, wrong for more, on both lanes: with the forget gate shut, and with gates that read xt alone.",
         "what step t + 1 hands to step t, and what joins da[:,:,t].",
         "with T = 2, print what the cell is given at t = 0: neither is just da[:,:,0], or zero.")


# ---- lstm_parameter_count ---------------------------------------------------------------------------------------


def check_lstm_parameter_count(lstm_parameter_count):
    """The entries of eight arrays, counted one by one."""
    __tracebackhide__ = True
    for d, n in ((2, 3), (7, 1), (28, 128)):
        called = f"lstm_parameter_count({d}, {n})"
        found = call(lstm_parameter_count, input_size=d, hidden_size=n)
        if not isinstance(found, numbers.Integral) or isinstance(found, bool):
            fail(called, f"came back as a {type(found).__name__}; it should be an int.", "division, or a forgotten return.",
                 "print its type.")
        _, _, parameters = lstm_case(np.random.default_rng(0), 1, d, n)
        wanted = sum(parameters[key].size for key in WEIGHTS)
        relations = {wanted - 4 * n: "Are the biases in it?", wanted // 4: "How many gates are there?",
                     wanted + 4 * n: "How many biases has a gate?", sum(value.size for value in parameters.values()):
                     "Wy and by belong to the prediction.", wanted - 4 * n * n: "The gates read a_prev, too."}
        if found != wanted:
            fail(called, f"came back as {found}. {relations.get(found, '')}".rstrip(), "the shapes of Wf, bf and their like.",
                 "count the entries of Wf and of bf for n_x = 2 and n_a = 3.")
    print("passes: counts for three pairs of sizes")
