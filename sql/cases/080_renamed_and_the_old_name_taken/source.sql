-- A column that is renamed, and a new one under the old name, are two.
-- before
create table c080_t (id bigint not null primary key, a varchar(10), n int);
insert into c080_t (id, a, n) values (1, 'old 1', 1), (8, 'old 8', 8);
-- running
alter table c080_t rename column a to former, add column a varchar(10);
insert into c080_t (id, former, a, n) values (2, 'f2', 'a2', 2), (10, 'f10', 'a10', 10);
-- running
update c080_t set a = 'a1' where id = 1;
