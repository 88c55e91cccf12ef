"""PCI DSS v4.0.1 rules for AWS resources, served to Pulumi as a CrossGuard policy pack."""
