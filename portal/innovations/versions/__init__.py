"""What a record said at each time, and what its owners want it to say next."""
