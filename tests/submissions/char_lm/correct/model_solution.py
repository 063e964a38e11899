# Handed in the model solution.
# expect: clip=4 sequence_loss=10 sequence_gradients=12 sample=10 optimize=6 model=10
