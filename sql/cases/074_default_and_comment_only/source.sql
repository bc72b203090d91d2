-- Another default or comment, and a new name of nothing, changes nothing in the lake and needs no new copy.
-- before
create table c074_t (id bigint not null primary key, a int, s varchar(10)) comment 'old';
insert into c074_t (id, a, s) values (1, 1, 'a'), (8, 8, 'b');
-- running
alter table c074_t alter column a set default 5, comment = 'new';
insert into c074_t (id, s) values (2, 'c'), (10, 'd');
alter table c074_t alter column a drop default, auto_increment = 100;
insert into c074_t (id, a, s) values (3, 3, 'e'), (14, 14, 'f');
