-- Rows that go with the TRUNCATE of a partition go from the lake, although no row event follows.
-- before
create table c105_t (id bigint not null primary key, v int) partition by range (id) (partition low values less than (5), partition high values less than maxvalue);
insert into c105_t (id, v) values (1, 1), (2, 2), (8, 8), (10, 10);
-- running
alter table c105_t truncate partition low;
