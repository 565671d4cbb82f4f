"""From a row of text to the fields of a record, as a mapping says, and what is wrong with it."""

from portal.innovations.importing.mapping.directory import Directory
from portal.innovations.importing.mapping.fields import FIELDS
from portal.innovations.importing.mapping.guessing import guess, mapping_of
from portal.innovations.importing.mapping.records import Draft, Mapper
from portal.innovations.importing.mapping.shipped import SHIPPED, load_mapping
from portal.innovations.importing.mapping.spec import MappingError, Spec, parse

__all__ = [
    "FIELDS",
    "SHIPPED",
    "Directory",
    "Draft",
    "Mapper",
    "MappingError",
    "Spec",
    "guess",
    "load_mapping",
    "mapping_of",
    "parse",
]
