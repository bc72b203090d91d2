-- At which snapshots do orders and customer show the same moment of the source? The newest checkpoint of orders, and what customer was then: tables
-- that had changes share the checkpoint's id; one that had none keeps its snapshot before it.
with
  newest as (
    select snapshot_id, committed_at, element_at(summary, 'vitess.checkpoint-id') as checkpoint
    from lake.commerce."orders$snapshots"
    where element_at(summary, 'vitess.checkpoint-id') is not null
    order by committed_at desc
    limit 1
  ),
  other as (
    select c.snapshot_id, c.committed_at, element_at(c.summary, 'vitess.checkpoint-id') = newest.checkpoint as same
    from lake.commerce."customer$snapshots" c, newest
    where element_at(c.summary, 'vitess.checkpoint-id') is not null
      and (element_at(c.summary, 'vitess.checkpoint-id') = newest.checkpoint or c.committed_at < newest.committed_at)
    order by same desc, c.committed_at desc
    limit 1
  )
select newest.snapshot_id as orders_snapshot, other.snapshot_id as customer_snapshot
from newest, other;

-- The join at that moment.
select c.id, count(o.id) as orders
from lake.commerce.customer for version as of CUSTOMER_SNAPSHOT_ID c
left join lake.commerce.orders for version as of SNAPSHOT_ID o on o.customer_id = c.id
group by c.id
order by orders desc
limit 10;
