"""专家评审: a pool with its conflicts, a draw anybody can repeat, blind scores, and a ranking under a budget."""
