"""Writing about people; none commits."""
