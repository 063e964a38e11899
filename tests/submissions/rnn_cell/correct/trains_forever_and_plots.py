# Added a training loop that never ends, a plot, and cells that fail, all in cells of their own.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# %% before="rnn_cell_forward"
assert 1 + 1 == 3, "left over from trying things"
# %% after="rnn_cell_forward"
this name does not exist
# %% after="rnn_forward"
losses, step = [], 0
while True:
    step += 1
    losses.append(np.exp(-step / 100))
    if step % 1000 == 0:
        print(step, losses[-1])
# %% after="rnn_forward"
plt.figure(figsize=(8, 3))
plt.plot(losses)
plt.title("loss")
plt.show()
# %% after="rnn_cell_backward"
plt.imshow(np.random.randn(100, 100))
plt.colorbar()
plt.savefig("picture.png")
# %% after="rnn_backward"
input("press enter to go on")
# %% after="rnn_backward"
import sys
sys.exit(0)
