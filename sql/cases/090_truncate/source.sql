-- TRUNCATE takes all rows of the lake, and keeps what is inserted right after it on each shard.
-- before
create table c090_t (id bigint not null primary key, v int);
insert into c090_t (id, v) values (1, 1), (2, 2), (8, 8), (10, 10);
-- running
insert into c090_t (id, v) values (3, 3), (14, 14);
update c090_t set v = 20 where id = 2;
truncate table c090_t;
insert into c090_t (id, v) values (2, 222), (4, 4), (8, 888), (15, 15);
update c090_t set v = 44 where id = 4;
