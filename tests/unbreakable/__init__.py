"""Everything goes wrong, for as long as one likes."""
