"""What things cost, as ratios within one run: to a floor of bare statements, or of a large town to a small one."""
