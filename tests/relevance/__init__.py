"""Whether the search finds what people mean, asked of two real communities."""
