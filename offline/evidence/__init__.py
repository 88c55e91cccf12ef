"""What an assessor is shown about a stack: controls, inventories, and what is left to people."""
