"""Daily samples, trends, and what was seen of firmware and of days online."""
