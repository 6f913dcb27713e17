"""What happens to loans: lending, distress, arrears, extension, default, claim, contagion."""
