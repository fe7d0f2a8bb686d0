"""What stays of a month: audit, fingerprint, pack, mail."""
