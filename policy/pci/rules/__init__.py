"""The rules, one module a service; each lists its own in `RULES`."""
