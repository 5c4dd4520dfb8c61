"""A paper and its shares, for the tests of the permissions room alone."""
