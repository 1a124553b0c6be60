"""What a change at the source means: corrections, withdrawals, re-checks."""
