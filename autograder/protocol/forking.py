"""What is said between judge and zygote: single words, each a packet; ``FORK`` carries one descriptor."""

# Judge to zygote
FORK, PING = b"fork", b"ping"
# Zygote to judge
READY, FORKED, PONG = b"ready", b"forked", b"pong"
#: No word is longer.
LONGEST = 16
