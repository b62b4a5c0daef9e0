"""What a whole home shows its owner."""
