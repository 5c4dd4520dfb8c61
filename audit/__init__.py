"""What was done: every act leaves one entry in each chain it touches. The bottom room; it knows nobody above it."""
