"""The only package that touches core Blink and the cloud."""
