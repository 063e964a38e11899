# Hands in modules that take the place of numpy, of the grader and of the public checks.
# expect: rnn_cell_forward=0 rnn_forward=0 rnn_cell_backward=0 rnn_backward=0
# base: release
# outcome: healed
# %% file="numpy.py"
raise SystemExit("numpy was replaced")
# %% file="sitecustomize.py"
open("/tmp/was_here", "w").write("x")
# %% file="conftest.py"
raise SystemExit("pytest was replaced")
# %% file="checks.py"
def __getattr__(name):
    return lambda *arguments, **named: True
# %% file="nbgrader_config.py"
raise SystemExit("nbgrader was replaced")
