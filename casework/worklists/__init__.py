"""The queues that are no flow's desk (flows.md D10): each one query, narrowed to what the person's own offices reach."""
