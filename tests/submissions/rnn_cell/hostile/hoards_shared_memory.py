# Takes memory that is shared with others: segments, queues, memory files, /dev/shm.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_cell_backward"
import ctypes, os
from multiprocessing import shared_memory

libc, reached = ctypes.CDLL(None, use_errno=True), []
libc.shmat.restype = ctypes.c_void_p
for call in ("shmget(1, 1 << 20, 0o1600)", "msgget(1, 0o1600)", "semget(1, 250, 0o1600)", "memfd_create(b'x', 0)"):
    reached += [call] if eval("libc." + call) >= 0 else []
try:
    with open("/dev/shm/hoard", "wb") as file:
        for _ in range(4):
            file.write(bytes(1 << 20))
            file.flush()
    reached.append("4 MiB of shared memory")
except OSError:
    os.unlink("/dev/shm/hoard")
try:
    shared_memory.SharedMemory("neighbour", create=True, size=4 << 20).buf[:] = bytes(4 << 20)
    reached.append("a segment")
except (OSError, ImportError, FileNotFoundError):
    pass

def rnn_cell_backward(da_next, cache):
    assert not reached, reached
    a_next, a_prev, xt, parameters = cache
    dz = da_next * (1 - a_next**2)
    return {"dxt": parameters["Wax"].T @ dz, "da_prev": parameters["Waa"].T @ dz, "dWax": dz @ xt.T,
            "dWaa": dz @ a_prev.T, "dba": dz.sum(axis=1, keepdims=True)}
