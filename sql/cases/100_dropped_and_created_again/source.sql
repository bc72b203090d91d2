-- A table that is dropped and created again with other columns is copied again; what only the old one had stays as a column of nulls.
-- before
create table c100_t (id bigint not null primary key, a int, gone varchar(10));
insert into c100_t (id, a, gone) values (1, 1, 'x'), (8, 8, 'y');
-- running
drop table c100_t;
create table c100_t (id bigint not null primary key, a varchar(10), b int);
insert into c100_t (id, a, b) values (2, 'two', 2), (10, 'ten', 10);
-- running
update c100_t set b = 22 where id = 2;
