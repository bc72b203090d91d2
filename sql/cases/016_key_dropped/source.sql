-- A table that loses its only key stops.
-- before
create table c016_t (id bigint not null, v int, primary key (id));
insert into c016_t (id, v) values (1, 1), (8, 8);
-- running
alter table c016_t drop primary key;
insert into c016_t (id, v) values (1, 2), (8, 9);
