-- A column that is dropped and added again is empty in old rows of a shard that has no row event since.
-- before
create table c124_t (id bigint not null primary key, a int, v int);
insert into c124_t (id, a, v) values (1, 11, 1), (8, 88, 8);
-- running
alter table c124_t drop column a, add column a int;
insert into c124_t (id, a, v) values (2, 22, 2);
