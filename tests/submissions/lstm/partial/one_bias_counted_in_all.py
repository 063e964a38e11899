# Counts one bias for all gates together.
# expect: lstm_cell_forward=10 lstm_forward=8 lstm_cell_backward=12 lstm_backward=12 lstm_parameter_count=0 LSTMLayer=10 LSTM=6
# %% item="lstm_parameter_count"
def lstm_parameter_count(input_size, hidden_size):
    return 4 * hidden_size * (input_size + hidden_size) + hidden_size
