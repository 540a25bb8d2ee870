"""What tests of every room use: a cast of people, cloned databases, and a guard that refuses foreign writers."""
