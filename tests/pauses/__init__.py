"""What the owner has paused: quiet everywhere, and over in time."""
