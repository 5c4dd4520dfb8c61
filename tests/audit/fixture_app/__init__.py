"""Facts of every column kind, for the tests of the audit room alone."""
