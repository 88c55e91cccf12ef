"""Payment domain code shared by the Lambda handlers; it imports nothing of AWS by itself."""
