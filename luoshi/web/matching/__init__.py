"""供需对接: search, what matches a need, introductions. 农技服务: questions, answers, visits, the library."""
