"""What the embedded database needs now and then, and PostgreSQL does by itself."""

from django.db import connection


def refresh_statistics() -> None:
    """Let SQLite look at its tables anew; without it, it guesses the wrong index once they have grown."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        # Rows looked at in each index; a whole table would hold the writer up.
        cursor.execute("pragma analysis_limit = 1000")
        cursor.execute("analyze")
