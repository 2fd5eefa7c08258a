"""``./run.sh bench [NAME …] [--runs N]``: medians of several runs; ratios are to a baseline of the same run."""
