"""What the past says, with the clock passed in."""
