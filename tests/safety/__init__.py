"""What must not get out, and who may see what."""
