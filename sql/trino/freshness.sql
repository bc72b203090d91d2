-- What does the newest checkpoint of orders reflect? The tag stands on it, also when others have compacted the table since.
select
  s.committed_at,
  from_unixtime(cast(element_at(s.summary, 'vitess.source-time-ms') as bigint) / 1e3) as newest_change,
  json_extract_scalar(element_at(s.summary, 'vitess.state'), '$.state') as state,
  cast(element_at(s.summary, 'vitess.rows') as bigint) as row_count,
  element_at(s.summary, 'vitess.lagging') as lagging_shards
from lake.commerce."orders$refs" r
join lake.commerce."orders$snapshots" s on s.snapshot_id = r.snapshot_id
where r.name = 'vitesslake-checkpoint';

-- How long did changes take from their commit in MySQL to their snapshot, in the last hundred checkpoints that had any?
select
  count(*) as checkpoints,
  round(avg(delay), 1) as average_seconds,
  max(delay) as most_seconds
from (
  select to_unixtime(committed_at) - cast(element_at(summary, 'vitess.source-time-ms') as bigint) / 1e3 as delay
  from lake.commerce."orders$snapshots"
  where cast(element_at(summary, 'vitess.inserted') as bigint) + cast(element_at(summary, 'vitess.updated') as bigint) + cast(element_at(summary, 'vitess.deleted') as bigint) > 0
    and element_at(summary, 'vitess.source-time-ms') is not null
  order by committed_at desc
  limit 100
);

-- What changed in each checkpoint?
select
  committed_at,
  snapshot_id,
  element_at(summary, 'vitess.inserted') as inserted,
  element_at(summary, 'vitess.updated') as updated,
  element_at(summary, 'vitess.deleted') as deleted
from lake.commerce."orders$snapshots"
where element_at(summary, 'vitess.checkpoint-id') is not null
order by committed_at desc
limit 20;
