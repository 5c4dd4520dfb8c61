"""Who, and where: accounts, regions, organisations, grants, and the one filter for everything one may see."""
