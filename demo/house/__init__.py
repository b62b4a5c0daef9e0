"""The demo house: a real Home Assistant with core Blink, signed in to the simulated cloud."""
