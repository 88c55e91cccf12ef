"""Payment domain code shared by the Lambda handlers; it imports nothing of AWS by itself."""

import gc

# A start makes about a hundred thousand objects that live as long as the process. Looking for
# garbage among them after every 700 new ones, Python's default, takes a fifth of the start.
gc.set_threshold(50_000)
