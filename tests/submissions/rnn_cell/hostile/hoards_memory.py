# Takes all memory that it can get in every way: the heap, maps, shared maps, and the kernel's own by pipes.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_cell_backward"
import fcntl, mmap, os

reached, hoard = [], []
for kind in (mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, mmap.MAP_SHARED | mmap.MAP_ANONYMOUS):
    try:
        while len(hoard) < 200:
            hoard.append(mmap.mmap(-1, 64 << 20, kind))
            hoard[-1][:4096] = bytes(4096)
    except (OSError, MemoryError, ValueError) as error:
        print(error)
if len(hoard) >= 100:
    reached.append(f"{len(hoard) * 64} MiB")
hoard.clear()
for _ in range(50):
    try:
        reader, writer = os.pipe()
        fcntl.fcntl(writer, 1031, 1 << 20)
        reached.append("a pipe of a megabyte")
    except OSError:
        pass
    os.close(reader), os.close(writer)
try:
    hoard.append(bytearray(3 << 30))
    reached.append("3 GiB")
except MemoryError:
    pass

def rnn_cell_backward(da_next, cache):
    assert not reached, reached
    a_next, a_prev, xt, parameters = cache
    dz = da_next * (1 - a_next**2)
    return {"dxt": parameters["Wax"].T @ dz, "da_prev": parameters["Waa"].T @ dz, "dWax": dz @ xt.T,
            "dWaa": dz @ a_prev.T, "dba": dz.sum(axis=1, keepdims=True)}
