"""What the cloud says about the world, in the shapes of its answers."""
