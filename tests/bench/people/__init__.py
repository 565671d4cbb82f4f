"""What is measured of people: the finder and the pages about a person."""
