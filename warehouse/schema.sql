-- The canonical warehouse. Made from warehouse/tables: change the declaration there, then
--   python -m warehouse.tables > warehouse/schema.sql
--
-- Times are UTC unless the name ends in _local (the reporting zone, fixed when a version is built); durations in seconds;
-- money beside its ISO 4217 currency.
--
-- Every fact table opens with the same three blocks, so that every metric runs by every dimension:
--   provenance: record_id (source:native id), source, file_id and source_line (the exported row), updated_at (of the record)
--   person:     the keys as exported (normalised; other_keys by type, warehouse/people/key.py), person_id and
--               is_person_known (derived)
--   dimensions: channel, stage, touchpoint, topic, team, agent, segment, country, language, attributes; where other records
--               fill them in or replace them, stated_<name> beside it is what the export said

-- One row per contact: a case, call, chat session, visit, touch or review.
CREATE TABLE interactions (
    record_id VARCHAR, source VARCHAR, file_id INTEGER, source_line BIGINT, updated_at TIMESTAMP,
    email VARCHAR, phone VARCHAR, customer_id VARCHAR, vendor_customer_id VARCHAR, other_keys MAP(VARCHAR, VARCHAR),
    person_id BIGINT, is_person_known BOOLEAN,
    channel VARCHAR, channel_native VARCHAR, stage VARCHAR, touchpoint VARCHAR, topic VARCHAR, team VARCHAR,
    agent VARCHAR, segment VARCHAR, country VARCHAR, language VARCHAR, attributes MAP(VARCHAR, VARCHAR),
    stated_segment VARCHAR, stated_country VARCHAR, stated_language VARCHAR, stated_team VARCHAR,
    interaction_type VARCHAR,               -- case call chat_session message_session visit email_touch …
                                            -- (warehouse/config/codes.py)
    direction VARCHAR,                      -- inbound outbound internal none
    conversation_id VARCHAR,                -- ties the legs of one contact
    case_id VARCHAR,                        -- the company's own case or claim number, the same in every system
    order_id VARCHAR,                       -- the order that the contact is about, as the shop numbers it
    started_at TIMESTAMP,
    time_precision VARCHAR,                 -- second | day: a day has no hour and no response time
    wait_seconds DOUBLE,                    -- queued until answered, or until the customer gave up
    first_response_seconds DOUBLE,          -- start until the first public human reply; calendar clock
    handle_seconds DOUBLE,                  -- talk + hold + after-contact work
    resolution_seconds DOUBLE,              -- start until the last time it was solved; calendar clock
    is_abandoned BOOLEAN,                   -- NULL: never queued
    is_resolved BOOLEAN,
    is_converted BOOLEAN,                   -- the export states the outcome on the contact itself
    is_handed_off BOOLEAN,                  -- a bot or voice menu passed the customer on to people
    has_context BOOLEAN,                    -- whoever answered saw what was said before, as the export states it
    transfer_count INTEGER, reopen_count INTEGER,
    sentiment VARCHAR,                      -- as the export says it: positive neutral negative, or an emotion
                                            -- (comments)
    comment VARCHAR, started_local TIMESTAMP, answered_local TIMESTAMP, first_responded_local TIMESTAMP,
    ended_local TIMESTAMP, resolved_local TIMESTAMP,
    previous_contact_seconds DOUBLE,        -- since this person's contact before on the same channel; NULL: none
    next_contact_seconds DOUBLE,            -- until this person's next contact on the same channel; NULL: none
    next_order_seconds DOUBLE,              -- until this person's next order; NULL: none
    is_person_matched BOOLEAN,              -- this person is also known from another source
    leg INTEGER,                            -- which leg of its contact it is, 1 the first; NULL: the contact has no
                                            -- other
    legs_handle_seconds DOUBLE,             -- of all legs of the contact, on its first; NULL: a later leg, the only one
                                            -- or none is known
    matter_id BIGINT,                       -- the matter that it belongs to; NULL: it opens and joins none
    is_whole_matter BOOLEAN,                -- its matter is this contact and nothing else: the view matters shows it
    matter_is_satisfied BOOLEAN, matter_last_metric VARCHAR, matter_last_score DOUBLE, matter_last_scale VARCHAR,
    journey_id BIGINT,                      -- NULL: its person or its time is not known
    touch_position INTEGER,                 -- in the journey, from 1
    touch_next_channel VARCHAR, touch_next_stage VARCHAR, touch_next_touchpoint VARCHAR,
    touch_between_seconds DOUBLE,           -- start to start of the next; NULL: the last, or a day without a time
    is_own_touch BOOLEAN,
    touch_outcome VARCHAR,                  -- what it comes to once the pause has passed
    touch_pause_days DOUBLE,                -- the journey pause of its person; NULL: none is known
    is_touch_loop BOOLEAN, is_touch_return BOOLEAN
);

