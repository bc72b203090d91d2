-- After a TRUNCATE a shard without rows is empty in the lake, too.
-- before
create table c130_t (id bigint not null primary key, v int);
insert into c130_t (id, v) values (1, 1), (2, 2), (8, 8), (10, 10);
-- running
truncate c130_t;
insert into c130_t (id, v) values (8, 80);
