"""Whether a deployed stack is there, encrypted, closed, watched and answering."""
