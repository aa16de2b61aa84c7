"""督查: a sample anybody can draw again, what was found on site, and what the unit says to it."""
