"""The processes of the company, their interfaces, and how well they perform."""
