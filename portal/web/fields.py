"""Form fields that WTForms does not have: days, months, amounts, text with advice, rows."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from wtforms import (
    DateField,
    DecimalField,
    Field,
    FieldList,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.form import BaseForm

# A comma stands before three digits: 12,50 is not 1,250.
_POUNDS = re.compile("([0-9]{1,10}|[0-9]{1,3}(,[0-9]{3}){1,3})([.][0-9]{1,2})?")
EARLIEST_YEAR, LATEST_YEAR = 1948, 2100
DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y"]
NO_DAY = "Enter a day, for example 22/11/2026"
# Rows of a list that are read and shown again: showing thousands takes a minute.
MOST_READ = 100


class ProseField(TextAreaField):
    """Markdown; ``advice_words`` is shown as advice and never refuses."""

    def __init__(
        self,
        label: str = "",
        validators: Sequence[Any] = (),
        *,
        advice_words: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.advice_words = advice_words


class LineField(StringField):
    """One line of text with advice on its length."""

    def __init__(
        self,
        label: str = "",
        validators: Sequence[Any] = (),
        *,
        advice_words: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.advice_words = advice_words


class MonthField(Field):
    """A month of a year; ``data`` is its first day, or None.

    It is sent as two numbers, ``<name>-month`` and ``<name>-year``, which are
    kept as they were typed when they make no month.
    """

    data: date | None

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        super().process(
            None, extra_filters=extra_filters, **({} if data is None else {"data": data})
        )
        self.month = str(self.data.month) if self.data else ""
        self.year = str(self.data.year) if self.data else ""
        self._sent = formdata is not None and self.month_name in formdata
        if self._sent:
            self.month = formdata.get(self.month_name, "").strip()[:20]
            self.year = formdata.get(self.year_name, "").strip()[:20]
            self.data = self._read()
            self.raw_data = [part for part in (self.month, self.year) if part]

    @property
    def month_name(self) -> str:
        return f"{self.name}-month"

    @property
    def year_name(self) -> str:
        return f"{self.name}-year"

    def _read(self) -> date | None:
        if not (re.fullmatch("0?[1-9]|1[0-2]", self.month) and re.fullmatch("[0-9]{4}", self.year)):
            return None
        year = int(self.year)
        return date(year, int(self.month), 1) if EARLIEST_YEAR <= year <= LATEST_YEAR else None

    def pre_validate(self, form: BaseForm) -> None:  # WTForms' signature
        if not (self.month or self.year) or self.data is not None:
            return
        if not (self.month and self.year):
            raise ValidationError("Enter a month and a year, for example 3 2024")
        if (
            re.fullmatch("[0-9]{4}", self.year)
            and not EARLIEST_YEAR <= int(self.year) <= LATEST_YEAR
        ):
            raise ValidationError(f"Enter a year from {EARLIEST_YEAR} to {LATEST_YEAR}")
        raise ValidationError(
            "Enter a month from 1 to 12 and a year of 4 numbers, for example 3 2024"
        )


class DayField(DateField):
    """A day, typed or picked, in one of the ways people write one here."""

    def __init__(self, label: str = "", validators: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(label, validators, format=DAY_FORMATS, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        if not any(text.strip() for text in valuelist):
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(NO_DAY) from error

    def pre_validate(self, form: BaseForm) -> None:  # WTForms' signature
        if self.data and not EARLIEST_YEAR <= self.data.year <= LATEST_YEAR:
            raise ValidationError(f"Enter a day from {EARLIEST_YEAR} to {LATEST_YEAR}")


class PoundsField(DecimalField):
    """An amount in pounds, as people write it: 1,250 or £1250.50."""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = "".join(valuelist).strip().removeprefix("£").lstrip()
        plain = text.replace(",", "")
        if not text:
            self.data = None
        elif _POUNDS.fullmatch(text) and len(plain) <= 13:
            self.data = Decimal(plain)
        else:
            self.data = None
            raise ValueError("Enter an amount in pounds, for example 1,250 or 1250.50")


class RowList(FieldList):
    """A list of rows, ``most`` at the most; one more is refused, not cut off.

    Where ``can_add`` is False, rows come from elsewhere and can only be changed and removed.
    """

    errors: Sequence[Any]

    def __init__(self, *args: Any, most: int, can_add: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most, self.can_add = most, can_add

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> Iterator[int]:
        # WTForms reads any digits that Unicode knows, and as many as there are.
        named = re.compile(re.escape(prefix) + "-([0-9]{1,4})(?:-|$)")
        found = {int(match[1]) for name in formdata if (match := named.match(name))}
        return iter(sorted(found)[:MOST_READ])

    def validate(self, form: BaseForm, extra_validators: Any = ()) -> bool:
        is_right = bool(super().validate(form, extra_validators))
        if len(self.entries) <= self.most:
            return is_right
        self.errors = [*self.errors, f"Use {self.most} or fewer"]
        return False


def is_web_address(text: str) -> bool:
    """Whether ``text`` is a whole http or https address, without blanks and hidden characters."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    whole = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    return whole and text.isprintable() and " " not in text
