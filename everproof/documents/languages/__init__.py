"""Documents in several languages: a translation follows its original, or says that it does not."""
