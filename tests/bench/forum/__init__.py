"""The forum part of the bench: 1,500 people, 8,000 threads, 75,000 posts, 375,000 read marks."""
