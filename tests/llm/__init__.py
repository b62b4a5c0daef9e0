"""The tool for language models."""
