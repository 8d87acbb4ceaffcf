-- The canonical warehouse. Grain in the first line of each table; times are UTC unless the name ends in _local
-- (the reporting zone, fixed when a version is built); durations in seconds; money beside its ISO 4217 currency.
--
-- Every fact table opens with the same three blocks, so that every metric runs by every dimension:
--   provenance: record_id (source:native id), source, file_id and source_line (the exported row), updated_at (of the record)
--   person:     the keys as exported (normalised), person_id and is_person_known (derived)
--   dimensions: channel, stage, touchpoint, topic, team, agent, segment, country, language, attributes

-- One row per contact: a case, call, chat session, visit, touch or review.
CREATE TABLE interactions (
    record_id VARCHAR, source VARCHAR, file_id INTEGER, source_line BIGINT, updated_at TIMESTAMP,
    email VARCHAR, phone VARCHAR, customer_id VARCHAR, vendor_customer_id VARCHAR,
    person_id BIGINT, is_person_known BOOLEAN,
    channel VARCHAR, channel_native VARCHAR, stage VARCHAR, touchpoint VARCHAR, topic VARCHAR, team VARCHAR,
    agent VARCHAR, segment VARCHAR, country VARCHAR, language VARCHAR, attributes MAP(VARCHAR, VARCHAR),
    interaction_type VARCHAR,                -- case call chat_session message_session visit email_touch … (types.toml)
    direction VARCHAR,                       -- inbound outbound internal none
    conversation_id VARCHAR,                 -- ties the legs of one contact
    started_at TIMESTAMP,
    time_precision VARCHAR,                  -- second | day: a day has no hour and no response time
    wait_seconds DOUBLE,                     -- queued until answered, or until the customer gave up
    first_response_seconds DOUBLE,           -- start until the first public human reply; calendar clock
    handle_seconds DOUBLE,                   -- talk + hold + after-contact work
    resolution_seconds DOUBLE,               -- start until the last time it was solved; calendar clock
    is_abandoned BOOLEAN,                    -- NULL: never queued
    is_resolved BOOLEAN,
    is_converted BOOLEAN,                    -- the export states the outcome on the contact itself
    transfer_count INTEGER, reopen_count INTEGER,
    comment VARCHAR,
    started_local TIMESTAMP, answered_local TIMESTAMP, first_responded_local TIMESTAMP,
    ended_local TIMESTAMP, resolved_local TIMESTAMP,
    previous_contact_seconds DOUBLE,         -- since this person's contact before on the same channel; NULL: none
    next_contact_seconds DOUBLE,             -- until this person's next contact on the same channel; NULL: none
    next_order_seconds DOUBLE                -- until this person's next order; NULL: none
);

-- One row per message inside a chat.
CREATE TABLE messages (
    record_id VARCHAR, source VARCHAR, file_id INTEGER, source_line BIGINT, updated_at TIMESTAMP,
    email VARCHAR, phone VARCHAR, customer_id VARCHAR, vendor_customer_id VARCHAR,
    person_id BIGINT, is_person_known BOOLEAN,
    channel VARCHAR, channel_native VARCHAR, stage VARCHAR, touchpoint VARCHAR, topic VARCHAR, team VARCHAR,
    agent VARCHAR, segment VARCHAR, country VARCHAR, language VARCHAR, attributes MAP(VARCHAR, VARCHAR),
    conversation_id VARCHAR,
    sent_at TIMESTAMP, time_precision VARCHAR,
    sender VARCHAR,
    sender_role VARCHAR,                     -- customer agent bot system; NULL: unknown
    comment VARCHAR,                         -- the text
    sent_local TIMESTAMP
);

-- One row per scored answer to a survey.
CREATE TABLE responses (
    record_id VARCHAR, source VARCHAR, file_id INTEGER, source_line BIGINT, updated_at TIMESTAMP,
    email VARCHAR, phone VARCHAR, customer_id VARCHAR, vendor_customer_id VARCHAR,
    person_id BIGINT, is_person_known BOOLEAN,
    channel VARCHAR, channel_native VARCHAR, stage VARCHAR, touchpoint VARCHAR, topic VARCHAR, team VARCHAR,
    agent VARCHAR, segment VARCHAR, country VARCHAR, language VARCHAR, attributes MAP(VARCHAR, VARCHAR),
    interaction_id VARCHAR,                  -- record_id of the contact that was rated
    survey VARCHAR,
    survey_kind VARCHAR,                     -- transactional: every answer; relationship: latest per person and period
    metric VARCHAR,                          -- nps csat ces
    raw_score VARCHAR,                       -- as exported: 'good', '9'
    score DOUBLE, scale_min DOUBLE, scale_max DOUBLE,
    scale VARCHAR,                           -- '1-5': the dimension
    top_box_min DOUBLE,                      -- csat and ces: lowest satisfied answer; NULL: this scale has no declared boxes
    answered_at TIMESTAMP, time_precision VARCHAR,
    comment VARCHAR,
    answered_local TIMESTAMP
);

