-- While one shard has a new column and the other has not, rows of the other are null in it.
-- before
create table c060_t (id bigint not null primary key, a int);
insert into c060_t (id, a) values (1, 1), (8, 8);
-- running
-- on -80
alter table c060_t add column b int;
-- on -80
insert into c060_t (id, a, b) values (10, 10, 100);
-- on 80-
insert into c060_t (id, a) values (2, 2);
-- running
-- on 80-
alter table c060_t add column b int;
-- on 80-
insert into c060_t (id, a, b) values (3, 3, 30);