-- One row per message inside a chat.
CREATE TABLE messages (
    record_id VARCHAR, source VARCHAR, file_id INTEGER, source_line BIGINT, updated_at TIMESTAMP,
    email VARCHAR, phone VARCHAR, customer_id VARCHAR, vendor_customer_id VARCHAR, other_keys MAP(VARCHAR, VARCHAR),
    person_id BIGINT, is_person_known BOOLEAN,
    channel VARCHAR, channel_native VARCHAR, stage VARCHAR, touchpoint VARCHAR, topic VARCHAR, team VARCHAR,
    agent VARCHAR, segment VARCHAR, country VARCHAR, language VARCHAR, attributes MAP(VARCHAR, VARCHAR),
    stated_segment VARCHAR, stated_country VARCHAR, stated_language VARCHAR, stated_team VARCHAR,
    conversation_id VARCHAR, sent_at TIMESTAMP,
    time_precision VARCHAR,                 -- second | day: a day has no hour and no response time
    sender VARCHAR,
    sender_role VARCHAR,                    -- customer agent bot system; NULL: unknown
    comment VARCHAR,                        -- the text
    sent_local TIMESTAMP
);

-- One row per scored answer to a survey.
CREATE TABLE responses (
    record_id VARCHAR, source VARCHAR, file_id INTEGER, source_line BIGINT, updated_at TIMESTAMP,
    email VARCHAR, phone VARCHAR, customer_id VARCHAR, vendor_customer_id VARCHAR, other_keys MAP(VARCHAR, VARCHAR),
    person_id BIGINT, is_person_known BOOLEAN,
    channel VARCHAR, channel_native VARCHAR, stage VARCHAR, touchpoint VARCHAR, topic VARCHAR, team VARCHAR,
    agent VARCHAR, segment VARCHAR, country VARCHAR, language VARCHAR, attributes MAP(VARCHAR, VARCHAR),
    stated_segment VARCHAR, stated_country VARCHAR, stated_language VARCHAR, stated_team VARCHAR,
    stated_channel VARCHAR, stated_stage VARCHAR, stated_touchpoint VARCHAR, stated_topic VARCHAR, stated_agent VARCHAR,
    interaction_id VARCHAR,                 -- record_id of the contact that was rated
    survey VARCHAR,
    survey_kind VARCHAR,                    -- transactional: every answer; relationship: latest per person and period
    metric VARCHAR,                         -- nps csat ces
    raw_score VARCHAR,                      -- as exported: 'good', '9'
    score DOUBLE, scale_min DOUBLE, scale_max DOUBLE,
    scale VARCHAR,                          -- '1-5': the dimension
    top_box_min DOUBLE,                     -- csat and ces: lowest satisfied answer; NULL: this scale has no declared
                                            -- boxes
    answered_at TIMESTAMP,
    time_precision VARCHAR,                 -- second | day: a day has no hour and no response time
    sentiment VARCHAR,                      -- as the export says it: positive neutral negative, or an emotion
                                            -- (comments)
    comment VARCHAR, answered_local TIMESTAMP
);

-- One row per survey invitation sent.
CREATE TABLE survey_requests (
    record_id VARCHAR, source VARCHAR, file_id INTEGER, source_line BIGINT, updated_at TIMESTAMP,
    email VARCHAR, phone VARCHAR, customer_id VARCHAR, vendor_customer_id VARCHAR, other_keys MAP(VARCHAR, VARCHAR),
    person_id BIGINT, is_person_known BOOLEAN,
    channel VARCHAR, channel_native VARCHAR, stage VARCHAR, touchpoint VARCHAR, topic VARCHAR, team VARCHAR,
    agent VARCHAR, segment VARCHAR, country VARCHAR, language VARCHAR, attributes MAP(VARCHAR, VARCHAR),
    stated_segment VARCHAR, stated_country VARCHAR, stated_language VARCHAR, stated_team VARCHAR,
    survey VARCHAR,
    response_id VARCHAR,                    -- record_id of the answer, where the export ties them
    requested_at TIMESTAMP,
    time_precision VARCHAR,                 -- second | day: a day has no hour and no response time
    is_answered BOOLEAN,                    -- stated by the export, else derived from response_id
    requested_local TIMESTAMP,
    stated_is_answered BOOLEAN
);

-- One row per order.
CREATE TABLE orders (
    record_id VARCHAR, source VARCHAR, file_id INTEGER, source_line BIGINT, updated_at TIMESTAMP,
    email VARCHAR, phone VARCHAR, customer_id VARCHAR, vendor_customer_id VARCHAR, other_keys MAP(VARCHAR, VARCHAR),
    person_id BIGINT, is_person_known BOOLEAN,
    channel VARCHAR, channel_native VARCHAR, stage VARCHAR, touchpoint VARCHAR, topic VARCHAR, team VARCHAR,
    agent VARCHAR, segment VARCHAR, country VARCHAR, language VARCHAR, attributes MAP(VARCHAR, VARCHAR),
    stated_segment VARCHAR, stated_country VARCHAR, stated_language VARCHAR, stated_team VARCHAR,
    ordered_at TIMESTAMP,
    time_precision VARCHAR,                 -- second | day: a day has no hour and no response time
    status VARCHAR,                         -- open paid fulfilled cancelled refunded partially_refunded
    amount DECIMAL(18, 4),                  -- charged; in currency; NULL: the export has no value
    refunded_amount DECIMAL(18, 4),         -- in currency
    currency VARCHAR, item_count DOUBLE, ordered_local TIMESTAMP,
    journey_id BIGINT,                      -- NULL: its person or its time is not known
    touch_position INTEGER,                 -- in the journey, from 1
    touch_next_channel VARCHAR, touch_next_stage VARCHAR, touch_next_touchpoint VARCHAR,
    touch_between_seconds DOUBLE,           -- start to start of the next; NULL: the last, or a day without a time
    is_own_touch BOOLEAN,
    touch_outcome VARCHAR,                  -- what it comes to once the pause has passed
    touch_pause_days DOUBLE,                -- the journey pause of its person; NULL: none is known
    is_touch_loop BOOLEAN, is_touch_return BOOLEAN
);

