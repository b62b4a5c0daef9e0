"""Things to try Blink Doctor with, without a Blink account."""
