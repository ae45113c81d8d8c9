"""The tab 评测: the shipped questions or one's own, the figures, and why a question went wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from eval.dataset import SHIPPED, EvalQuestion, read
from eval.explain import Compared, explain
from eval.run import Evaluation, Result
from index.errors import InputError, TiaowenError
from ui import render
from ui.evaluate import scores
from ui.evaluate.trial import Trial
from ui.site import Site, Tab, html
from ui.startup import Startup
from ui.wording import Lang, say

__all__ = ["build_evaluate", "checked"]

_OWN = "pasted"  # what reports call one's own questions, in the place of a file's name
_LONGEST = 1_000_000  # characters of questions
_MOST = 2000  # questions
_GLANCE = 0.25  # seconds between looks at how far a run is
_AT_ONCE = 8  # runs that are shown; one of them goes on, the others wait


@dataclass(frozen=True, slots=True)
class View:
    """What one browser tab shows: the run that goes on or was the last, what came of it or what
    was wrong with the questions, and the question that is looked into with its passages.
    """

    trial: Trial | None = None
    shown: Evaluation | TiaowenError | None = None
    opened: Result | None = None
    compared: tuple[Compared, ...] = ()


@dataclass(frozen=True, slots=True)
class _Parts:
    """The components that events change."""

    source: gr.Radio
    upload: gr.HTML
    own: gr.Textbox
    run: gr.Button
    cancel: gr.Button
    status: gr.HTML
    figures: gr.HTML
    failures: gr.HTML
    why: gr.HTML


def build_evaluate(site: Site) -> Tab:
    """Lay out and wire the tab; called inside its `gr.Tab`."""
    parts, view, events = _layout(), gr.State(View()), _Events(site.startup)
    _wire(site, parts, view, events)
    return Tab(view, _outputs(parts), events.everything)


def _outputs(parts: _Parts) -> list[Any]:
    return [getattr(parts, name) for name in parts.__slots__]


def _layout() -> _Parts:
    lang: Lang = "zh"
    with gr.Column(elem_id="tw-evaluate"):
        source = gr.Radio(
            _sources(lang),
            value="shipped",
            label=say(lang, "evaluate_source"),
            elem_id="tw-evaluate-source",
        )
        upload = html(scores.upload(lang), "evaluate-upload")
        own = gr.Textbox(
            label=say(lang, "evaluate_own"),
            lines=6,
            max_lines=14,
            max_length=_LONGEST,
            elem_id="tw-evaluate-own",
        )
        with gr.Row(elem_id="tw-evaluate-row"):
            run = gr.Button(
                say(lang, "evaluate_run"),
                variant="primary",
                interactive=False,
                elem_id="tw-evaluate-run",
            )
            cancel = gr.Button(
                say(lang, "evaluate_cancel"), interactive=False, elem_id="tw-evaluate-cancel"
            )
        status = html(_welcome(lang), "evaluate-status")
        figures = html("", "evaluate-figures")
        with gr.Row(elem_id="tw-evaluate-columns"):
            failures, why = html("", "evaluate-failures"), html("", "evaluate-why")
    return _Parts(source, upload, own, run, cancel, status, figures, failures, why)


def _wire(site: Site, parts: _Parts, view: gr.State, events: "_Events") -> None:
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    told = [view, parts.status, parts.figures, parts.failures, parts.why, parts.run, parts.cancel]
    started = parts.run.click(
        *(events.run, [site.lang, view, parts.source, parts.own], told),
        **quiet,
        concurrency_limit=_AT_ONCE,
    )
    # The language may have been switched meanwhile.
    started.then(events.everything, [site.lang, view], _outputs(parts), **quiet)
    parts.cancel.click(events.cancel, [view], [], **quiet)
    looked = (events.look, [site.lang, view], [view, parts.why])
    parts.failures.click(*looked, trigger_mode="multiple", **quiet)


def _sources(lang: Lang) -> list[tuple[str, str]]:
    return [(say(lang, "evaluate_shipped"), "shipped"), (say(lang, "evaluate_mine"), "own")]


def _welcome(lang: Lang) -> str:
    return f'<p class="tw-welcome">{say(lang, "evaluate_welcome")}</p>'


class _Events:
    """What happens on the tab."""

    def __init__(self, startup: Startup) -> None:
        self._startup = startup

    def run(self, lang: Lang, view: View, source: str, own: str) -> Iterator[tuple[Any, ...]]:
        """Ask the questions, and tell again and again how far it is."""
        try:
            trial = self._trial(source, own)
        except TiaowenError as error:
            view = View(shown=error)
            # Gradio drops a click while the event is not over, so until then there is no button.
            start = gr.Button(say(lang, "evaluate_run"), interactive=False)
            yield (view, *self._told(lang, view), start, gr.skip())
            return
        view = View(trial)
        trial.lang = lang
        trial.start()
        try:
            while not trial.wait(_GLANCE):
                yield (view, *self._told(trial.lang, view), *_buttons(trial.lang, running=True))
        finally:
            trial.cancel()  # whoever has closed the page waits for nothing
        yield (replace(view, shown=trial.result), *[gr.skip()] * 6)

    def cancel(self, view: View) -> None:
        """Stop what `run` has begun."""
        if view.trial:
            view.trial.cancel()

    def look(self, lang: Lang, view: View, event: gr.EventData) -> tuple[View, str]:
        """Say why a question went wrong."""
        wanted = getattr(event, "question", None)
        results = view.shown.results if isinstance(view.shown, Evaluation) else ()
        for result in results:
            if result.question.id == wanted and view.trial:
                compared = explain(view.trial.assistant, result)
                view = replace(view, opened=result, compared=compared)
        return view, _why(lang, view)

    def everything(self, lang: Lang, view: View) -> tuple[Any, ...]:
        """All of the tab, in the language."""
        ready = self._startup.state.assistant is not None
        running = view.trial is not None and not view.trial.wait(0)
        if view.trial:
            view.trial.lang = lang
        run, cancel = _buttons(lang, running)
        if not ready:
            run = gr.Button(say(lang, "evaluate_run"), interactive=False)
        return (
            gr.Radio(_sources(lang), label=say(lang, "evaluate_source")),
            scores.upload(lang),
            gr.Textbox(label=say(lang, "evaluate_own")),
            *(run, cancel),
            *self._told(lang, view),
        )

    def _trial(self, source: str, own: str) -> Trial:
        """What is to be run. Raises TiaowenError if the questions cannot be asked."""
        assistant = self._startup.state.assistant
        if assistant is None:
            raise InputError(say("zh", "not_ready"), say("en", "not_ready"))
        if source != "own":
            text = SHIPPED.read_text(encoding="utf-8")
            return Trial(assistant, read(text, SHIPPED.name), SHIPPED.name, text)
        return Trial(assistant, checked(own), _OWN, own)

    def _told(self, lang: Lang, view: View) -> tuple[str, str, str, str]:
        """How far it is or what came of it, the figures, the failures, and the one looked into."""
        shown, trial = view.shown, view.trial
        if isinstance(shown, Evaluation) and trial:
            listed = scores.failures(shown, lang)
            why = _why(lang, view) if "data-failure" in listed else ""  # or there is none to choose
            return scores.summary(shown, lang), trial.figures[lang], listed, why
        if isinstance(shown, TiaowenError):
            line = shown.zh if lang == "zh" else shown.en
            status = render.notice(say(lang, "evaluate_refused"), [line])
        elif trial is None:
            status = _welcome(lang)
        elif trial.wait(0):
            status = f"<p data-summary>{say(lang, 'evaluate_cancelled')}</p>"
        else:
            status = scores.progress(trial.done, len(trial.questions), lang)
        return status, "", "", ""


def _why(lang: Lang, view: View) -> str:
    if view.opened is None:
        return f'<p class="tw-welcome">{say(lang, "evaluate_choose_one")}</p>'
    return scores.why(view.opened, view.compared, lang)


def _buttons(lang: Lang, running: bool) -> tuple[gr.Button, gr.Button]:
    return (
        gr.Button(say(lang, "evaluate_run"), interactive=not running),
        gr.Button(say(lang, "evaluate_cancel"), interactive=running),
    )


def checked(own: str) -> Sequence[EvalQuestion]:
    """One's own questions. Raises InputError naming the line that is wrong."""
    if len(own) > _LONGEST:
        raise InputError(
            f"题目过长（最多 {_LONGEST} 字）；请分几次评测",
            f"too much text (at most {_LONGEST} characters); evaluate it in parts",
        )
    if not own.strip():
        raise InputError(
            "请先选择或粘贴题目：每行一个 JSON 对象",
            "choose or paste questions first: a JSON object a line",
        )
    questions = read(own, "")
    if len(questions) > _MOST:
        raise InputError(
            f"题目过多（{len(questions)} 题，最多 {_MOST} 题）；请分几次评测",
            f"too many questions ({len(questions)}, at most {_MOST}); evaluate them in parts",
        )
    return questions
