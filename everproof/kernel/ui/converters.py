"""How a record is named in an address."""

from django.urls import register_converter


class ReferenceConverter:
    """A number or an id. Both hold a digit, so no reference is ever mistaken for a page such as `new`."""

    regex = r"[^/\x00]*[0-9][^/\x00]*"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ReferenceConverter, "reference")
