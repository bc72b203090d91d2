-- Rows that go with a partition go from the lake.
-- before
create table c104_t (id bigint not null primary key, v int) partition by range (id) (partition low values less than (5), partition middle values less than (10), partition high values less than maxvalue);
insert into c104_t (id, v) values (1, 1), (2, 2), (8, 8), (9, 9), (10, 10), (14, 14);
-- running
alter table c104_t drop partition middle;
insert into c104_t (id, v) values (3, 3), (8, 80);
