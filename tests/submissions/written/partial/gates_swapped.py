# Four blocks for the GRU and three for the LSTM, throughout.
# expect: two_steps=8 parameter_counts=2 gradient_factor=4 reading_a_loss=2 stacked_shapes=3
# %% item="parameter_counts"
def parameter_counts():
    n = numbers
    rnn = n["H"] * (n["D"] + n["H"] + 1)
    gru = 4 * rnn
    lstm = 3 * rnn
    rnn_two = rnn + n["H"]
    gru_two = 4 * rnn_two
    lstm_two = 3 * rnn_two
    return dict(rnn=rnn, gru=gru, lstm=lstm, rnn_two=rnn_two, gru_two=gru_two, lstm_two=lstm_two)
