-- A table that is made, filled and altered before the sync has found it is mirrored as it is in the end.
-- before
create table c118_first (id bigint not null primary key, v int);
insert into c118_first (id, v) values (1, 1), (8, 8);
-- running
create table c118_new (id bigint not null primary key, v int);
insert into c118_new (id, v) values (1, 1), (8, 8);
alter table c118_new add column w varchar(10) not null default 'w';
insert into c118_new (id, v, w) values (2, 2, 'two'), (10, 10, 'ten');
alter table c118_new modify v bigint;
update c118_new set v = 9000000000 where id in (1, 10);
-- running
alter table c118_new add column x int;
insert into c118_new (id, v, w, x) values (3, 3, 'three', 3);
update c118_first set v = 11 where id = 1;
