"""The labels of a file's columns in our words, as its mapping's [file] says."""

from pipelines.mapping.model import File
from pipelines.mapping.pattern import find_matches, first_group
from pipelines.quoting import OWN_LABELS


def rename_labels(labels: list[str], file: File) -> list[str]:
    """The labels in our words: aliases, then patterns; an empty one is named by its place, one that stands twice or is
    one of the pipeline's own words gets _2, _3 …"""
    renamed: list[str] = []
    taken = set(OWN_LABELS)  # SQL names do not tell capitals from small letters
    tidy = tuple(label.strip().lstrip("\ufeff") or f"column {place}" for place, label in enumerate(labels, start=1))
    found = {ours: find_matches(pattern, tidy) for ours, pattern in file.header_patterns.items()}
    for place, label in enumerate(tidy):
        name = next((ours for ours in reversed(found) if found[ours][place]), file.aliases.get(label, label))
        count = 1
        unique = name
        while unique.casefold() in taken:
            count += 1
            unique = f"{name}_{count}"
        taken.add(unique.casefold())
        renamed.append(unique)
    return renamed


def captured_texts(labels: list[str], file: File) -> dict[str, str]:
    """What the header patterns caught, as "<our label> [captured]" → text."""
    tidy = tuple(label.strip() for label in labels)
    captured = {}
    for ours, pattern in file.header_patterns.items():
        for label, is_found in zip(tidy, find_matches(pattern, tidy), strict=True):
            if is_found:
                captured[f"{ours} [captured]"] = first_group(pattern, label)
    return captured
