"""The platform's tiers, one a module: an args dataclass and the ComponentResource it configures."""
