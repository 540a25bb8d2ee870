"""How a survey works: what it asks, whom, by which link, and what the answers say."""
