"""The starter set: a first draft of everything that a quality system needs, with what is still to be decided."""