-- One row per subscription, or per customer and status snapshot (snapshot_on set).
CREATE TABLE subscriptions (
    record_id VARCHAR, source VARCHAR, file_id INTEGER, source_line BIGINT, updated_at TIMESTAMP,
    email VARCHAR, phone VARCHAR, customer_id VARCHAR, vendor_customer_id VARCHAR, other_keys MAP(VARCHAR, VARCHAR),
    person_id BIGINT, is_person_known BOOLEAN,
    channel VARCHAR, channel_native VARCHAR, stage VARCHAR, touchpoint VARCHAR, topic VARCHAR, team VARCHAR,
    agent VARCHAR, segment VARCHAR, country VARCHAR, language VARCHAR, attributes MAP(VARCHAR, VARCHAR),
    stated_segment VARCHAR, stated_country VARCHAR, stated_language VARCHAR, stated_team VARCHAR,
    plan VARCHAR,
    status VARCHAR,                         -- trial active past_due paused cancelled
    is_lost BOOLEAN,                        -- snapshot only
    snapshot_on DATE,
    started_at TIMESTAMP,                   -- of the paid time: trials are out
    ended_at TIMESTAMP,                     -- of the paid time
    time_precision VARCHAR,                 -- second | day: a day has no hour and no response time
    churn_reason VARCHAR,
    monthly_amount DECIMAL(18, 4),          -- in currency
    currency VARCHAR, started_local TIMESTAMP, ended_local TIMESTAMP
);

-- One row per channel, cost kind, campaign and period, as exported. A cost that covers a period is spread evenly over
-- its days in daily_costs.
CREATE TABLE costs (
    record_id VARCHAR, source VARCHAR, file_id INTEGER, source_line BIGINT, updated_at TIMESTAMP,
    email VARCHAR, phone VARCHAR, customer_id VARCHAR, vendor_customer_id VARCHAR, other_keys MAP(VARCHAR, VARCHAR),
    person_id BIGINT, is_person_known BOOLEAN,
    channel VARCHAR, channel_native VARCHAR, stage VARCHAR, touchpoint VARCHAR, topic VARCHAR, team VARCHAR,
    agent VARCHAR, segment VARCHAR, country VARCHAR, language VARCHAR, attributes MAP(VARCHAR, VARCHAR),
    cost_kind VARCHAR,                      -- service: handling contacts; media: advertising
    campaign VARCHAR,
    starts_on DATE,                         -- first day of the period
    ends_on DATE,                           -- the day after the last
    amount DECIMAL(18, 6),                  -- of the whole period; in currency
    currency VARCHAR, impressions BIGINT, clicks BIGINT
);

-- One row per customer record of a CRM, audience or shop directory.
CREATE TABLE customers (
    record_id VARCHAR, source VARCHAR, file_id INTEGER, source_line BIGINT, updated_at TIMESTAMP,
    email VARCHAR, phone VARCHAR, customer_id VARCHAR, vendor_customer_id VARCHAR, other_keys MAP(VARCHAR, VARCHAR),
    person_id BIGINT, is_person_known BOOLEAN,
    channel VARCHAR, channel_native VARCHAR, stage VARCHAR, touchpoint VARCHAR, topic VARCHAR, team VARCHAR,
    agent VARCHAR, segment VARCHAR, country VARCHAR, language VARCHAR, attributes MAP(VARCHAR, VARCHAR),
    display_name VARCHAR, city VARCHAR, birth_date DATE, created_at TIMESTAMP,
    time_precision VARCHAR,                 -- second | day: a day has no hour and no response time
    created_local TIMESTAMP
);

-- One row per agent of a directory: who is on which team.
CREATE TABLE agents (
    record_id VARCHAR, source VARCHAR, file_id INTEGER, source_line BIGINT, updated_at TIMESTAMP,
    agent VARCHAR,                          -- as the contacts name the agent
    agent_name VARCHAR, team VARCHAR
);

-- DERIVED -------------------------------------------------------------------------------------------------------------

