"""What is true of every home, whatever happens in it."""
