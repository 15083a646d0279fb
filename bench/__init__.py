"""Speed, weight and growth, measured: ``make bench``. What the figures mean: README.md."""
