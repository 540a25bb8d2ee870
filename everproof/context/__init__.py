"""Where the company stands: direction, scope, issues, interested parties, communication, resources, knowledge."""
