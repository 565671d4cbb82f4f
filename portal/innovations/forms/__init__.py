"""The forms of the record: the short one, and a page for each optional section."""

from portal.innovations.forms.deciding import AppealForm, ContactForm
from portal.innovations.forms.section import SectionForm
from portal.innovations.forms.sections import SECTIONS, Section
from portal.innovations.forms.short import ShortForm

__all__ = ["SECTIONS", "AppealForm", "ContactForm", "Section", "SectionForm", "ShortForm"]
