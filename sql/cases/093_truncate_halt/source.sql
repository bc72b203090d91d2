-- With on-truncate: halt the table keeps its rows and stops.
-- before
create table c093_t (id bigint not null primary key, v int);
insert into c093_t (id, v) values (1, 1), (8, 8);
-- running
truncate table c093_t;
insert into c093_t (id, v) values (2, 2), (10, 10);
