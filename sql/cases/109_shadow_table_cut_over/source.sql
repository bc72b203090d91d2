-- The cut-over of a schema change tool, a shadow table that takes the place of the old one, is followed.
-- before
create table c109_t (id bigint not null primary key, a int);
insert into c109_t (id, a) values (1, 1), (8, 8);
-- running
create table _c109_t_new like c109_t;
alter table _c109_t_new add column b int not null default 3, modify a bigint;
insert into _c109_t_new (id, a) select id, a from c109_t;
insert into c109_t (id, a) values (2, 2), (10, 10);
insert into _c109_t_new (id, a) values (2, 2), (10, 10);
rename table c109_t to _c109_t_old, _c109_t_new to c109_t;
insert into c109_t (id, a, b) values (3, 3000000000, 30), (14, 14, 140);
drop table _c109_t_old;
-- running
update c109_t set a = 80 where id = 8;
