# Makes links, hard links and paths that lead out of its folder, and walks through them.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_cell_backward"
import os

reached = []
for number, target in enumerate(("/", "/work", "/srv", "/etc/passwd", "/etc/shadow", "../../../..", "/proc/1/root", "/worker/autograder/judge", "/libraries/../../home")):
    name = f"way{number}"
    os.symlink(target, name)
    for path in (f"{name}/autograder/hidden_tests", f"{name}/main", f"{name}/submitted", f"{name}/gradebook.db"):
        reached += [path] if os.path.lexists(path) else []
    if target.startswith(("/etc", "/work", "/srv", "/proc/1", "/worker/autograder/judge")):
        reached += [target] if os.path.exists(name) and (not os.path.isdir(name) or os.listdir(name)) else []
for source in ("/usr/bin/env", "/worker/autograder/worker/calls.py"):
    try:
        os.link(source, "hard")
        reached.append(source)
    except OSError:
        pass

def rnn_cell_backward(da_next, cache):
    assert not reached, reached
    a_next, a_prev, xt, parameters = cache
    dz = da_next * (1 - a_next**2)
    return {"dxt": parameters["Wax"].T @ dz, "da_prev": parameters["Waa"].T @ dz, "dWax": dz @ xt.T,
            "dWaa": dz @ a_prev.T, "dba": dz.sum(axis=1, keepdims=True)}
