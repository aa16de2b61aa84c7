"""选举: who is elected by whom, counted so that anybody can count again and nobody can tell who voted how."""
