"""What people are told: in the product and by mail."""
