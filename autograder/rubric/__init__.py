"""Grades written answers in bulk: a workbook out, filled in by people, checked, and taken back whole or not at all."""
