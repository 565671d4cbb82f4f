"""Which records harvesters are told of, in which sets, and what is left when a record leaves."""
