"""What the standard asks of policy, documents and retention, as questions to the records."""
