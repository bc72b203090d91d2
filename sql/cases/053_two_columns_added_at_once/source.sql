-- Several columns of one statement, in the middle and in front, are all followed.
-- before
create table c053_t (id bigint not null primary key, a int, z int);
insert into c053_t (id, a, z) values (1, 1, 100), (8, 8, 800);
-- running
alter table c053_t add column b int null after a, add column (c varchar(10), d date), add column f int null first;
insert into c053_t (id, a, b, c, d, f, z) values (2, 2, 20, 'c', '2024-01-01', -2, 200), (10, 10, null, null, null, null, null);
update c053_t set f = 5 where id = 8;
