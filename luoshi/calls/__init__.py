"""申报: a call is published, firms apply by the minute, papers are checked and sent back once."""
