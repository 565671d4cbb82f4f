"""Files that people give to the portal: where they are kept, and what they are."""
