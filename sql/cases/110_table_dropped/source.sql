-- A table that is dropped keeps its last rows in the lake, and stops.
-- before
create table c110_t (id bigint not null primary key, v int);
insert into c110_t (id, v) values (1, 1), (8, 8);
-- running
drop table c110_t;
