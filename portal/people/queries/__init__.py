"""Reading people: everything that others may see takes the reader."""
