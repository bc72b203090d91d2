-- What does the newest checkpoint of orders reflect? The tag stands on it, also when others have compacted the table since.
select
  s.committed_at,
  timestamp_millis(cast(s.summary['vitess.source-time-ms'] as bigint)) as newest_change,
  get_json_object(s.summary['vitess.state'], '$.state') as state,
  cast(s.summary['vitess.rows'] as bigint) as row_count,
  s.summary['vitess.lagging'] as lagging_shards
from lake.commerce.orders.refs r
join lake.commerce.orders.snapshots s on s.snapshot_id = r.snapshot_id
where r.name = 'vitesslake-checkpoint';

-- How long did changes take from their commit in MySQL to their snapshot, in the last hundred checkpoints that had any?
select
  count(*) as checkpoints,
  round(avg(delay), 1) as average_seconds,
  max(delay) as most_seconds
from (
  select (unix_millis(committed_at) - cast(summary['vitess.source-time-ms'] as bigint)) / 1000 as delay
  from lake.commerce.orders.snapshots
  where cast(summary['vitess.inserted'] as bigint) + cast(summary['vitess.updated'] as bigint) + cast(summary['vitess.deleted'] as bigint) > 0
    and summary['vitess.source-time-ms'] is not null
  order by committed_at desc
  limit 100
);

-- What changed in each checkpoint?
select
  committed_at,
  snapshot_id,
  summary['vitess.inserted'] as inserted,
  summary['vitess.updated'] as updated,
  summary['vitess.deleted'] as deleted
from lake.commerce.orders.snapshots
where summary['vitess.checkpoint-id'] is not null
order by committed_at desc
limit 20;
