-- At which snapshots do orders and customer show the same moment of the source? At the newest position (VGTID) that both were saved at. A table without
-- changes keeps its older position, so when one of them is quiet that is up to checkpoint.idle-interval ago; no row: they have no such snapshots (yet).
select o.snapshot_id as orders_snapshot, c.snapshot_id as customer_snapshot
from lake.commerce.orders.snapshots o
join lake.commerce.customer.snapshots c on c.summary['vitess.vgtid'] = o.summary['vitess.vgtid']
where get_json_object(o.summary['vitess.state'], '$.state') = 'running'
  and get_json_object(c.summary['vitess.state'], '$.state') = 'running'
order by o.committed_at desc, c.committed_at desc
limit 1;

-- The join at that moment.
select c.id, count(o.id) as orders
from lake.commerce.customer version as of CUSTOMER_SNAPSHOT_ID c
left join lake.commerce.orders version as of SNAPSHOT_ID o on o.customer_id = c.id
group by c.id
order by orders desc
limit 10;
