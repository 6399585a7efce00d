"""An error carries its words, and carries them between processes."""

import pickle

from pipeline.errors import PlainleafError


def test_an_error_crosses_a_process_boundary_whole() -> None:
    error = PlainleafError("m", place="p", hint="h")
    returned = pickle.loads(pickle.dumps(error))
    assert (returned.message, returned.place, returned.hint) == ("m", "p", "h")
    assert returned.exit_code == 3
