"""An article and its twin in another language: whether both say the same, what is stale, and how bureaus get it."""
