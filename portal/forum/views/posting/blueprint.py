"""The blueprint of all pages on which something is posted."""

from flask import Blueprint

bp = Blueprint("posting", __name__)
