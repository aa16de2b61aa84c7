"""项目管理: what was decided is noticed, contracted, paid by milestones, accepted, looked at years later."""
