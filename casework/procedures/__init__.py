"""What several people do side by side, run by django-viewflow; a definition in use is never edited, a new version stands beside it."""
