"""Whatever waits for a unit: opened, climbing on working days, told of, closed by a decision only."""
