"""People and what they stand for: sites, persons, roles, responsibilities, access assignments, logins."""