-- One row per survey invitation sent.
CREATE TABLE survey_requests (
    record_id VARCHAR, source VARCHAR, file_id INTEGER, source_line BIGINT, updated_at TIMESTAMP,
    email VARCHAR, phone VARCHAR, customer_id VARCHAR, vendor_customer_id VARCHAR,
    person_id BIGINT, is_person_known BOOLEAN,
    channel VARCHAR, channel_native VARCHAR, stage VARCHAR, touchpoint VARCHAR, topic VARCHAR, team VARCHAR,
    agent VARCHAR, segment VARCHAR, country VARCHAR, language VARCHAR, attributes MAP(VARCHAR, VARCHAR),
    survey VARCHAR,
    response_id VARCHAR,                     -- record_id of the answer, where the export ties them
    requested_at TIMESTAMP, time_precision VARCHAR,
    is_answered BOOLEAN,                     -- stated by the export, else derived from response_id
    requested_local TIMESTAMP
);

-- One row per order.
CREATE TABLE orders (
    record_id VARCHAR, source VARCHAR, file_id INTEGER, source_line BIGINT, updated_at TIMESTAMP,
    email VARCHAR, phone VARCHAR, customer_id VARCHAR, vendor_customer_id VARCHAR,
    person_id BIGINT, is_person_known BOOLEAN,
    channel VARCHAR, channel_native VARCHAR, stage VARCHAR, touchpoint VARCHAR, topic VARCHAR, team VARCHAR,
    agent VARCHAR, segment VARCHAR, country VARCHAR, language VARCHAR, attributes MAP(VARCHAR, VARCHAR),
    ordered_at TIMESTAMP, time_precision VARCHAR,
    status VARCHAR,                          -- open paid fulfilled cancelled refunded partially_refunded
    amount DECIMAL(18, 4),                   -- charged; NULL: the export has no value
    refunded_amount DECIMAL(18, 4),
    currency VARCHAR,
    item_count DOUBLE,
    ordered_local TIMESTAMP
);

-- One row per subscription, or per customer and status snapshot (snapshot_on set).
CREATE TABLE subscriptions (
    record_id VARCHAR, source VARCHAR, file_id INTEGER, source_line BIGINT, updated_at TIMESTAMP,
    email VARCHAR, phone VARCHAR, customer_id VARCHAR, vendor_customer_id VARCHAR,
    person_id BIGINT, is_person_known BOOLEAN,
    channel VARCHAR, channel_native VARCHAR, stage VARCHAR, touchpoint VARCHAR, topic VARCHAR, team VARCHAR,
    agent VARCHAR, segment VARCHAR, country VARCHAR, language VARCHAR, attributes MAP(VARCHAR, VARCHAR),
    plan VARCHAR, status VARCHAR,            -- trial active past_due paused cancelled
    is_lost BOOLEAN,                         -- snapshot only
    snapshot_on DATE,
    started_at TIMESTAMP, ended_at TIMESTAMP, time_precision VARCHAR,   -- paid time: trials are out
    churn_reason VARCHAR,
    monthly_amount DECIMAL(18, 4), currency VARCHAR,
    started_local TIMESTAMP, ended_local TIMESTAMP
);

-- One row per channel, cost kind, campaign and day; a cost that covers a period is spread evenly over its days.
CREATE TABLE costs (
    record_id VARCHAR, source VARCHAR, file_id INTEGER, source_line BIGINT, updated_at TIMESTAMP,
    email VARCHAR, phone VARCHAR, customer_id VARCHAR, vendor_customer_id VARCHAR,
    person_id BIGINT, is_person_known BOOLEAN,
    channel VARCHAR, channel_native VARCHAR, stage VARCHAR, touchpoint VARCHAR, topic VARCHAR, team VARCHAR,
    agent VARCHAR, segment VARCHAR, country VARCHAR, language VARCHAR, attributes MAP(VARCHAR, VARCHAR),
    cost_kind VARCHAR,                       -- service: handling contacts; media: advertising
    campaign VARCHAR,
    starts_on DATE, ends_on DATE,            -- half-open, as exported
    amount DECIMAL(18, 6), currency VARCHAR, -- of the whole period
    impressions BIGINT, clicks BIGINT
);