-- One row per identifier and person that it belongs to; one in all when it belongs to nobody in particular.
CREATE TABLE identities (
    key_type VARCHAR,                       -- a type of warehouse/people/key.py; source:type where only the source
                                            -- knows it
    key_value VARCHAR,
    person_id BIGINT,                       -- NULL: a record that has no other key is nobody's
    state VARCHAR,                          -- sole: one person's; recycled: one person's for a time; shared; generic
    reason VARCHAR,                         -- generic: listed role_mailbox many_partners; shared: two_persons decided
    valid_from TIMESTAMP,                   -- recycled: [from, until), UTC; NULL: open
    valid_until TIMESTAMP,                  -- the same
    partners INTEGER                        -- weak key: persons met; strong key: the most keys of one kind met
);

-- One row per two identifiers that stand on one record and would make one person of two: not taken for one person's.
CREATE TABLE doubtful_links (
    key_a_type VARCHAR, key_a_value VARCHAR, key_b_type VARCHAR, key_b_value VARCHAR,
    reason VARCHAR,                         -- contradiction: names or birth dates differ; one_record: nothing else
                                            -- joins the two
    records BIGINT                          -- with both
);

-- One row per pair of persons that may be one, for a person to decide; never merged by itself.
CREATE TABLE suggested_matches (
    person_a BIGINT,                        -- the lower number
    person_b BIGINT,                        -- the higher
    key_a_type VARCHAR,                     -- the keys by which a decision names the two persons
    key_a_value VARCHAR, key_b_type VARCHAR, key_b_value VARCHAR,
    weight DOUBLE,                          -- evidence, summed; with the prior; in bits
    probability DOUBLE,                     -- 1 / (1 + 2^-weight)
    evidence STRUCT(field VARCHAR, value_a VARCHAR, value_b VARCHAR, agreement VARCHAR, weight DOUBLE)[]
);

-- One row per channel and day: what a service contact costs.
CREATE TABLE contact_costs (
    channel VARCHAR,
    day DATE,                               -- local
    cost DECIMAL(38, 12),                   -- the channel's service cost, spread over its contacts; in currency; NULL:
                                            -- in several currencies
    currency VARCHAR
);

-- One row per matter of several contacts, and of one that is another person's than its contact.
CREATE TABLE matters_of_several (
    matter_id BIGINT,
    record_id VARCHAR, source VARCHAR, file_id INTEGER, source_line BIGINT,
    person_id BIGINT, is_person_known BOOLEAN,
    channel VARCHAR, channel_native VARCHAR, stage VARCHAR, touchpoint VARCHAR, topic VARCHAR, team VARCHAR,
    agent VARCHAR, segment VARCHAR, country VARCHAR, language VARCHAR, attributes MAP(VARCHAR, VARCHAR),
    time_precision VARCHAR,                 -- second | day: a day has no hour and no response time
    opened_local TIMESTAMP,                 -- start of the first contact
    ended_local TIMESTAMP,                  -- the latest end (else start) of its contacts
    last_channel VARCHAR,
    path VARCHAR,                           -- channels in order, repeats left out: 'chatbot > email > phone'
    contacts INTEGER,                       -- the customer's; legs of one conversation are one
    channels INTEGER,                       -- different ones
    hops INTEGER,                           -- steps to another channel = its rows of kind hop in matter_steps
    repeats INTEGER,                        -- steps on the same channel = its rows of kind repeat
    forced_hops INTEGER,                    -- hops after failure, abandonment or hand-off
    judged_hops INTEGER,                    -- hops of which that is known
    transfers INTEGER,                      -- within its contacts; NULL: no export states any
    reopens INTEGER,                        -- the same
    reexplained INTEGER,                    -- hops whose next contact carries no context
    duration_seconds DOUBLE,                -- start of the first contact to the latest end
    is_resolved BOOLEAN,                    -- what the last contact that says so says; given up: false; NULL: nobody
                                            -- says
    is_first_abandoned BOOLEAN,             -- its first contact was given up; NULL: never queued
    is_first_handed_off BOOLEAN,            -- a machine passed its first contact on to people; NULL: nobody says
    cost DOUBLE,                            -- of its service contacts; in currency; NULL: what one of them cost is not
                                            -- known
    currency VARCHAR,
    is_satisfied BOOLEAN,                   -- last CSAT answer on a scale with boxes; NULL: none
    last_metric VARCHAR,                    -- the last answer of any kind
    last_score DOUBLE, last_scale VARCHAR
);

-- One row per step between two consecutive contacts of a matter, with the dimensions of the matter. record_id, source,
-- file and line are those of the contact that the step leads to.
CREATE TABLE matter_steps (
    matter_id BIGINT,
    record_id VARCHAR, source VARCHAR, file_id INTEGER, source_line BIGINT,
    person_id BIGINT, is_person_known BOOLEAN,
    channel VARCHAR, channel_native VARCHAR, stage VARCHAR, touchpoint VARCHAR, topic VARCHAR, team VARCHAR,
    agent VARCHAR, segment VARCHAR, country VARCHAR, language VARCHAR, attributes MAP(VARCHAR, VARCHAR),
    time_precision VARCHAR,                 -- second | day: a day has no hour and no response time
    opened_local TIMESTAMP,                 -- of the matter: steps are dated as their matter is
    stepped_local TIMESTAMP,                -- start of the next contact
    from_record_id VARCHAR, from_channel VARCHAR, to_channel VARCHAR, from_touchpoint VARCHAR, to_touchpoint VARCHAR,
    kind VARCHAR,                           -- hop: another channel; repeat: the same one
    cause VARCHAR,                          -- abandonment handoff failure chosen; NULL: nothing says how the contact
                                            -- before ended
    is_reexplained BOOLEAN,                 -- the next contact carries no context; NULL: on repeats
    between_seconds DOUBLE,                 -- end of the contact before until this one; 0 when they overlap
    cost DOUBLE,                            -- of the next contact; in currency
    currency VARCHAR,
    is_satisfied BOOLEAN                    -- of the matter
);

