"""Looking after an installation: whose home it is, saving, putting back, upgrading, finding faults."""
