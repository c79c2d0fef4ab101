"""The teaching loop: questions that wait for a unit, what unit heads decide, and what their decisions change."""
