"""Compiled rules: numbers and arrays in, numbers and arrays out; no words, no files, no objects."""
