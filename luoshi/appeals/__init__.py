"""诉求: what people ask for, received without showing who asks, handed out, answered, checked with them."""
