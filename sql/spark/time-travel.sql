-- Which position of the source does a snapshot reflect?
select summary['vitess.vgtid'] as vgtid
from lake.commerce.orders.snapshots
where snapshot_id = SNAPSHOT_ID;

-- Which snapshots can be read, and up to when do they reflect the source?
select snapshot_id, committed_at, timestamp_millis(cast(summary['vitess.source-time-ms'] as bigint)) as newest_change
from lake.commerce.orders.snapshots
where summary['vitess.checkpoint-id'] is not null
order by committed_at desc;

-- The table as it was there.
select count(*) as row_count
from lake.commerce.orders version as of SNAPSHOT_ID;

-- The table as it was in the lake at a moment.
select count(*) as row_count
from lake.commerce.orders timestamp as of 'MOMENT';

-- Which rows came since, or differ from what they were?
select * from lake.commerce.orders
except
select * from lake.commerce.orders version as of SNAPSHOT_ID;
