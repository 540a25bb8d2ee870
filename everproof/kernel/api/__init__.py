"""The API: every record type and verb at /api/v1/, for programs that act for a person by a token."""
