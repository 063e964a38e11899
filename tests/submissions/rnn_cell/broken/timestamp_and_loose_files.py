# Handed in a timestamp that nobody can read, and files that shadow modules.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# outcome: healed
# %% file="timestamp.txt"
yesterday evening, I think
# %% file="numpy.py"
raise SystemExit("this is not numpy")
# %% file="notes.txt"
nothing of importance
