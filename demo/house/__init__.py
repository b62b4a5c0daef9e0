"""The demo house: a real Home Assistant with core Blink, connected to the simulated cloud."""
