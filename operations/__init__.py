"""What an operator runs against a deployed stack; needs AWS credentials, never the program."""
