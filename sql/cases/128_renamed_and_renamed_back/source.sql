-- A column that is renamed and gets its name back is the same column.
-- before
create table c128_t (id bigint not null primary key, a int, b int);
insert into c128_t (id, a, b) values (1, 1, 1), (8, 8, 8);
-- running
alter table c128_t rename column a to tmp;
alter table c128_t rename column tmp to a;
alter table c128_t add column never int;
alter table c128_t drop column never;
insert into c128_t (id, a, b) values (2, 2, 2), (10, 10, 10);
