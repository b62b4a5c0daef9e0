"""Try Blink Doctor without a Blink account."""
