"""Made-up documents, written as four kinds of file by two writers each, must mean the same when they are imported."""
