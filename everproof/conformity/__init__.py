"""Evaluates the requirement catalogue over live records: runs, verdicts, manual assessments, fault injection."""
