"""All that touches core Blink and the cloud."""
