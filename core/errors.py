"""Failures that a person can do something about; anything else is a bug."""


class UserError(Exception):
    """The message is shown as it is, so it says what to do next."""


class UnusableValueError(UserError):
    """A setting or name that cannot be; the message says what can. Wrong usage of a command."""


class UnreadableRecordingError(UserError):
    """The file is not audio, is cut short, or cannot be opened now.

    ``code`` is the short, stable name of the problem (see ``core.domain.Problem``).
    """

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class ProjectTooNewError(UserError):
    """A newer version of the program has written this project."""


class NotAProjectError(UserError):
    """The folder holds no project, or a damaged one."""


class ReadOnlyProjectError(UserError):
    """The project lies where nothing may be written: it can be looked at, not changed."""


class UnknownSpeciesError(UserError):
    """A species list names species that the network does not know."""


class NetworkUnavailableError(UserError):
    """A network's files are missing, damaged or cannot be loaded on this machine."""
