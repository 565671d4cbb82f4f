"""The controlled vocabulary of subjects."""
