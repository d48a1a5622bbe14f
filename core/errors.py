"""Failures that a person can do something about; anything else is a bug."""


class UserError(Exception):
    """The message is shown as it is, so it says what to do next.

    ``command`` is what does that, typed in a terminal; in the window there is a button for it.
    """

    def __init__(self, text: str, *, command: str = "") -> None:
        super().__init__(text)
        self.command = command


class UnusableValueError(UserError):
    """A setting or name that cannot be; the message says what can. Wrong usage of a command."""


class UnreadableRecordingError(UserError):
    """The file is not audio, is cut short, or cannot be opened now.

    ``code`` is the short, stable name of the problem (see ``core.domain.Problem``).
    """

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code

    def __reduce__(self) -> tuple[type, tuple[str, str]]:
        """Let it go from one process to another."""
        return type(self), (self.code, str(self))


class ProjectTooNewError(UserError):
    """A newer version of the program has written this project."""


class NotAProjectError(UserError):
    """The folder holds no project, or a damaged one."""


class ReadOnlyProjectError(UserError):
    """The project lies where nothing may be written: it can be looked at, not changed."""


class LostProjectError(UserError):
    """The project's file was deleted, moved or replaced while it was open."""


class ChangedSinceError(UserError):
    """What is to be taken back has been changed by somebody else since, and that stands."""


class UnknownSpeciesError(UserError):
    """A species list names species that the network does not know."""


class NetworkUnavailableError(UserError):
    """A network's files are missing, damaged or cannot be loaded on this machine."""


REFUSED = (OSError, OverflowError, UnicodeEncodeError)
"""What the system says of files, numbers and names that it does not take."""


def sentence_about(error: OSError | OverflowError | UnicodeEncodeError) -> str:
    """Return what to tell a person of something that was refused."""
    if isinstance(error, OverflowError):
        return "A number or date is beyond what can be stored. Give one that can be."
    if isinstance(error, UnicodeEncodeError):
        return f"A name is no text that can be stored: {error.object!r}. Rename it first."
    where = f"{error.filename}: " if error.filename else ""
    return (
        f"{where}{error.strerror or error}. Check that it is there and that you may use it, then "
        "try again."
    )
