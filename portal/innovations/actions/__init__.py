"""Writes. Each function is one thing a person does; none of them commits."""

from portal.innovations.actions.contacting import contact
from portal.innovations.actions.deciding import (
    approve,
    claim,
    decline,
    hide,
    rate,
    release,
    request_changes,
    restore,
    retire,
)
from portal.innovations.actions.recording import create, delete, save
from portal.innovations.actions.submitting import appeal, submit, withdraw

__all__ = [
    "appeal",
    "approve",
    "claim",
    "contact",
    "create",
    "decline",
    "delete",
    "hide",
    "rate",
    "release",
    "request_changes",
    "restore",
    "retire",
    "save",
    "submit",
    "withdraw",
]
