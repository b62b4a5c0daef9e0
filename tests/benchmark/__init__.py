"""What Blink Doctor costs beside core Blink; run by scripts/benchmark house."""
