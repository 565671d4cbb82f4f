"""The blueprint of what is done to threads."""

from flask import Blueprint

bp = Blueprint("acts", __name__)
