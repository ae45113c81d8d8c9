"""What Gradio keeps of calls by programs after they are over: each is a session to it, of which it
would keep thousands, every one with a description of the whole page.
"""

from datetime import datetime, timedelta
from typing import Any

__all__ = ["forget_calls"]

_IDLE = timedelta(seconds=20)


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
