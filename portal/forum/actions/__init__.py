"""What people do in the forum. Nothing here commits."""
