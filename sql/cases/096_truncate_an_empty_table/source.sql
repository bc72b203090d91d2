-- TRUNCATE of a table without rows, and one that leaves none, are an empty table.
-- before
create table c096_a (id bigint not null primary key, v int);
create table c096_b (id bigint not null primary key, v int);
insert into c096_b (id, v) values (1, 1), (8, 8);
-- running
truncate table c096_a;
truncate table c096_b;
