-- While one shard has truncated and the other has not, readers see the state before it; then both are empty but for the rows after.
-- before
create table c091_t (id bigint not null primary key, v int);
insert into c091_t (id, v) values (1, 1), (2, 2), (8, 8), (10, 10);
-- running c091_t stays behind
-- on -80
truncate table c091_t;
insert into c091_t (id, v) values (3, 3), (14, 14);
update c091_t set v = 11 where id = 1;
-- running
-- on 80-
truncate table c091_t;
insert into c091_t (id, v) values (1, 111), (15, 15);
