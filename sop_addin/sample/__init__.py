"""The sample company: an invented manufacturer whose month anyone can run."""
