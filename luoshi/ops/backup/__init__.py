"""All that a site holds as one file, and a site out of such a file (docs/decisions/0051-backup.md)."""
