# Fails the cell on purpose, then takes the stand-in of the carried run apart.
# expect: rnn_cell_forward=0 rnn_forward=0 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_cell_forward"
def rnn_cell_forward(xt, a_prev, parameters):
    raise ValueError("not I")
# %% item="rnn_forward"
def rnn_forward(x, a0, parameters):
    ask = getattr(rnn_cell_forward, "_exchange", None)
    if ask is None:
        raise ValueError("not carried")
    from autograder.protocol import messages
    from autograder.protocol.values import unwrap, wrap
    told = ask(messages.Ask(rnn_cell_forward._call_id(), "rnn_forward", [wrap(x), wrap(a0), wrap(parameters)], {}))
    return unwrap(told.value)
