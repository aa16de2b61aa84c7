"""供需对接: what is needed finds what is offered and who knows, and is followed until a contract."""
