-- A column that is dropped and added again with its own type is empty in old rows.
-- before
create table c123_one (id bigint not null primary key, a int, v int);
create table c123_two (id bigint not null primary key, a int, v int);
insert into c123_one (id, a, v) values (1, 11, 1), (8, 88, 8);
insert into c123_two (id, a, v) values (1, 11, 1), (8, 88, 8);
-- running
alter table c123_one drop column a, add column a int;
insert into c123_one (id, a, v) values (2, 22, 2), (10, 100, 10);
alter table c123_two drop column a;
alter table c123_two add column a int;
insert into c123_two (id, a, v) values (2, 22, 2), (10, 100, 10);