-- One row per known person. Dimensions are those of the first activity.
CREATE TABLE persons (
    person_id BIGINT,
    channel VARCHAR, stage VARCHAR, touchpoint VARCHAR, topic VARCHAR, team VARCHAR, agent VARCHAR, segment VARCHAR,
    country VARCHAR, language VARCHAR, source VARCHAR, attributes MAP(VARCHAR, VARCHAR),
    first_active_local TIMESTAMP, last_active_local TIMESTAMP,
    active_windows UBIGINT,                 -- bit k: active in the k-th 30 days after the first (k < 64)
    is_beginning_known BOOLEAN,             -- the first activity in the data is the first one
                                            -- (pipelines/derive/beginnings.py)
    pace_days INTEGER,                      -- the power of two that is not below the mean of the own gaps so far; NULL:
                                            -- fewer than three gaps
    orders INTEGER,                         -- not cancelled, of all time
    revenue DOUBLE,                         -- charged minus refunded, of all time; in currency; NULL: no order states
                                            -- an amount, or currencies mix
    currency VARCHAR,
    value_class VARCHAR,                    -- best worst middle, by revenue among customers with orders; NULL: none
    loyalty_class VARCHAR                   -- loyal lapsed new other, by own orders and silence
);

-- One row per stretch of a person's activity, as it is once the silence after it has reached the limit. ended_local may
-- lie behind the end of the data.
CREATE TABLE spells_at_limit (
    person_id BIGINT,
    channel VARCHAR, stage VARCHAR, touchpoint VARCHAR, topic VARCHAR, team VARCHAR, agent VARCHAR, segment VARCHAR,
    country VARCHAR, language VARCHAR, source VARCHAR, attributes MAP(VARCHAR, VARCHAR),
    started_local TIMESTAMP,
    ended_local TIMESTAMP,                  -- last activity + limit; NULL: not reached when the data end, or no limit
                                            -- is known
    returned_local TIMESTAMP,               -- the next stretch; NULL: none
    watched_local TIMESTAMP                 -- last activity + twice the limit: who returned by then came back soon;
                                            -- NULL: no limit is known
);

-- One row per text that a customer wrote, or whose sentiment an export states, with the dimensions of its record.
CREATE TABLE comments (
    record_id VARCHAR, source VARCHAR, file_id INTEGER, source_line BIGINT,
    person_id BIGINT, is_person_known BOOLEAN,
    channel VARCHAR, channel_native VARCHAR, stage VARCHAR, touchpoint VARCHAR, topic VARCHAR, team VARCHAR,
    agent VARCHAR, segment VARCHAR, country VARCHAR, language VARCHAR, attributes MAP(VARCHAR, VARCHAR),
    time_precision VARCHAR,                 -- second | day: a day has no hour and no response time
    of_table VARCHAR,                       -- interactions responses messages
    interaction_id VARCHAR,                 -- record_id of the contact that it is about; NULL: not known
    said_local TIMESTAMP,
    comment VARCHAR,                        -- NULL: only the sentiment is exported
    sentiment VARCHAR,                      -- as the export says it; NULL: it does not
    text_language VARCHAR,                  -- es en; NULL: neither, or cannot tell
    emotion VARCHAR,                        -- anger joy impatience weariness; neutral: none of them; NULL: unknown
    emotion_by VARCHAR,                     -- export: the vendor says so; text: the method on the words; NULL: unknown
    polarity VARCHAR,                       -- positive neutral negative; NULL: unknown
    said_topic VARCHAR,                     -- by the export's own topic, else the first of the text; NULL: unknown
    said_topics VARCHAR[],                  -- of the text; NULL: unknown
    metric VARCHAR,                         -- of the score given beside it; NULL: none
    score DOUBLE, scale VARCHAR
);

