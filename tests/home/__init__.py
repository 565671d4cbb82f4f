"""Tests of what search engines ask for."""
