"""What Gradio keeps of each window of the page, and of calls by programs: each of these is a
session to it, too, of which it would keep thousands, every one with a description of the whole page
that takes longer to make than an answer.
"""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, TypeVar, cast

import gradio as gr
from gradio.state_holder import SessionState, StateHolder

__all__ = ["added", "forget_calls", "held", "lighten"]

_IDLE = timedelta(seconds=20)
_View = TypeVar("_View")


class _Light(StateHolder):
    """Sessions that describe no component until it changes: nothing else asks for the descriptions
    but deep links, of which the page has none.
    """

    def __getitem__(self, session_id: str) -> SessionState:
        if session_id not in self.session_data:
            bare = SimpleNamespace(default_config=self.blocks.default_config, blocks=())
            self.session_data[session_id] = SessionState(cast(gr.Blocks, bare))
        session = super().__getitem__(session_id)
        # Gradio takes a window for closed for good once its connection was broken, and forgets what
        # it held an hour later; but whoever asks is there.
        session.is_closed = False
        return session


def lighten(sessions: StateHolder) -> None:
    """Let what holds the sessions of a page keep little of each, and begin each at once."""
    sessions.__class__ = _Light


def held(app: Any, request: gr.Request, states: Sequence[Any], given: Sequence[Any]) -> list[Any]:
    """What each `gr.State` of a window's session holds now, which another event may have set since
    the event of `request` was `given` their values; these, if there is no session.
    """
    if not request.session_hash:
        return list(given)
    session = app.state_holder[request.session_hash]
    return [session[state._id] for state in states]


def added(now: _View, given: _View, new: _View) -> _View:
    """The view that a session holds `now`, with what an event has changed that was `given` a view
    and made a `new` one of it: what another event has changed meanwhile stays.
    """
    names = [each.name for each in fields(cast(Any, new))]
    changed = {n: getattr(new, n) for n in names if getattr(new, n) is not getattr(given, n)}
    return cast(_View, replace(cast(Any, now), **changed))


def forget_calls(app: Any) -> None:
    """Let Gradio's app forget the sessions that were idle for a while and hold no state: a window
    of the page holds some from its first moment on, a call of an endpoint never does. To be called
    in the thread that serves.
    """
    holder, queue = app.state_holder, app.get_blocks()._queue
    oldest = datetime.now() - _IDLE
    for session, used in list(holder.time_last_used.items()):
        kept = holder.session_data.get(session)
        if used < oldest and not (kept and kept.state_data):
            with holder.lock:
                holder.session_data.pop(session, None)
                holder.time_last_used.pop(session, None)
    for session, events in list(queue.pending_event_ids_session.items()):
        if not events:
            del queue.pending_event_ids_session[session]
