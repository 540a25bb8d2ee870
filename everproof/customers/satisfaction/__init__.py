"""One figure for how satisfied customers are, by a formula that the company sets and everybody can read."""
