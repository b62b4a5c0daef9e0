"""The back end of the card: websocket commands, their view, static files."""
