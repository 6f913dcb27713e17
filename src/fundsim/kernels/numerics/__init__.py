"""Numbers that know no loan: keyed draws, special functions, sorting, counting, rows of amounts."""
