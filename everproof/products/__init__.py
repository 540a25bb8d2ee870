"""What the company offers, with the characteristics that must hold."""
