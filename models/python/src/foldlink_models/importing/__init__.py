"""Models that were trained elsewhere, brought in as folders that the bridge runs."""