-- One row per journey, as it is once the silence after it has reached the pause. left_local may lie behind the end of
-- the data.
CREATE TABLE journeys_at_pause (
    journey_id BIGINT,
    record_id VARCHAR, source VARCHAR, file_id INTEGER, source_line BIGINT,
    person_id BIGINT, is_person_known BOOLEAN,
    channel VARCHAR, channel_native VARCHAR, stage VARCHAR, touchpoint VARCHAR, topic VARCHAR, team VARCHAR,
    agent VARCHAR, segment VARCHAR, country VARCHAR, language VARCHAR, attributes MAP(VARCHAR, VARCHAR),
    time_precision VARCHAR,                 -- second | day: a day has no hour and no response time
    started_local TIMESTAMP,                -- first touch
    ended_local TIMESTAMP,                  -- last touch
    left_local TIMESTAMP,                   -- when the silence reached the pause; NULL: not reached when the data end
    outcome VARCHAR,                        -- left | open | unanswered: the company's touches only
    touches INTEGER,                        -- = its rows in journey_steps
    orders INTEGER,
    stage_path VARCHAR,                     -- stages in order, repeats left out: 'consideration > purchase > service'
    stage_times MAP(VARCHAR, TIMESTAMP),    -- first touch of each stage
    funnel_times MAP(VARCHAR, TIMESTAMP)    -- the same as far as the stages came in their configured order, from the
                                            -- first on
);

-- One row per segment, pace and length: how many silences between two days of activity of a person are so long.
CREATE TABLE silences (
    segment VARCHAR,
    pace_days INTEGER,                      -- the power of two that is not below the mean of the own gaps so far; NULL:
                                            -- fewer than three gaps
    cell INTEGER,                           -- 2j: j half days exactly; 2j + 1: more than j and less than j + 1
    silences BIGINT
);

-- One row per segment: how long a silence must be to end a journey.
CREATE TABLE journey_pauses (
    segment VARCHAR,
    pause_days DOUBLE,                      -- a quantile of the segment's gaps; NULL: too few gaps
    gaps BIGINT                             -- silences between two activities that it is taken from
);

-- One row per segment and pace: how long a silence must be for a customer to count as lost.
CREATE TABLE inactivity_limits (
    segment VARCHAR,
    pace_days INTEGER,                      -- the power of two that is not below the mean of the own gaps so far; NULL:
                                            -- fewer than three gaps
    limit_days DOUBLE,                      -- hardly anybody comes back after it; NULL: no silence tells that, or too
                                            -- few were watched
    gaps BIGINT                             -- silences between two activities of the segment at that pace
);

-- One row per channel, cost kind, campaign and day: costs spread evenly over the days that they cover.
CREATE TABLE daily_costs (
    record_id VARCHAR, source VARCHAR,
    channel VARCHAR, stage VARCHAR, touchpoint VARCHAR, topic VARCHAR, team VARCHAR, agent VARCHAR, segment VARCHAR,
    country VARCHAR, language VARCHAR, attributes MAP(VARCHAR, VARCHAR),
    cost_kind VARCHAR, campaign VARCHAR,
    spent_local TIMESTAMP,                  -- the day
    amount DOUBLE,                          -- in currency
    currency VARCHAR
);

-- REGISTRY ------------------------------------------------------------------------------------------------------------

-- One row per load command that was published.
CREATE TABLE loads (
    load_id INTEGER, started_at TIMESTAMP, finished_at TIMESTAMP, version INTEGER
);

-- One row per file that was loaded; rows_read = rows_loaded + rows_rejected + rows_skipped.
CREATE TABLE files (
    file_id INTEGER, load_id INTEGER, source VARCHAR, name VARCHAR, sha256 VARCHAR, mapping_sha256 VARCHAR,
    bytes BIGINT, encoding VARCHAR, timezone VARCHAR, options MAP(VARCHAR, VARCHAR),
    rows_read BIGINT, rows_loaded BIGINT, rows_rejected BIGINT, rows_skipped BIGINT, records BIGINT,
    first_record_at TIMESTAMP, last_record_at TIMESTAMP, loaded_at TIMESTAMP
);

-- One row per exported row that was kept aside.
CREATE TABLE rejected_rows (
    file_id INTEGER, source_line BIGINT, source VARCHAR, record_id VARCHAR,
    reasons STRUCT(column_name VARCHAR, value VARCHAR, reason VARCHAR)[],
    raw VARCHAR,                            -- the row as exported, for the page
    superseded_by INTEGER                   -- file_id that brought the record again; NULL: still open
);

-- One row per file and reason: exported rows that are no records (footers, totals, previews, repeats).
CREATE TABLE skipped_rows (
    file_id INTEGER, reason VARCHAR, rows BIGINT, first_line BIGINT
);

-- One row per file, column and reason: cells that hold no value of their column and were emptied; their rows are
-- loaded.
CREATE TABLE emptied_cells (
    file_id INTEGER, table_name VARCHAR, column_name VARCHAR,
    label VARCHAR,                          -- as the file calls the column
    reason VARCHAR, cells BIGINT, first_line BIGINT,
    examples VARCHAR                        -- what some of them say
);

-- One row per record that was put together of rows of several files, and each of these files.
CREATE TABLE file_parts (
    table_name VARCHAR, record_id VARCHAR, file_id INTEGER
);

-- One row per file and record of several rows that stands first or last in it, where a file may have been cut.
CREATE TABLE file_edges (
    file_id INTEGER, table_name VARCHAR,
    part_of VARCHAR                         -- what its rows are grouped by
);

