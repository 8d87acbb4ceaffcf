"""What a load computes from the stored facts: persons, fills, chat sessions, local times, contact gaps, loyalty, costs."""
