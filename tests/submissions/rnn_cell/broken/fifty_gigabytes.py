# Asks for 50 GB of memory, at once and bit by bit.
# expect: rnn_cell_forward=10 rnn_forward=0 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_forward"
def rnn_forward(x, a0, parameters):
    hoard = []
    try:
        hoard.append(np.ones((50, 2**27)))
    except MemoryError:
        while True:
            hoard.append(np.empty(2**22))  # untouched: what fills pages costs time, more of it on a busy machine
