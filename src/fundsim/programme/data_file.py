"""A data file that a scenario names: where it is, how it was written, and what is in it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

LONGEST_PATH = 1000  # characters


class DataFile(str):
    """Path of a data file; two of them are equal where the contents are, wherever the files lie.

    So a scenario is the same programme after its folder was moved, and another one after its data changed.

    Parameters
    ----------
    path : str
        Where the file is; what the text of this object says.
    written : str
        As it stands in the scenario file; the path when empty.
    digest : str
        SHA-256 of the contents; empty when there is no such file, and then the written names are compared.
    """

    __slots__ = ("digest", "written")
    written: str
    digest: str

    def __new__(cls, path: str, written: str = "", digest: str = "") -> DataFile:
        """Text with its two attributes."""
        self = super().__new__(cls, path)
        self.written = written or path
        self.digest = digest
        return self

    def __eq__(self, other: object) -> bool:
        if isinstance(other, DataFile):
            return (self.digest or self.written) == (other.digest or other.written)
        return str(self) == other

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.digest or self.written)

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        as_text = core_schema.plain_serializer_function_ser_schema(lambda file: file.written)
        return core_schema.no_info_plain_validator_function(_validated, serialization=as_text)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _schema: core_schema.CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "minLength": 1, "maxLength": LONGEST_PATH, "unit": "path"}


def data_file(written: str, folder: str = "") -> DataFile:
    """Data file as a scenario names it.

    Parameters
    ----------
    written : str
        Path, relative to ``folder``.
    folder : str
        Folder of the scenario file; the current one when empty.

    Returns
    -------
    DataFile
        With the digest of its contents if it can be read.
    """
    path = Path(folder) / written
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except (OSError, ValueError):
        digest = ""
    return DataFile(str(path), written, digest)


def _validated(value: object) -> DataFile:
    if isinstance(value, DataFile):
        return value
    if not isinstance(value, str) or not 1 <= len(value) <= LONGEST_PATH:
        raise PydanticCustomError("path_type", "a path is needed")
    return data_file(value)
