# Writes to the libraries, the worker's code and the places from which Python starts, for the students that follow.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_cell_backward"
import os, sys

reached = []
for folder in ("/libraries", "/libraries/numpy", "/worker", "/worker/autograder/worker", "/usr/lib", "/etc", "/dev", "/proc", "/", os.path.dirname(os.__file__), sys.base_prefix):
    for name in ("sitecustomize.py", "usercustomize.py", "stolen.pth", "numpy.py"):
        try:
            with open(f"{folder}/{name}", "w") as file:
                file.write("import os; os._exit(0)")
            reached.append(f"{folder}/{name}")
        except OSError:
            pass
for path in (np.__file__, sys.modules["autograder.worker.calls"].__file__, "/etc/ld.so.cache"):
    for way in (lambda: open(path, "a"), lambda: os.chmod(path, 0o777), lambda: os.unlink(path), lambda: os.utime(path), lambda: os.rename(path, path + "x"), lambda: os.truncate(path, 0)):
        try:
            way()
            reached.append(path)
        except OSError:
            pass

def rnn_cell_backward(da_next, cache):
    assert not reached, reached
    a_next, a_prev, xt, parameters = cache
    dz = da_next * (1 - a_next**2)
    return {"dxt": parameters["Wax"].T @ dz, "da_prev": parameters["Waa"].T @ dz, "dWax": dz @ xt.T,
            "dWaa": dz @ a_prev.T, "dba": dz.sum(axis=1, keepdims=True)}
