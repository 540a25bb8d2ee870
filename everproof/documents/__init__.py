"""Room documents: what says how something is done, in which revision it applies, and who approved it."""
