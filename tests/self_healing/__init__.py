"""What is restarted or reloaded without anybody, and within which limits."""
