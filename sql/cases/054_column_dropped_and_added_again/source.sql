-- A column that comes back under its name with another type is another column; the old one keeps its values under another name.
-- before
create table c054_t (id bigint not null primary key, a int);
insert into c054_t (id, a) values (1, 1), (8, 8);
-- running
alter table c054_t add column x int;
insert into c054_t (id, a, x) values (2, 2, 22), (10, 10, 1010);
-- running
alter table c054_t drop column x;
insert into c054_t (id, a) values (3, 3), (14, 14);
-- running
alter table c054_t add column x varchar(20);
insert into c054_t (id, a, x) values (4, 4, 'four'), (15, 15, 'fifteen');
update c054_t set x = 'ten' where id = 10;
