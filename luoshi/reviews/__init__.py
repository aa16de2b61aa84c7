"""专家评审: a pool and its conflicts, a draw anybody can repeat, blind scores, a ranking under a budget."""
