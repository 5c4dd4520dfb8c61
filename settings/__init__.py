"""Settings: `base` is complete and safe; `local`, `test` and `production` only differ from it."""
