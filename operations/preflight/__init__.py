"""What an account has to have before a stack is deployed to it: quotas, zones and its log role."""
