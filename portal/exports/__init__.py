"""What was found, as files: sheets, JSON, references, and one record to print."""
