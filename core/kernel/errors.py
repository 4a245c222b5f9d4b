"""The whole tree of errors that the desk may show an operator.

    CoreError
    ├── Refused            the desk understood and says no; nothing was changed
    │   ├── Invalid        a field is wrong; ``fields`` names each and why
    │   ├── NotFound       no such object, or none inside the jurisdiction
    │   ├── Forbidden      the role or the jurisdiction does not allow it
    │   ├── WrongState     the case is not in a state where this verb is legal
    │   ├── Duplicate      the thing exists already
    │   └── Conflict       somebody else changed it since it was read
    ├── Unavailable        the database cannot be reached just now; nothing was changed
    │   ├── TryAgain       two transactions got in each other's way; the desk runs it anew
    │   └── InDoubt        the line broke while saving: nobody knows yet whether it was kept
    └── Corrupt            what is stored contradicts itself

Every message is a whole sentence in English with named parameters; front ends translate
the template and fill in the parameters. Anything else that is raised is a fault.
"""

from collections.abc import Iterable, Mapping
from typing import Any


class CoreError(Exception):
    """An error with a translatable sentence.

    ``template`` is the English sentence with ``%(name)s`` places; ``params`` fills them.
    """

    code = "error"

    def __init__(self, template: str, /, **params: Any) -> None:
        self.template = template
        self.params: dict[str, Any] = params
        super().__init__(template)

    def __str__(self) -> str:
        return self.template % self.params if self.params else self.template


class Refused(CoreError):
    """The desk understood the command and says no; nothing was changed."""

    code = "refused"


class FieldFault(CoreError):
    """What is wrong with one field; carried by `Invalid`, never raised alone."""

    code = "field"

    def __init__(self, field: str, template: str, /, **params: Any) -> None:
        super().__init__(template, **params)
        self.field = field


class Invalid(Refused):
    """One or more fields are wrong; ``faults`` says which and why."""

    code = "invalid"

    def __init__(
        self,
        template: str,
        /,
        *,
        field: str | None = None,
        faults: Iterable[FieldFault] = (),
        **params: Any,
    ) -> None:
        if field:
            params["field"] = field
            faults = (FieldFault(field, template, **params),)
        super().__init__(template, **params)
        self.faults: tuple[FieldFault, ...] = tuple(faults)

    @property
    def fields(self) -> Mapping[str, str]:
        """Field name to English sentence, for scripts."""
        return {fault.field: str(fault) for fault in self.faults}


class NotFound(Refused):
    """No such object, or none that this operator may know of."""

    code = "not_found"


class Forbidden(Refused):
    """The operator's role or jurisdiction does not allow it."""

    code = "forbidden"


class WrongState(Refused):
    """The verb is not legal in the state the case is in; ``allowed`` lists those that are."""

    code = "wrong_state"

    def __init__(self, template: str, /, *, allowed: Iterable[str] = (), **params: Any) -> None:
        super().__init__(template, **params)
        self.allowed = tuple(allowed)


class Duplicate(Refused):
    """The thing exists already."""

    code = "duplicate"


class Conflict(Refused):
    """Somebody else changed the object since it was read; read it again and decide anew."""

    code = "conflict"


class Unavailable(CoreError):
    """The database cannot be reached or is busy; nothing was changed, try again."""

    code = "unavailable"


class TryAgain(Unavailable):
    """The database undid this transaction in favour of another one; run it anew from the start.

    Nothing was changed. The desk repeats the whole command a few times before it lets an
    operator see this.
    """

    code = "try_again"


class InDoubt(Unavailable):
    """The connection was lost in the middle of saving: the change was kept whole or not at all.

    The one `Unavailable` that must never be repeated blindly: look first.
    """

    code = "in_doubt"


class Corrupt(CoreError):
    """What is stored contradicts itself, for instance a broken history chain."""

    code = "corrupt"
