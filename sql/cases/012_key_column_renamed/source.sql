-- A key column that is renamed makes a new copy, and rows are found by it ever after; nothing is left of the old name.
-- before
create table c012_lines (id bigint not null, line int not null, v int, primary key (id, line));
insert into c012_lines (id, line, v) values (1, 1, 1), (8, 1, 8), (8, 2, 9);
-- running
alter table c012_lines rename column line to position;
insert into c012_lines (id, position, v) values (1, 2, 12), (10, 1, 10);
delete from c012_lines where id = 8 and position = 1;
-- running
update c012_lines set position = 7 where id = 8 and position = 2;
