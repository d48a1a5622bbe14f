"""What species are called where a project is read: in a person's language, or as they were stored.

The file holds the networks' own names, and keeps them: a view with the name of the table stands
before it in each connection, so that all that is read, sorted and written out has the names that
were chosen.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine, event

_FUNCTION, _IS_SHOWN = "called", "undersong_called"
_SHOW = f"""CREATE TEMP VIEW species AS SELECT id, scientific_name,
    {_FUNCTION}(scientific_name, common_name) AS common_name, "group" FROM main.species"""
_HIDE = "DROP VIEW temp.species"


class Called:
    """The common names that a project is read with."""

    def __init__(self) -> None:
        self.names: Mapping[str, str] = {}
        """Scientific name -> common name; what is not in it is called as it was stored."""

    def follow(self, engine: Engine) -> None:
        """See to it that every connection has the names from its next use on."""

        @event.listens_for(engine, "connect")
        def _made(connection: Any, _record: Any) -> None:
            connection.create_function(_FUNCTION, 2, self._name, deterministic=True)

        @event.listens_for(engine, "checkout")
        def _used(connection: Any, record: Any, _proxy: Any) -> None:
            wanted = bool(self.names)
            if record.info.get(_IS_SHOWN, False) is not wanted:
                connection.execute(_SHOW if wanted else _HIDE)
                record.info[_IS_SHOWN] = wanted

    def _name(self, scientific: str, stored: str) -> str:
        return self.names.get(scientific, stored)
