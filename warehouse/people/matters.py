"""The contacts that one matter is made of, and how each of them was reached. Read only, in frames."""

import polars as pl

from warehouse.store.engine import Engine


def contacts_of_matter(engine: Engine, matter_id: int) -> pl.DataFrame:
    """One row per contact in the order in which they began; no row for a matter that the version does not have.

    `time` in the reporting zone (`time_precision` 'day': a date); place, outcome and durations in seconds as on interactions;
    of the step that led to it `step_kind` (hop, repeat; NULL on the first contact and on legs of a conversation), `cause`,
    `is_reexplained`, `between_seconds`, `cost`, `currency`; of the last answer that rates it `metric`, `score`, `scale`;
    record_id, source, file_id, `file` (its name) and source_line of the exported row.
    """
    return engine.query(
        """
        SELECT i.started_local AS time, i.time_precision, i.channel, i.touchpoint, i.topic, i.team, i.agent,
            i.interaction_type, i.direction, s.kind AS step_kind, s.cause, s.is_reexplained, s.between_seconds,
            i.is_abandoned, i.is_handed_off, i.is_resolved, i.transfer_count, i.reopen_count, i.wait_seconds,
            i.handle_seconds, i.resolution_seconds, s.cost, s.currency, r.metric, r.score, r.scale, i.comment, i.person_id, i.record_id, i.source,
            i.file_id, f.name AS file, i.source_line
        FROM interactions AS i
        LEFT JOIN files AS f USING (file_id)
        LEFT JOIN (FROM matter_steps WHERE matter_id = $1) AS s ON s.record_id = i.record_id
        LEFT JOIN (
            SELECT interaction_id, last.metric, last.score, last.scale
            FROM (
                SELECT interaction_id, max_by({'metric': metric, 'score': score, 'scale': scale}, (answered_at, record_id)) AS last
                FROM responses WHERE score IS NOT NULL
                    AND interaction_id IN (SELECT record_id FROM interactions WHERE matter_id = $1)
                GROUP BY interaction_id
            )
        ) AS r ON r.interaction_id = i.record_id
        WHERE i.matter_id = $1
        ORDER BY i.started_local NULLS FIRST, i.record_id""",
        (matter_id,),
    )