-- One row per load, table and expectation that was checked.
CREATE TABLE expectation_results (
    load_id INTEGER, table_name VARCHAR, source VARCHAR, rule VARCHAR, expectation VARCHAR, column_name VARCHAR,
    severity VARCHAR,                       -- reject: the rows are kept aside; warning: published; critical: refused
    is_met BOOLEAN, checked_rows BIGINT, unexpected_rows BIGINT,
    tolerated DOUBLE,                       -- part of the rows that may be unexpected, 0 to 1
    observed VARCHAR, checked_at TIMESTAMP
);

-- One row per fact about this version: reporting zone, end of the data, fingerprint of the rollups …
CREATE TABLE version_facts (
    name VARCHAR, value VARCHAR
);

-- VIEW ----------------------------------------------------------------------------------------------------------------

-- One row per matter: a person's run of contacts about one thing, across channels. Dimensions and record_id are the
-- first contact's; topic is the first that is known.
--   time_precision: second | day: a day has no hour and no response time
--   opened_local: start of the first contact
--   ended_local: the latest end (else start) of its contacts
--   path: channels in order, repeats left out: 'chatbot > email > phone'
--   contacts: the customer's; legs of one conversation are one
--   channels: different ones
--   hops: steps to another channel = its rows of kind hop in matter_steps
--   repeats: steps on the same channel = its rows of kind repeat
--   forced_hops: hops after failure, abandonment or hand-off
--   judged_hops: hops of which that is known
--   transfers: within its contacts; NULL: no export states any
--   reopens: the same
--   reexplained: hops whose next contact carries no context
--   duration_seconds: start of the first contact to the latest end
--   is_resolved: what the last contact that says so says; given up: false; NULL: nobody says
--   is_first_abandoned: its first contact was given up; NULL: never queued
--   is_first_handed_off: a machine passed its first contact on to people; NULL: nobody says
--   cost: of its service contacts; in currency; NULL: what one of them cost is not known
--   is_satisfied: last CSAT answer on a scale with boxes; NULL: none
--   last_metric: the last answer of any kind
CREATE VIEW matters AS
    SELECT matter_id, record_id, source, file_id, source_line, person_id, is_person_known, channel, channel_native,
    stage, touchpoint, topic, team, agent, segment, country, language, attributes, time_precision, opened_local,
    ended_local, last_channel, path, contacts, channels, hops, repeats, forced_hops, judged_hops, transfers, reopens,
    reexplained, duration_seconds, is_resolved, is_first_abandoned, is_first_handed_off, cost, currency, is_satisfied,
    last_metric, last_score, last_scale FROM matters_of_several
    UNION ALL
    SELECT i.matter_id, i.record_id, i.source, i.file_id, i.source_line, i.person_id, i.is_person_known, i.channel,
    i.channel_native, i.stage, i.touchpoint, i.topic, i.team, i.agent, i.segment, i.country, i.language, i.attributes,
    i.time_precision, CAST(started_local AS TIMESTAMP) AS opened_local, CAST(greatest(i.started_local, i.ended_local,
    i.resolved_local) AS TIMESTAMP) AS ended_local, CAST(coalesce(i.channel, 'other') AS VARCHAR) AS last_channel,
    CAST(coalesce(i.channel, 'other') AS VARCHAR) AS path, CAST(1 AS INTEGER) AS contacts, CAST(1 AS INTEGER) AS
    channels, CAST(0 AS INTEGER) AS hops, CAST(0 AS INTEGER) AS repeats, CAST(0 AS INTEGER) AS forced_hops, CAST(0 AS
    INTEGER) AS judged_hops, CAST(transfer_count AS INTEGER) AS transfers, CAST(reopen_count AS INTEGER) AS reopens,
    CAST(0 AS INTEGER) AS reexplained, CAST(CASE WHEN time_precision IS DISTINCT FROM 'day' THEN
    greatest(coalesce(resolution_seconds, 0), coalesce(wait_seconds, 0) + coalesce(handle_seconds, 0), 0) END AS DOUBLE)
    AS duration_seconds, CAST(coalesce(i.is_resolved, CASE WHEN i.is_abandoned THEN false END) AS BOOLEAN) AS
    is_resolved, CAST(is_abandoned AS BOOLEAN) AS is_first_abandoned, CAST(is_handed_off AS BOOLEAN) AS
    is_first_handed_off, CAST(c.cost AS DOUBLE) AS cost, CAST(CASE WHEN c.cost IS NOT NULL THEN c.currency END AS
    VARCHAR) AS currency, CAST(matter_is_satisfied AS BOOLEAN) AS is_satisfied, CAST(matter_last_metric AS VARCHAR) AS
    last_metric, CAST(matter_last_score AS DOUBLE) AS last_score, CAST(matter_last_scale AS VARCHAR) AS last_scale FROM
    interactions AS i LEFT JOIN contact_costs AS c ON c.channel = i.channel AND c.day = CAST(i.started_local AS DATE)
    WHERE i.is_whole_matter;

