"""The labelled corpus: homes, what happens in them, and what is right to say."""
