"""Breaking what the stacks configure, one property at a time, to see whether the pack notices."""
