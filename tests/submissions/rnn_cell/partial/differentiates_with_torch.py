# Lets torch find the gradients, in a part that refuses it.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=0 rnn_backward=13
# %% item="rnn_cell_backward"
import torch

def rnn_cell_backward(da_next, cache):
    _, a_prev, xt, parameters = cache
    leaves = {name: torch.tensor(value, requires_grad=True) for name, value in
              {"xt": xt, "a_prev": a_prev, **parameters}.items()}
    z = leaves["Wax"] @ leaves["xt"] + leaves["Waa"] @ leaves["a_prev"] + leaves["ba"]
    torch.tanh(z).backward(torch.tensor(da_next))
    keys = {"dxt": "xt", "da_prev": "a_prev", "dWax": "Wax", "dWaa": "Waa", "dba": "ba"}
    return {key: leaves[name].grad.numpy() for key, name in keys.items()}
