-- A view on a table is left out and changes nothing.
-- before
create table c121_t (id bigint not null primary key, v int);
insert into c121_t (id, v) values (1, 1), (8, 8);
-- running
create or replace view c121_v as select id, v from c121_t;
insert into c121_t (id, v) values (2, 2), (10, 10);
drop view c121_v;
update c121_t set v = 0 where id = 8;
