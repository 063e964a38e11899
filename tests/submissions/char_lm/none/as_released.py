# Handed in what was given out.
# expect: clip=0 sequence_loss=0 sequence_gradients=0 sample=0 optimize=0 model=0
# base: release
