"""What breaks on a small machine, done on purpose: ``make faults``, or each alone by ``python -m bench.faults.NAME``.

Each prints a line for every promise, and ends with an error where something was lost, or a visitor got anything but a
plain page. What was seen is in docs/faults.md.
"""
