"""What people are told about their profiles, what they know and who asks them."""
