-- A table that is only rebuilt is followed without a new copy.
-- before
create table c088_t (id bigint not null primary key, v int);
insert into c088_t (id, v) values (1, 1), (8, 8);
-- running
alter table c088_t engine = innodb;
insert into c088_t (id, v) values (2, 2), (10, 10);
alter table c088_t force;
optimize table c088_t;
alter table c088_t row_format = compressed;
update c088_t set v = v + 1 where id in (1, 8);
