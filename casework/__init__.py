"""The elder's file."""
