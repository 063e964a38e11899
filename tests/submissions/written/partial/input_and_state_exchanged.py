# A block has D rows instead of H.
# expect: two_steps=8 parameter_counts=1.5 gradient_factor=4 reading_a_loss=2 stacked_shapes=3
# %% item="parameter_counts"
def parameter_counts():
    n = numbers
    rnn = n["D"] * (n["D"] + n["H"] + 1)
    gru = 3 * rnn
    lstm = 4 * rnn
    rnn_two = n["D"] * (n["D"] + n["H"] + 2)
    gru_two = 3 * rnn_two
    lstm_two = 4 * rnn_two
    return dict(rnn=rnn, gru=gru, lstm=lstm, rnn_two=rnn_two, gru_two=gru_two, lstm_two=lstm_two)
