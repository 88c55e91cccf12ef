"""Where payments are recorded: one protocol, a DynamoDB store and a SQL store."""
