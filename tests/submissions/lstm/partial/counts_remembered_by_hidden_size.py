# Remembers its answers by the hidden size alone.
# expect: lstm_cell_forward=10 lstm_forward=8 lstm_cell_backward=12 lstm_backward=12 lstm_parameter_count=0 LSTMLayer=10 LSTM=6
# %% item="lstm_parameter_count"
def lstm_parameter_count(input_size, hidden_size):
    known = lstm_parameter_count.__dict__.setdefault("known", {})
    if hidden_size not in known:
        known[hidden_size] = 4 * hidden_size * (hidden_size + input_size + 1)
    return known[hidden_size]
