"""How rules are joined to one program and compiled, and how arrays are handed to it."""