-- One row per customer record of a CRM, audience or shop directory.
CREATE TABLE customers (
    record_id VARCHAR, source VARCHAR, file_id INTEGER, source_line BIGINT, updated_at TIMESTAMP,
    email VARCHAR, phone VARCHAR, customer_id VARCHAR, vendor_customer_id VARCHAR,
    person_id BIGINT, is_person_known BOOLEAN,
    channel VARCHAR, channel_native VARCHAR, stage VARCHAR, touchpoint VARCHAR, topic VARCHAR, team VARCHAR,
    agent VARCHAR, segment VARCHAR, country VARCHAR, language VARCHAR, attributes MAP(VARCHAR, VARCHAR),
    display_name VARCHAR,
    created_at TIMESTAMP, time_precision VARCHAR,
    created_local TIMESTAMP
);

-- One row per agent of a directory: who is on which team.
CREATE TABLE agents (
    record_id VARCHAR, source VARCHAR, file_id INTEGER, source_line BIGINT, updated_at TIMESTAMP,
    agent VARCHAR,                           -- as the contacts name the agent
    agent_name VARCHAR, team VARCHAR
);

-- DERIVED ------------------------------------------------------------------------------------------------------------

-- One row per identifier: the person that it belongs to.
CREATE TABLE identities (
    key_type VARCHAR,                        -- email phone customer_id, or source:vendor_customer_id
    key_value VARCHAR,
    person_id BIGINT
);

-- One row per known person.
CREATE TABLE persons (
    person_id BIGINT,
    channel VARCHAR,                         -- of the first activity
    stage VARCHAR, touchpoint VARCHAR, topic VARCHAR, team VARCHAR, agent VARCHAR,
    segment VARCHAR, country VARCHAR, language VARCHAR, source VARCHAR, attributes MAP(VARCHAR, VARCHAR),
    first_active_local TIMESTAMP, last_active_local TIMESTAMP,
    active_months UBIGINT                    -- bit k: active k calendar months after the first (k < 64)
);

-- One row per stretch of a person's activity without a gap longer than the inactivity limit of the segment.
CREATE TABLE activity_spells (
    person_id BIGINT,
    channel VARCHAR, stage VARCHAR, touchpoint VARCHAR, topic VARCHAR, team VARCHAR, agent VARCHAR,
    segment VARCHAR, country VARCHAR, language VARCHAR, source VARCHAR, attributes MAP(VARCHAR, VARCHAR),
    started_local TIMESTAMP,
    ended_local TIMESTAMP                    -- last activity + limit; NULL: not reached when the data end
);

-- One row per segment: days without activity after which a customer counts as lost (P90 of own gaps).
CREATE TABLE inactivity_limits (segment VARCHAR, limit_days DOUBLE, gaps BIGINT);

-- One row per channel, cost kind, campaign and day: costs spread evenly over the days that they cover.
CREATE TABLE daily_costs (
    record_id VARCHAR, source VARCHAR, channel VARCHAR, stage VARCHAR, touchpoint VARCHAR, topic VARCHAR, team VARCHAR,
    agent VARCHAR, segment VARCHAR, country VARCHAR, language VARCHAR, attributes MAP(VARCHAR, VARCHAR),
    cost_kind VARCHAR, campaign VARCHAR, spent_local TIMESTAMP, amount DOUBLE, currency VARCHAR
);

-- REGISTRY -----------------------------------------------------------------------------------------------------------

-- One row per load command that was published.
CREATE TABLE loads (load_id INTEGER, started_at TIMESTAMP, finished_at TIMESTAMP, version INTEGER);

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
    raw VARCHAR,                             -- the row as exported, for the page
    superseded_by INTEGER                    -- file_id that brought the record again; NULL: still open
);

-- One row per file and reason: exported rows that are no records (footers, totals, previews, repeats).
CREATE TABLE skipped_rows (file_id INTEGER, reason VARCHAR, rows BIGINT, first_line BIGINT);

-- One row per load, table and expectation that was checked.
CREATE TABLE expectation_results (
    load_id INTEGER, table_name VARCHAR, source VARCHAR, rule VARCHAR, expectation VARCHAR, column_name VARCHAR,
    severity VARCHAR,                        -- reject: the rows are kept aside; warning: published; critical: refused
    is_met BOOLEAN, checked_rows BIGINT, unexpected_rows BIGINT, observed VARCHAR, checked_at TIMESTAMP
);

-- One row per fact about this version: reporting zone, end of the data, fingerprint of the rollups …
CREATE TABLE version_facts (name VARCHAR, value VARCHAR);
