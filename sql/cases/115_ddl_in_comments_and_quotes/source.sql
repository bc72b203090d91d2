-- Names in backquotes, comments within the statement and another spelling of a column, which MySQL takes over, are understood.
-- before
create table c115_t (id bigint not null primary key, `select` int, `a b` varchar(10), Mixed int);
insert into c115_t (id, `select`, `a b`, Mixed) values (1, 1, 'ab1', 1), (8, 8, 'ab8', 8);
-- running
ALTER TABLE /* a comment */ `c115_t` RENAME COLUMN `a b` TO `c; d`, ADD COLUMN `order` INT NULL COMMENT 'drop column x';
insert into c115_t (id, `select`, `c; d`, mixed, `order`) values (2, 2, 'cd2', 2, 22), (10, 10, 'cd10', 10, 100);
alter table c115_t modify MIXED bigint;
update c115_t set mixed = 9000000000 where id in (1, 8);
