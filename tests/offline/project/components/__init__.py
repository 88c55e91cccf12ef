"""The components of the example."""
