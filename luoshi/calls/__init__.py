"""申报: a call is published, firms apply until its minute, and what they handed in is checked for form."""
