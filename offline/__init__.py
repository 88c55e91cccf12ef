"""What works with no AWS account: running the program and the policy pack offline."""
