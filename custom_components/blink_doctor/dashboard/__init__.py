"""The card's back end: websocket commands, their data, static files."""
