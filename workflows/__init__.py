"""The engine and the rule book."""
