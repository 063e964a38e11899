# Lets torch find the gradients of the numpy cell.
# expect: lstm_cell_forward=10 lstm_forward=8 lstm_cell_backward=0 lstm_backward=12 lstm_parameter_count=2 LSTMLayer=10 LSTM=6
# %% item="lstm_cell_backward"
def lstm_cell_backward(da_next, dc_next, cache):
    a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters = cache
    leaves = {"xt": xt, "a_prev": a_prev, "c_prev": c_prev, **{k + g: parameters[k + g] for k in "Wb" for g in "fico"}}
    leaves = {name: torch.tensor(value, requires_grad=True) for name, value in leaves.items()}
    both = torch.cat([leaves["a_prev"], leaves["xt"]])
    f, i, g, o = (leaves["W" + gate] @ both + leaves["b" + gate] for gate in "fico")
    c = torch.sigmoid(f) * leaves["c_prev"] + torch.sigmoid(i) * torch.tanh(g)
    a = torch.sigmoid(o) * torch.tanh(c)
    torch.autograd.backward([a, c], [torch.tensor(da_next), torch.tensor(dc_next)])
    return {"d" + name: leaf.grad.numpy() for name, leaf in leaves.items()}
