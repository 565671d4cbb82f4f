"""Where people work: the directory of organisations and library services."""
