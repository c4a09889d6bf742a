"""The composition root: settings -> App. Edges are given an App and nothing else."""
