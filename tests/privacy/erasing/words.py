"""The two words that texts are told apart by."""

WORD = "quagga"
"""In every text that Amina wrote, and nowhere else."""
OTHERS = "aardvark"
"""In texts of others that stand beside hers."""
