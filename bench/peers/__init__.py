"""Luoshi beside Directus, NocoBase and Redmine, each filled with the same rows on the same PostgreSQL."""
