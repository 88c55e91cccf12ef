"""What each tier is given: settings and earlier tiers in, the args of one component out."""
