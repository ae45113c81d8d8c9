"""The tab 问答: a question, the passages that answer it, and the source beside them."""

from collections.abc import Callable
from inspect import signature
from typing import Any, Literal

import gradio as gr

from ui import render
from ui.ask.asking import Events, View
from ui.read import reader
from ui.read.shelf import functions
from ui.serving.sessions import added, held
from ui.site import Site, Tab, Turns, html
from ui.wording import Lang, say

__all__ = ["build_ask"]

_CLEARED = "() => [[], null, '', '']"  # filters by documents, part, first and last date


def build_ask(site: Site) -> Tab:
    """Lay out and wire the tab; called inside its `gr.Tab`."""
    parts, view, events = _layout(site), gr.State(View()), Events(site)
    _wire(site, parts, view, events)
    return Tab(view, [parts[name] for name in events.PARTS], events.everything)


def _layout(site: Site) -> dict[str, Any]:
    """The components that events change or read, by name."""
    lang: Lang = "zh"
    parts: dict[str, Any] = {}
    with gr.Row(elem_id="tw-ask-row"):
        parts["question"] = gr.Textbox(
            label=say(lang, "question"),
            placeholder=say(lang, "placeholder"),
            show_label=False,
            container=False,
            lines=1,
            max_lines=1,
            elem_id="tw-question",
        )
        parts["ask"] = gr.Button(
            say(lang, "ask"), variant="primary", interactive=False, elem_id="tw-ask"
        )
    with gr.Row(elem_id="tw-tools-row"):
        parts["tools"] = html(render.tools(lang, say(lang, "scope_all")), "tools")
        parts["follow"] = gr.Checkbox(
            value=True,
            label=say(lang, "follow"),
            container=False,
            elem_id="tw-follow",
        )
    parts |= _scope(lang)
    parts["history"] = html(render.history(lang), "history")
    parts["examples"] = html(render.examples(lang), "examples")
    parts["panels"] = html(render.panels(lang), "panels")
    with gr.Row(elem_id="tw-columns"):
        with gr.Column(elem_id="tw-answer-column"):
            parts["answer"] = html("", "answer")
            parts["after"] = html("", "after")
            parts["download"] = html("", "download")
        parts["split"] = html(render.split(lang), "split")
        with gr.Column(elem_id="tw-reader-column"):
            parts["documents"] = gr.Dropdown(
                [], label=say(lang, "document"), interactive=True, elem_id="tw-documents"
            )
            parts["reader"] = html(reader.empty_reader(lang), "reader", functions(site.startup))
    return parts


def _scope(lang: Lang) -> dict[str, Any]:
    """The filters."""
    parts: dict[str, Any] = {}
    with gr.Row(elem_id="tw-scope"):
        parts["scope_documents"] = gr.Dropdown(
            [], label=say(lang, "scope_document"), multiselect=True, interactive=True, scale=3
        )
        parts["scope_part"] = gr.Dropdown(
            [], label=say(lang, "scope_part"), interactive=False, scale=2
        )
        for name in ("scope_since", "scope_until"):
            parts[name] = gr.Textbox(
                label=say(lang, name), placeholder=say(lang, "scope_date"), max_lines=1, scale=1
            )
        parts["clear_scope"] = gr.Button(say(lang, "clear_scope"), size="sm", scale=0)
    return parts


def _listener(site: Site, parts: dict[str, Any], view: gr.State) -> Callable[..., None]:
    """What lets a function of `Events` answer what happens to components."""
    turns = gr.State(Turns())

    def on(
        triggers: list[Any],
        function: Any,
        inputs: str,
        outputs: str,
        trigger_mode: Literal["once", "multiple", "always_last"] = "once",
        asks: bool = False,
    ) -> None:
        """`asks`: the event is a question, after which no earlier one is shown any more."""
        shown = [view, *(parts[name] for name in outputs.split())]
        with_event = "event" in signature(function).parameters

        def happens(
            lang: Lang,
            turns: Turns,
            given: View,
            request: gr.Request,
            event: gr.EventData,
            *values: Any,
        ) -> list[Any]:
            turn = turns.begun(request) if asks else turns.last
            told = (event,) if with_event else ()
            new, *changed = function(lang, given, *told, *values)
            if asks and turn != turns.last:
                return [gr.skip()] * len(shown)
            (now,) = held(site.page.app, request, [view], [given])
            return [added(now, given, new), *changed]

        gr.on(
            triggers,
            happens,
            [site.lang, turns, view, *(parts[name] for name in inputs.split())],
            shown,
            show_progress="hidden",
            api_visibility="private",
            trigger_mode=trigger_mode,
        )

    return on


def _wire(site: Site, parts: dict[str, Any], view: gr.State, events: Events) -> None:
    on = _listener(site, parts, view)
    limits = "follow scope_documents scope_part scope_since scope_until"
    shown = "answer after documents reader"
    asked = [parts["question"].submit, parts["ask"].click]
    # What is asked while another question is being answered is asked when that is done.
    on(asked, events.ask, f"question {limits}", shown, "always_last", asks=True)
    chosen = [parts["examples"].click, parts["history"].click]
    on(chosen, events.chosen, limits, f"question {shown}", "multiple", asks=True)
    on([parts["answer"].click], events.click, limits, shown, "multiple")
    on([parts["after"].click], events.after, "", "after download", "multiple")
    listed = parts["documents"]
    # Each at once, or a citation's answer might put its document in the list's place meanwhile.
    read = "documents reader"
    on([listed.select, listed.input], events.choose, "documents", read, "multiple")
    # Not `input`, which Gradio does not tell of documents that are taken away by a key, or at once.
    limited = [parts[f"scope_{name}"].change for name in ("documents", "since", "until")]
    limited.append(parts["scope_part"].input)
    scope = "scope_documents scope_part scope_since scope_until"
    on(limited, events.limit, scope, "tools scope_part", "always_last")
    # At once and in the browser: nothing that is chosen next may be cleared as well.
    cleared = [parts[name] for name in scope.split()]
    gr.on([parts["clear_scope"].click], None, None, cleared, js=_CLEARED, api_visibility="private")
    on([parts["clear_scope"].click], events.unlimit, "", "tools scope_part", "multiple")
