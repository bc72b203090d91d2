-- A table that is given an engine other than InnoDB stops.
-- before
create table c089_t (id bigint not null primary key, v int);
insert into c089_t (id, v) values (1, 1), (8, 8);
-- running
alter table c089_t engine = myisam;
