"""调度: what needs a leader's decision is put on an agenda, decided, and followed as tasks."""
