"""What may be wrong with a site, looked for: `luoshi doctor`."""
