-- While one shard has renamed a column and the other has not, rows of both land in the same column of the lake.
-- before
create table c059_t (id bigint not null primary key, a varchar(10), n int);
insert into c059_t (id, a, n) values (1, 'a1', 1), (2, 'a2', 2), (8, 'a8', 8), (10, 'a10', 10);
-- running
-- on -80
alter table c059_t rename column a to z;
-- on -80
insert into c059_t (id, z, n) values (14, 'z14', 14);
-- on 80-
insert into c059_t (id, a, n) values (3, 'a3', 3);
-- running
-- on -80
update c059_t set z = 'z8' where id = 8;
-- on 80-
update c059_t set a = 'still a' where id = 1;
-- running
-- on 80-
alter table c059_t rename column a to z;
-- on 80-
insert into c059_t (id, z, n) values (4, 'z4', 4);
-- on -80
insert into c059_t (id, z, n) values (15, 'z15', 15);
