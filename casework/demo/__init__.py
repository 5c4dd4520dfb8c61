"""A synthetic city: invented people on Tianjin's real map, the same for the same seed."""
