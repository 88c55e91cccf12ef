"""Named integers that expire: what velocity, history and duplicate detection are counted in."""
