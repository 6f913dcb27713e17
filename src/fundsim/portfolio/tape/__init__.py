"""Loan tapes: from the rows of a file to a loan book, with what was dropped or filled in."""
