"""The one door to a workspace: what could be published, what is stale, and the run that publishes it."""