-- One row per stretch of a person's activity without a gap longer than the inactivity limit.
--   ended_local: last activity + limit; NULL: not reached when the data end, or no limit is known
--   returned_local: the next stretch; NULL: none
--   watched_local: last activity + twice the limit: who returned by then came back soon; NULL: no limit is known
CREATE VIEW activity_spells AS
    SELECT person_id, channel, stage, touchpoint, topic, team, agent, segment, country, language, source, attributes,
    started_local, CASE WHEN ended_local <= (SELECT CAST(value AS TIMESTAMP) FROM version_facts WHERE name =
    'data_until') THEN ended_local END AS ended_local, returned_local, watched_local FROM spells_at_limit;

-- One row per journey: a known person's stretch of activity without a silence longer than the segment's journey pause.
-- Dimensions are the first touch's.
--   time_precision: second | day: a day has no hour and no response time
--   started_local: first touch
--   ended_local: last touch
--   left_local: when the silence reached the pause; NULL: not reached when the data end
--   outcome: left | open | unanswered: the company's touches only
--   touches: = its rows in journey_steps
--   stage_path: stages in order, repeats left out: 'consideration > purchase > service'
--   stage_times: first touch of each stage
--   funnel_times: the same as far as the stages came in their configured order, from the first on
CREATE VIEW journeys AS
    SELECT journey_id, record_id, source, file_id, source_line, person_id, is_person_known, channel, channel_native,
    stage, touchpoint, topic, team, agent, segment, country, language, attributes, time_precision, started_local,
    ended_local, CASE WHEN left_local <= (SELECT CAST(value AS TIMESTAMP) FROM version_facts WHERE name = 'data_until')
    IS TRUE THEN left_local END AS left_local, CASE WHEN left_local <= (SELECT CAST(value AS TIMESTAMP) FROM
    version_facts WHERE name = 'data_until') IS TRUE THEN outcome ELSE 'open' END AS outcome, touches, orders,
    stage_path, stage_times, funnel_times FROM journeys_at_pause;

-- One row per touch of a journey: every dated interaction and order of a known person is in exactly one. Dimensions are
-- its own.
--   position: from 1
--   time_precision: second | day: a day has no hour and no response time
--   of_table: interactions orders
--   next_channel: NULL: the last of its journey
--   between_seconds: start to start of the next; NULL: the last, or a day without a time
--   is_own: the customer's; false: the company's (what it sends, calls and mails that it began)
--   outcome: continued: the customer came again in this journey; else left or open (of the last own touch), unanswered
--     or open (of the company's that came to nothing)
--   is_settled: the pause has passed since: what follows in the data changes its outcome no more
--   is_loop: the touch before was at this touchpoint too
--   is_return: the stage was visited before, with another one in between
CREATE VIEW journey_steps AS
    SELECT journey_id, record_id, source, file_id, source_line, person_id, is_person_known, channel, channel_native,
    stage, touchpoint, topic, team, agent, segment, country, language, attributes, time_precision, 'interactions' AS
    of_table, started_local AS touched_local, touch_position AS position, touch_next_channel AS next_channel,
    touch_next_stage AS next_stage, touch_next_touchpoint AS next_touchpoint, touch_between_seconds AS between_seconds,
    is_own_touch AS is_own, CASE WHEN touch_outcome = 'continued' OR started_local +
    to_microseconds(CAST(touch_pause_days * 86400000000 AS BIGINT)) <= (SELECT CAST(value AS TIMESTAMP) FROM
    version_facts WHERE name = 'data_until') IS TRUE THEN touch_outcome ELSE 'open' END AS outcome, started_local +
    to_microseconds(CAST(touch_pause_days * 86400000000 AS BIGINT)) <= (SELECT CAST(value AS TIMESTAMP) FROM
    version_facts WHERE name = 'data_until') IS TRUE AS is_settled, is_touch_loop AS is_loop, is_touch_return AS
    is_return FROM interactions WHERE journey_id IS NOT NULL
    UNION ALL
    SELECT journey_id, record_id, source, file_id, source_line, person_id, is_person_known, channel, channel_native,
    stage, touchpoint, topic, team, agent, segment, country, language, attributes, time_precision, 'orders' AS of_table,
    ordered_local AS touched_local, touch_position AS position, touch_next_channel AS next_channel, touch_next_stage AS
    next_stage, touch_next_touchpoint AS next_touchpoint, touch_between_seconds AS between_seconds, is_own_touch AS
    is_own, CASE WHEN touch_outcome = 'continued' OR ordered_local + to_microseconds(CAST(touch_pause_days * 86400000000
    AS BIGINT)) <= (SELECT CAST(value AS TIMESTAMP) FROM version_facts WHERE name = 'data_until') IS TRUE THEN
    touch_outcome ELSE 'open' END AS outcome, ordered_local + to_microseconds(CAST(touch_pause_days * 86400000000 AS
    BIGINT)) <= (SELECT CAST(value AS TIMESTAMP) FROM version_facts WHERE name = 'data_until') IS TRUE AS is_settled,
    is_touch_loop AS is_loop, is_touch_return AS is_return FROM orders WHERE journey_id IS NOT NULL;
