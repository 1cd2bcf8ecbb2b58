"""How English news is read: spaCy stands behind this door and nowhere else."""
