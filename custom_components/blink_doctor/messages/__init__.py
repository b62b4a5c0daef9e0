"""All texts for people that are composed at run time."""
