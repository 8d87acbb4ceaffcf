"""Companies of which it is known who left, and whether churn by inactivity says so."""
