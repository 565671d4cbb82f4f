"""What is done to threads: by those who ask and answer, and by those who run a community."""

from portal.forum.views.acts import curating, helping, questions, rearranging
from portal.forum.views.acts.blueprint import bp

__all__ = ["bp", "curating", "helping", "questions", "rearranging"]
