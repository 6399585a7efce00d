"""An error carries its words, and carries them between processes."""

import pickle

from pipeline.errors import PlainleafError


def test_an_error_says_where_what_and_what_to_do() -> None:
    error = PlainleafError('no brand "harbor"', place="command line", hint="use one of harbour-clinic")
    assert str(error) == 'command line: error: no brand "harbor"\n  hint: use one of harbour-clinic'
    assert str(PlainleafError("no source folder")) == "error: no source folder"


def test_an_error_crosses_a_process_boundary_whole() -> None:
    error = PlainleafError("m", place="p", hint="h")
    returned = pickle.loads(pickle.dumps(error))
    assert (returned.message, returned.place, returned.hint) == ("m", "p", "h")
    assert returned.exit_code == 3
