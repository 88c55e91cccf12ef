"""How often a stack answers: the published service levels along the path of a payment."""
