"""What is checked, by subject. Each takes a ``Site`` and yields a ``Fault`` for everything that is not as promised."""
