"""What only a person can say about files, asked and kept beside them until they are loaded."""

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import available_timezones

import streamlit as st

from pages.parts.formats import plain
from pages.parts.inbox.reader import Reader
from pages.parts.inbox.report import name_in_inbox
from pages.parts.texts import Texts
from warehouse.config.home import inbox
from warehouse.inbox.answers import NOTHING_SAID, Answer, read_said, write_said
from warehouse.inbox.files import exports_folder
from warehouse.inbox.report import ASKS, FileReport, Question

SEPARATOR = "|"  # between our names


def draw_questions(reader: Reader, files: Sequence[FileReport]) -> None:
    """The questions of files that are alike, one answer for all: what is open first, the rest folded."""
    texts, first = reader.texts, files[0]
    opened = [question for question in first.questions if question.is_open]
    further = [question for question in first.questions if not question.is_open]
    if first.verdict != ASKS and not opened:
        with st.expander(texts("load.further_answers")):
            draw_form(reader, files, [], further)
        return
    draw_form(reader, files, opened, further)


def draw_form(
    reader: Reader, files: Sequence[FileReport], opened: Sequence[Question], further: Sequence[Question]
) -> None:
    """The inputs, and the button that keeps what is said; nothing counts before it is pressed."""
    texts, keys = reader.texts, dict[str, str]()
    with st.form(f"answers_{files[0].alike}_{texts.language}", border=False):
        keys |= ask_all(reader, opened or further, files[0].alike)
        if opened and further:
            with st.expander(texts("load.further_answers")):
                keys |= ask_all(reader, further, files[0].alike)
        st.form_submit_button(texts("load.answer"), icon=":material/check:", type="primary" if opened else "secondary",
                              on_click=keep_answers, args=(files, keys))  # fmt: skip


def ask_all(reader: Reader, questions: Sequence[Question], alike: str) -> dict[str, str]:
    """Several inputs side by side where there is room; the key of each one's widget by option."""
    keys = {question.option: f"answer_{alike}_{question.option}_{reader.texts.language}" for question in questions}
    with st.grid(3, min_column_width=250):
        for question in questions:
            with st.container():
                ask(reader, question, keys[question.option])
                for note in notes_of(reader, question):
                    st.markdown(f":small[:orange[{note}]]")
    return keys


def notes_of(reader: Reader, question: Question) -> list[str]:
    """Why it is asked, and what was said the last time: that is filled in, and counts once the button is pressed."""
    texts, notes = reader.texts, []
    if question.example and not reader.is_masked:
        notes.append(texts("load.asked_example", example=plain(question.example)))
    if question.suggested and not question.given:
        notes.append(texts("load.as_last_time", answer=plain(question.suggested)))
    return notes


def ask(reader: Reader, question: Question, key: str) -> None:
    """One input, filled with what was said, else with what was said the last time."""
    texts, label, value = reader.texts, plain(label_of(reader.texts, question)), question.given or question.suggested
    if question.kind == "names":
        said = [name for name in value.split(SEPARATOR) if name]
        options = list(dict.fromkeys([*([] if reader.is_masked else question.choices), *said]))
        st.multiselect(label, options, said, key=key, accept_new_options=True, placeholder=texts("load.choose_or_type"))
        return
    choices = zones(reader) if question.kind == "zone" else question.choices
    if not choices:
        st.text_input(label, value, key=key)
        return
    options = list(dict.fromkeys([*choices, *([value] if value else [])]))
    words = texts.code if question.kind == "choice" else lambda _, choice: choice
    st.selectbox(label, options, index=options.index(value) if value else None, key=key, placeholder=texts("load.choose"),
                 format_func=lambda choice: words(question.option, choice))  # fmt: skip


def label_of(texts: Texts, question: Question) -> str:
    """The question in the reader's language; of an option that no text names, as its source puts it."""
    key = f"option.{question.option}"
    return texts(key) if texts.has(key) else f"{question.option}: {texts.said(question.help)}"


def zones(reader: Reader) -> list[str]:
    """Every zone, the reader's own and the installation's first."""
    own = [zone for zone in (st.context.timezone, reader.zone) if zone and zone in available_timezones()]
    return list(dict.fromkeys([*own, *sorted(available_timezones())]))


def keep_answers(files: Sequence[FileReport], keys: dict[str, str]) -> None:
    """Keep what stands in the inputs, for all the files; what equals the source's own default was not said."""
    found = {option: st.session_state[key] for option, key in keys.items()}
    values = {
        name: SEPARATOR.join(value) if isinstance(value, list) else (value or "").strip()
        for name, value in found.items()
    }
    defaults = {question.option: question.given for question in files[0].questions}
    said = read_said(answers_path())
    for file in files:
        before = said.get(answer_name(file), NOTHING_SAID)
        changed = {name: value for name, value in values.items() if value != defaults.get(name, "")}
        options = {name: value for name, value in (before.options | changed).items() if value}
        said[answer_name(file)] = Answer(before.source, options)
    write_said(answers_path(), said)


def draw_source_choice(reader: Reader, files: Sequence[FileReport]) -> None:
    """Which of several sources the files are of."""
    texts, key = reader.texts, f"source_{files[0].alike}_{reader.texts.language}"
    st.selectbox(texts("load.which_source"), files[0].candidates, index=None, placeholder=texts("load.choose"), key=key,
                 on_change=keep_source, args=(files, key))  # fmt: skip


def keep_source(files: Sequence[FileReport], key: str) -> None:
    """Keep which source the files are of."""
    said = read_said(answers_path())
    for file in files:
        said[answer_name(file)] = Answer(st.session_state[key], said.get(answer_name(file), NOTHING_SAID).options)
    write_said(answers_path(), said)


def answers_path() -> Path:
    """Where the answers are kept."""
    return inbox() / "answers.json"


def answer_name(file: FileReport) -> str:
    """The file as the answers name it: seen from the folder in which they lie."""
    return f"{exports_folder().name}/{name_in_inbox(file)}"
