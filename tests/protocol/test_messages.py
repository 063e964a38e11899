"""Each message decodes only on the side that it is meant for."""

import msgspec
import pytest

from autograder.protocol import messages
from autograder.protocol.messages import Call, Done, Failure, Output, Raised, Returned, Start
from autograder.protocol.values import Handle


@pytest.mark.parametrize(
    "reply",
    [
        messages.Ready(),
        messages.Confined(),
        Done(1),
        Raised(2, Failure("ValueError", "no", "line 1")),
        Returned(3, None, {0: 1.5}),
        messages.CellDone(4, None, [Output("stream", "stdout", "hi")]),
        messages.TooLarge(5, 10**9),
        messages.Ask(6, "rnn_cell_forward", [1], {}),
    ],
    ids=lambda reply: type(reply).__name__,
)
def test_a_reply_comes_back_as_it_was(reply):
    assert messages.decode_reply(messages.encode(reply)) == reply


def test_a_call_comes_back_as_it_was():
    call = Call(1, "rnn_backward", [Handle(7, (2,))], {}, seed=5, fresh=True)
    assert messages.decode_request(messages.encode(call)) == call


@pytest.mark.parametrize("request_", [Start(1, 1, 1, 1, 1, 1, 1, b"", (), {}), messages.RunCell(1, 0)], ids=str)
def test_a_worker_cannot_pass_a_request_off_as_a_reply(request_):
    with pytest.raises(msgspec.ValidationError):
        messages.decode_reply(messages.encode(request_))


@pytest.mark.parametrize(
    "payload",
    [["Returned", "one", None, {}], ["Returned", 1], ["Unknown", 1], {"Returned": 1}, ["Done", 1, 2], None, 2**63],
    ids=str,
)
def test_a_reply_of_the_wrong_form_is_refused(payload):
    with pytest.raises(msgspec.DecodeError):
        messages.decode_reply(msgspec.msgpack.encode(payload))
